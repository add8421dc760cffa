"""A slider for a strength, 0 to 1: continuous, with detents where there are strengths with a name.

A drag is drawn to a detent that it comes near; Alt lets it pass. It tells drags and keys apart, since one
drag is one step and a burst of keys another.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from dfm.core.document.emotions import INTENSITIES
from dfm.ui.inspector.drag_focus import DragFocus
from dfm.ui.theme import Theme, current_theme

PARTS = 1000
"""The slider's own steps; a pixel is more than one."""
HANDLE = 7.0
GROOVE = 4.0
REACH = 0.022
"""How near to a detent a drag is drawn to it."""
STEP, MUCH = 0.01, 0.1
HEIGHT = 24


def drawn_to_detent(strength: float, detents: Mapping[str, float] = INTENSITIES) -> float:
    """The detent that a strength lies near, or the strength itself."""
    nearest = min(detents.values(), key=lambda detent: abs(detent - strength), default=strength)
    return nearest if abs(nearest - strength) <= REACH else strength


class StrengthSlider(QSlider):
    """Shows one strength, or the range of several."""

    dragged = Signal(float)
    drag_ended = Signal()
    drag_given_up = Signal()
    stepped = Signal(float)
    """A key or the wheel asks for this strength."""

    def __init__(
        self,
        name: str = "Strength",
        detents: Mapping[str, float] = INTENSITIES,
        write: Callable[[float], str] = "{:.2f}".format,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._detents, self._write = detents, write
        self._colour = "#8B8D98"
        self._low = self._high = 0.0
        self._focus = DragFocus(self)
        self.setRange(0, PARTS)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        passing = "; Alt passes over the detents" if detents else ""
        self.setToolTip(f"Drag, or use the arrow keys{passing}")

    def show_strengths(self, strengths: Sequence[float], colour: str) -> None:
        """Show how strong edits are, in an emotion's colour."""
        self._low, self._high = min(strengths), max(strengths)
        self._colour = colour
        self.setValue(round(self.strength * PARTS))
        self.setAccessibleDescription(self._words())
        self.update()

    @property
    def strength(self) -> float:
        """The strength that shows; of several, the middle."""
        return (self._low + self._high) / 2

    @property
    def is_mixed(self) -> bool:
        """Whether several strengths show."""
        return self._low < self._high

    def x_of(self, strength: float) -> float:
        """Where a strength lies, in pixels from the left."""
        return HANDLE + 2 + strength * (self.width() - 2 * HANDLE - 4)

    def _strength_at(self, x: float) -> float:
        return min(max((x - HANDLE - 2) / (self.width() - 2 * HANDLE - 4), 0.0), 1.0)

    def _words(self) -> str:
        if self.is_mixed:
            return f"{self._write(self._low)} to {self._write(self._high)}"
        name = next((word for word, at in self._detents.items() if abs(at - self._low) < 5e-4), "")
        return f"{self._write(self._low)} {name}".strip()

    def _follow(self, event: QMouseEvent) -> None:
        strength = self._strength_at(event.position().x())
        if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            strength = drawn_to_detent(strength, self._detents)
        self.dragged.emit(round(strength, 3))

    # Painting

    def _paint_groove(self, painter: QPainter, theme: Theme) -> None:
        middle = self.height() / 2
        left, right = self.x_of(0), self.x_of(1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.edge))
        painter.drawRoundedRect(QRectF(left, middle - GROOVE / 2, right - left, GROOVE), 2, 2)
        start = self.x_of(self._low) if self.is_mixed else left
        painter.setBrush(QColor(self._colour if self.isEnabled() else theme.faint))
        painter.drawRoundedRect(
            QRectF(start, middle - GROOVE / 2, self.x_of(self._high) - start, GROOVE), 2, 2
        )
        painter.setPen(QPen(QColor(theme.quiet), 1))
        for detent in self._detents.values():
            x = round(self.x_of(detent)) + 0.5
            painter.drawLine(QPointF(x, middle + 6), QPointF(x, middle + 10))

    def _paint_handle(self, painter: QPainter, theme: Theme) -> None:
        middle = self.height() / 2
        held = self._focus.is_held or self.underMouse()
        painter.setPen(QPen(QColor(theme.accent) if self.hasFocus() else QColor(theme.window), 2))
        painter.setBrush(QColor(theme.text if self.isEnabled() else theme.faint))
        if self.is_mixed:
            for strength in (self._low, self._high):
                painter.drawEllipse(QPointF(self.x_of(strength), middle), HANDLE - 2.5, HANDLE - 2.5)
            return
        radius = HANDLE if held or self.hasFocus() else HANDLE - 0.5
        painter.drawEllipse(QPointF(self.x_of(self._low), middle), radius, radius)

    # Qt's own names

    def sizeHint(self) -> QSize:
        return QSize(160, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._focus.take()
            self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._focus.is_held:
            self._follow(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._focus.is_held and event.button() is Qt.MouseButton.LeftButton:
            self._focus.give_back()
            self.drag_ended.emit()
            self.update()

    def event(self, event: QEvent) -> bool:
        """Take Escape during a drag before the window does."""
        if self._focus.wants(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._focus.is_held:
            self._focus.give_back()
            self.drag_given_up.emit()
            return
        by = MUCH if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        wanted = {
            Qt.Key.Key_Right: self.strength + by,
            Qt.Key.Key_Up: self.strength + by,
            Qt.Key.Key_Left: self.strength - by,
            Qt.Key.Key_Down: self.strength - by,
            Qt.Key.Key_PageUp: self.strength + MUCH,
            Qt.Key.Key_PageDown: self.strength - MUCH,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 1.0,
        }.get(Qt.Key(event.key()))
        if wanted is None:
            event.ignore()
        else:
            self.stepped.emit(round(min(max(wanted, 0.0), 1.0), 3))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = current_theme()
        self._paint_groove(painter, theme)
        self._paint_handle(painter, theme)
        painter.end()
