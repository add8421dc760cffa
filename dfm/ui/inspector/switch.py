"""A switch: on, off, or neither where several things differ. Place and mark tell it, not colour."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from dfm.ui.theme import current_theme

WIDTH, HEIGHT, MARGIN = 32, 18, 3


class Switch(QAbstractButton):
    """Shows a state and tells when it is pressed; who listens says what the state is then."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_mixed = False
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, on: bool | None) -> None:
        """Show on or off, or that several differ."""
        self._is_mixed = on is None
        self.setChecked(bool(on))
        self.setAccessibleDescription("mixed" if on is None else "on" if on else "off")
        self.update()

    # Qt's own names

    def nextCheckState(self) -> None:
        """The state changes only when it is shown anew."""

    def sizeHint(self) -> QSize:
        return QSize(WIDTH + 2 * MARGIN, HEIGHT + 2 * MARGIN)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(MARGIN, MARGIN, WIDTH, HEIGHT)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body.adjusted(-2, -2, 2, 2), HEIGHT / 2 + 2, HEIGHT / 2 + 2)
        on = self.isChecked()
        ground = theme.accent_hover if on and self.underMouse() else theme.accent if on else theme.field
        if not on and self.underMouse():
            ground = theme.hover
        painter.setPen(QPen(QColor(theme.accent if on else theme.edge), 1))
        painter.setBrush(QColor(ground if self.isEnabled() else theme.panel))
        painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), HEIGHT / 2, HEIGHT / 2)
        self._paint_knob(painter, body)
        painter.end()

    def _paint_knob(self, painter: QPainter, body: QRectF) -> None:
        theme = current_theme()
        along = 0.5 if self._is_mixed else 1.0 if self.isChecked() else 0.0
        side = HEIGHT - 6
        x = body.left() + 3 + along * (WIDTH - 6 - side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.on_accent if self.isChecked() else theme.quiet))
        if self._is_mixed:
            painter.drawRoundedRect(QRectF(x, body.center().y() - 1.5, side, 3), 1.5, 1.5)
        else:
            painter.drawEllipse(QRectF(x, body.top() + 3, side, side))
