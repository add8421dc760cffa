"""The names of the strength's detents: low, medium and high, under their places on the slider."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from dfm.core.document.emotions import INTENSITIES
from dfm.ui.inspector.strength_slider import StrengthSlider
from dfm.ui.theme import current_theme, label_font

LABELS_HEIGHT = 20


class DetentLabels(QWidget):
    """The names of the detents, each under its place on the slider; a click goes there."""

    def __init__(self, slider: StrengthSlider, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = slider
        self.setFixedHeight(LABELS_HEIGHT)
        self.buttons = {name: DetentLabel(number, name, self) for number, name in enumerate(INTENSITIES, 1)}

    def show_strength(self, strength: float | None) -> None:
        """Mark the name of the strength, if it has one."""
        for name, button in self.buttons.items():
            button.setChecked(strength is not None and abs(INTENSITIES[name] - strength) < 5e-4)

    # Qt's own names

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for name, button in self.buttons.items():
            button.resize(button.sizeHint().width(), LABELS_HEIGHT)
            middle = round(self._slider.x_of(INTENSITIES[name]))
            left = min(max(middle - button.width() // 2, 0), self.width() - button.width())
            button.move(QPoint(left, 0))


class DetentLabel(QAbstractButton):
    """One name; marked while the strength is there."""

    def __init__(self, number: int, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(name)
        self.setObjectName(f"detent_{name}")
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{name.capitalize()} strength")
        self.setToolTip(f"{name.capitalize()}, {INTENSITIES[name]:.2f} (Ctrl+{number})")

    # Qt's own names

    def nextCheckState(self) -> None:
        """The mark follows the strength, not the click."""

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(label_font()).horizontalAdvance(self.text()) + 14, LABELS_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(0.5, 1.5, -0.5, -1.5)
        painter.setPen(QColor(theme.edge) if self.isChecked() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.pressed if self.isDown() else theme.raised))
        if self.isChecked() or self.isDown() or self.underMouse():
            painter.drawRoundedRect(body, 5, 5)
        painter.setFont(label_font())
        marked = self.isChecked() or self.underMouse()
        painter.setPen(QColor(theme.text if marked else theme.quiet))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()
