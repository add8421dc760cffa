"""What lies over the lanes: the playhead's line, marks and cuts, the guide of a snap, the rubber band."""

from bisect import bisect_left

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from dfm.core.document.timebase import Span
from dfm.ui.theme import current_theme, figures_font
from dfm.ui.timeline.scale import TimeScale

NOTE_HEIGHT = 18.0


def playhead_colour() -> QColor:
    """The colour of the playhead: the text's, since it must be seen on every emotion's colour."""
    return QColor(current_theme().text)


class PlayheadLine(QGraphicsRectItem):
    """One pixel over all lanes, between two darker ones."""

    def __init__(self) -> None:
        super().__init__(-1, 0, 3, 1)
        self.setPen(Qt.PenStyle.NoPen)
        self.setZValue(20)

    def set_height(self, height: float) -> None:
        """Reach over lanes of this height."""
        self.setRect(-1, 0, 3, height)

    # Qt's own names

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        shade = QColor(current_theme().window)
        shade.setAlphaF(0.5)
        painter.fillRect(self.rect(), shade)
        painter.fillRect(QRectF(0, 0, 1, self.rect().height()), playhead_colour())


class MarkLines(QGraphicsRectItem):
    """Thin lines over all lanes at markers and around the range between in and out."""

    def __init__(self) -> None:
        super().__init__()
        self.setPen(Qt.PenStyle.NoPen)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setZValue(10)
        self._scale = TimeScale(1.0)
        self._markers: tuple[int, ...] = ()
        self._marked: Span | None = None

    def lay(self, area: QRectF, scale: TimeScale) -> None:
        """Cover an area at a scale."""
        self._scale = scale
        self.setRect(area)
        self.update()

    def set_marks(self, markers: tuple[int, ...], marked: Span | None) -> None:
        """Show these markers, in order, and this range."""
        if (markers, marked) != (self._markers, self._marked):
            self._markers, self._marked = markers, marked
            self.update()

    # Qt's own names

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        exposed: QRectF = option.exposedRect
        theme, height = current_theme(), self.rect().height()
        first = bisect_left(self._markers, self._scale.boundary_at(exposed.left()) - 1)
        painter.setPen(QPen(QColor(theme.quiet), 1, Qt.PenStyle.DotLine))
        for frame in self._markers[first:]:
            x = self._scale.x_of(frame) + 0.5
            if x > exposed.right() + 1:
                break
            painter.drawLine(QLineF(x, 0, x, height))
        if self._marked is not None:
            painter.setPen(QPen(QColor(theme.accent), 1, Qt.PenStyle.DashLine))
            for x in (self._scale.x_of(self._marked.start) + 0.5, self._scale.x_of(self._marked.end) - 0.5):
                painter.drawLine(QLineF(x, 0, x, height))


class Guide(QGraphicsRectItem):
    """The line at the frame to which a drag snapped."""

    def __init__(self) -> None:
        super().__init__()
        self.setPen(Qt.PenStyle.NoPen)
        self.setZValue(30)
        self.hide()

    def show_at(self, x: float | None, height: float) -> None:
        """Show the line at a place, or nowhere."""
        self.setVisible(x is not None)
        if x is not None:
            self.setRect(x - 1, 0, 2, height)

    # Qt's own names

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.fillRect(self.rect(), QColor(current_theme().accent))


class Note(QGraphicsRectItem):
    """A few words beside what is dragged: where it is now."""

    def __init__(self) -> None:
        super().__init__()
        self.setPen(Qt.PenStyle.NoPen)
        self.setZValue(31)
        self._words = ""
        self.hide()

    @property
    def words(self) -> str:
        """What the note says; nothing while it is hidden."""
        return self._words if self.isVisible() else ""

    def say(self, words: str, at: QPointF, within: QRectF) -> None:
        """Say something above a place, or hide where there is nothing to say."""
        self.setVisible(bool(words))
        if not words:
            return
        self._words = words
        width = QFontMetricsF(figures_font(11)).horizontalAdvance(words) + 12
        x = min(max(at.x(), within.left() + 2), max(within.right() - width - 2, within.left() + 2))
        y = max(at.y() - NOTE_HEIGHT - 2, within.top() + 2)
        self.setRect(round(x), round(y), round(width), NOTE_HEIGHT)
        self.update()

    # Qt's own names

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        theme = current_theme()
        painter.setPen(QColor(theme.edge))
        painter.setBrush(QColor(theme.raised))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.setPen(QColor(theme.text))
        painter.setFont(figures_font(11))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)


class Band(QGraphicsRectItem):
    """The rubber band."""

    def __init__(self) -> None:
        super().__init__()
        self.setPen(Qt.PenStyle.NoPen)
        self.setZValue(29)
        self.hide()

    def show_over(self, area: QRectF | None) -> None:
        """Span an area, or none."""
        self.setVisible(area is not None)
        if area is not None:
            self.setRect(area)

    # Qt's own names

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        accent = QColor(current_theme().accent)
        painter.setPen(QPen(accent, 1))
        accent.setAlphaF(0.18)
        painter.setBrush(accent)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
