"""Writes a picture into a file, PNG or JPEG by the name's end, which appears only when it is whole."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from dfm.core.document.publish import publish
from dfm.core.errors import UsageError, WriteError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FORMATS = {".png": ("png", -1), ".jpg": ("jpeg", 95), ".jpeg": ("jpeg", 95)}
"""For each name's end the format and its quality; -1 where there is no choice."""


def write_picture(rgb: "NDArray[np.uint8]", target: Path) -> None:
    """Write R'G'B' (h, w, 3)."""
    if target.suffix.lower() not in FORMATS:
        raise UsageError(f"{target} ends in no known picture's name: call it .png or .jpg.")
    kind, quality = FORMATS[target.suffix.lower()]
    height, width = rgb.shape[:2]
    image = QImage(rgb.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind.encode()))
    writer.setQuality(quality)
    if not writer.write(image):
        raise WriteError(f"{target} cannot be written as {kind}: choose another kind of picture.")
    try:
        publish(target, bytes(buffer.data().data()))
    except OSError as error:
        raise WriteError(
            f"{target} cannot be written ({error.strerror}): choose a folder you may write to."
        ) from error
