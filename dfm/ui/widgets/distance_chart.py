"""The curve of a training: how far the net is from frames held out over time, beside that of `reference`."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from dfm.ui.course import Measured
from dfm.ui.theme import current_theme, figures_font, theme_hub
from dfm.ui.theme.hub import LABEL_PIXELS
from dfm.ui.widgets.words import clock

HEIGHT = 108
LEFT, RIGHT, TOP, BOTTOM = 44, 84, 10, 20
LEAST_ROOM = 0.1
"""How much of Face-APD the chart is high at least."""
EMPTY = "The curve begins with the first measurement."


class DistanceChart(QWidget):
    """Draws what was measured; empty it says so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._course: tuple[Measured, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Curve of the training")
        self.setAccessibleDescription(EMPTY)
        theme_hub.theme_changed.connect(self.update)

    def show_course(self, course: Sequence[Measured]) -> None:
        """Draw this from now on."""
        self._course = tuple(course)
        self.setAccessibleDescription(_described(self._course) if course else EMPTY)
        self.update()

    def _low_and_high(self) -> tuple[float, float]:
        """The distances at the lower and the upper edge."""
        values = [value for each in self._course for value in (each.face, each.reference)]
        low, high = min(values), max(values)
        room = max(high - low, LEAST_ROOM) * 0.12
        middle = (low + high) / 2
        half = max((high - low) / 2 + room, LEAST_ROOM / 2)
        return middle - half, middle + half

    def _paint(self, painter: QPainter) -> None:
        theme = current_theme()
        area = QRectF(LEFT, TOP, self.width() - LEFT - RIGHT, self.height() - TOP - BOTTOM)
        low, high = self._low_and_high()
        whole = max(self._course[-1].seconds, 1.0)

        def place(seconds: float, value: float) -> QPointF:
            across = area.left() + area.width() * seconds / whole
            return QPointF(across, area.bottom() - area.height() * (value - low) / (high - low))

        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setPen(QColor(theme.quiet))
        right, middle = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignVCenter
        for value, y in ((high, area.top()), (low, area.bottom())):
            painter.drawText(QRectF(0, y - 8, LEFT - 8, 16), right | middle, f"{value:.1f}")
        painter.drawText(QRectF(area.right() - 80, area.bottom() + 3, 80, 16), right, clock(whole))
        painter.drawText(QRectF(area.left(), area.bottom() + 3, 80, 16), Qt.AlignmentFlag.AlignLeft, "0:00")
        last = self._course[-1]
        reference = place(0, last.reference).y()
        face = place(whole, last.face).y()
        painter.setPen(QPen(QColor(theme.quiet), 1.4, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), reference), QPointF(area.right(), reference))
        accent = QColor(theme.link)
        painter.setPen(QPen(accent, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF([place(each.seconds, each.face) for each in self._course]))
        painter.setBrush(accent)
        painter.drawEllipse(place(whole, last.face), 3, 3)
        apart = 8.0 if abs(face - reference) < 15 else 0.0
        lower = 1 if face > reference else -1
        for words, colour, y in (
            ("Trained", accent, face + lower * apart),
            ("Reference", QColor(theme.quiet), reference - lower * apart),
        ):
            painter.setPen(colour)
            painter.drawText(QRectF(area.right() + 10, y - 8, RIGHT - 10, 16), middle, words)

    # Qt's own names

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(figures_font(LABEL_PIXELS))
        if self._course:
            self._paint(painter)
        else:
            painter.setPen(QColor(current_theme().quiet))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, EMPTY)


def _described(course: Sequence[Measured]) -> str:
    """The curve as a sentence."""
    first, last = course[0], course[-1]
    return (
        f"Face-APD {first.face:.2f} after {first.steps} steps, {last.face:.2f} after {last.steps}; "
        f"reference {last.reference:.2f}."
    )
