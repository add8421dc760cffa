"""Edits on the system's clipboard, so that they paste into another window of the editor too.

They travel as JSON in the form of the project's file, and as plain text for everyone else. What lies on the
clipboard is not trusted. It knows nothing of where edits are put.
"""

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from dfm.core.document.arrange import at_rate
from dfm.core.document.edits import Edit, format_edit
from dfm.core.document.storage import decode_edits, encode_edits
from dfm.core.errors import DfmError

MIME = "application/x-dfm-edits"


def put_edits(edits: Sequence[Edit], rate: Fraction) -> None:
    """Leave edits on the clipboard."""
    data = QMimeData()
    data.setData(MIME, encode_edits(edits, rate))
    data.setText("\n".join(map(format_edit, edits)))
    QGuiApplication.clipboard().setMimeData(data)


def take_edits(rate: Fraction) -> tuple[Edit, ...]:
    """The edits on the clipboard, in frames of this rate; none where there are none that can be read."""
    data = QGuiApplication.clipboard().mimeData()
    if data is None or not data.hasFormat(MIME):
        return ()
    try:
        edits, its_rate = decode_edits(bytes(data.data(MIME).data()))
        return at_rate(edits, its_rate, rate)
    except (ValueError, RecursionError, DfmError):
        return ()
