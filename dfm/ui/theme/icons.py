"""Icons of the Material Design set in the colours of the theme that shows.

    button.setIcon(icon("play"))            # a glyph's name without its prefix
    button.setIcon(icon("delete", "alarm")) # in another colour of the theme

Only the one font is loaded, at the first icon. An icon asks for its colour whenever it is painted, so that
it is right after a change of theme and sharp at every scale.
"""

from functools import cache

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from qtawesome.iconic_font import IconicFont

from dfm.ui.theme.hub import current_theme

PREFIX = "mdi6"
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
def _font() -> IconicFont:
    return IconicFont((PREFIX, FONT, CHARACTERS))


def _glyph(name: str) -> str:
    characters: dict[str, str] = _font().charmap[PREFIX]
    return characters[name]


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
        painter.setFont(_font().font(PREFIX, rect.height()))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._glyph)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture
