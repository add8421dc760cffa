"""Icons of the Material Design set in the colours of the theme that shows.

    button.setIcon(icon("play"))            # a glyph's name without its prefix
    button.setIcon(icon("delete", "alarm")) # in another colour of the theme

The font is the one that QtAwesome carries; it is taken from there without importing the package, which
would load every font and half of Qt before the window shows. An icon asks for its colour whenever it is
painted, so that it is right after a change of theme and sharp at every scale.
"""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from dfm.core.errors import DfmError
from dfm.ui.theme.hub import current_theme

FONT = "materialdesignicons6-webfont-6.9.96.ttf"
CHARACTERS = "materialdesignicons6-webfont-charmap-6.9.96.json"


@cache
def icon(name: str, tone: str = "text") -> QIcon:
    """An icon by its glyph's name, in a colour of the theme; KeyError for a name or tone unknown."""
    current_theme().colour(tone)
    return QIcon(_Engine(_glyph(name), tone))


def pixmap(name: str, pixels: int, tone: str = "text", ratio: float = 1.0) -> QPixmap:
    """An icon as a picture of so many logical pixels, for labels."""
    return icon(name, tone).pixmap(QSize(pixels, pixels), ratio)


@cache
def _family() -> str:
    """The font's family, loaded once."""
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(_folder() / FONT)))
    if not families:
        raise DfmError(f"The font {_folder() / FONT} cannot be loaded; install the program again.")
    return families[0]


@cache
def _characters() -> dict[str, str]:
    """Every glyph's name with its character in the font, in hexadecimal."""
    return dict(json.loads((_folder() / CHARACTERS).read_text("utf-8")))


def _folder() -> Path:
    spec = find_spec("qtawesome")
    if spec is None or not spec.origin:
        raise DfmError("The package QtAwesome is missing; install the program again.")
    return Path(spec.origin).parent / "fonts"


def _glyph(name: str) -> str:
    return chr(int(_characters()[name], 16))


class _Engine(QIconEngine):
    """Draws one glyph; Qt calls it for every size and state."""

    def __init__(self, glyph: str, tone: str) -> None:
        super().__init__()
        self._glyph = glyph
        self._tone = tone

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> QColor:
        theme = current_theme()
        if mode is QIcon.Mode.Disabled:
            return QColor(theme.faint)
        if state is QIcon.State.On and self._tone == "text":
            return QColor(theme.link)
        return QColor(theme.colour(self._tone))

    # Qt's own names

    def clone(self) -> QIconEngine:
        return _Engine(self._glyph, self._tone)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.save()
        painter.setPen(self._colour(mode, state))
        font = QFont(_family())
        font.setPixelSize(rect.height())
        painter.setFont(font)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._glyph)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture
