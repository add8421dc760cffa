"""A chip of the palette: one emotion's face, name and key, to be dragged, double-clicked or pressed.

It tells what the user did with it; what becomes of that is not its business.
"""

from math import pi, sin

from PySide6.QtCore import Property, QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QDrag, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QSizePolicy, QWidget

from dfm.core.document.emotions import Emotion
from dfm.ui.palette.carrying import emotion_drag
from dfm.ui.palette.emotion_face import draw_face
from dfm.ui.theme import Theme, current_theme, label_font

CORNER = 6.0
FACE = 26
LEAST, BEST, MOST = 32, 38, 44
KEY = 18
ADDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}


class EmotionChip(QAbstractButton):
    """Shows one row of the emotion table."""

    chosen = Signal(str)
    """The emotion's name: it was double-clicked, or Enter was pressed."""
    touched = Signal(str)
    """It was clicked once, which does nothing yet."""
    stepped = Signal(int)
    """An arrow key asks for the chip so many further on."""

    def __init__(self, row: Emotion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.title, self.key = row.name.capitalize(), row.key
        self._pressed_at: QPoint | None = None
        self._carried = False
        self._glow = 0.0
        self.setObjectName(f"chip_{row.name}")
        self.setAccessibleName(f"{row.name.capitalize()}, key {row.key}")
        self.setAccessibleDescription("Drag it onto the timeline, or press Enter to add it at the playhead.")
        self.setToolTip(f"{row.name.capitalize()} ({row.key})\nDrag onto the timeline, or double-click")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(LEAST)
        self.setMaximumHeight(MOST)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.clicked.connect(lambda: self.touched.emit(self.value))

    def _get_glow(self) -> float:
        return self._glow

    def _set_glow(self, glow: float) -> None:
        self._glow = glow
        self.update()

    glow = Property(float, _get_glow, _set_glow)
    """How far a pulse has come, 0 to 1; nothing shows at its ends."""

    def carry(self) -> None:
        """Let the user drag the emotion away; returns when it was dropped."""
        self._carried = True
        self.setDown(False)
        self.update()
        self.drag().exec(Qt.DropAction.CopyAction)
        self._carried, self._pressed_at = False, None
        self.update()

    def drag(self) -> QDrag:
        """What the user drags away, not yet begun."""
        return emotion_drag(self, self.row)

    @property
    def value(self) -> str:
        """What it tells when it is chosen: the emotion's name."""
        return self.row.name

    # Painting

    def _ground(self, theme: Theme) -> QColor:
        if not self.isEnabled():
            return QColor(theme.panel)
        if self.isDown() or self._carried:
            return QColor(theme.pressed)
        return QColor(theme.hover if self.underMouse() else theme.raised)

    def _paint_ground(self, painter: QPainter, theme: Theme) -> None:
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = QColor(theme.line)
        if self.isEnabled() and (self.underMouse() or self._carried):
            edge = QColor(self.row.colour)
        pen = QPen(QColor(theme.accent), 2) if self.hasFocus() else QPen(edge, 1)
        painter.setPen(pen)
        painter.setBrush(self._ground(theme))
        painter.drawRoundedRect(frame, CORNER, CORNER)
        if 0 < self._glow < 1:
            light = QColor(self.row.colour)
            light.setAlphaF(sin(pi * self._glow))
            painter.setPen(QPen(light, 2))
            light.setAlphaF(0.28 * sin(pi * self._glow))
            painter.setBrush(light)
            painter.drawRoundedRect(frame, CORNER, CORNER)

    def _paint_face(self, painter: QPainter, theme: Theme) -> None:
        grown = 1 + 0.14 * sin(pi * self._glow) + (0.06 if self.underMouse() and self.isEnabled() else 0)
        side = FACE * grown
        middle = QPoint(8 + FACE // 2, self.height() // 2)
        place = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
        painter.setOpacity(1.0 if self.isEnabled() and not self._carried else 0.4)
        draw_face(painter, place, self.row.name, self.row.colour if self.isEnabled() else theme.faint)
        painter.setOpacity(1.0)

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self.font())
        painter.setPen(QColor(theme.text if self.isEnabled() else theme.faint))
        room = self.width() - (8 + FACE + 8) - 8 - (KEY + 8 if self.key else 0)
        words = QRectF(8 + FACE + 8, 0, room, self.height())
        title = self.fontMetrics().elidedText(self.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(words, middle | Qt.AlignmentFlag.AlignLeft, title)
        if not self.key:
            return
        key = QRectF(self.width() - KEY - 8, (self.height() - KEY) / 2, KEY, KEY)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.window))
        painter.drawRoundedRect(key.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(label_font())
        painter.setPen(QColor(theme.quiet if self.isEnabled() else theme.faint))
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, self.key)

    # Qt's own names

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.row.name.capitalize())
        return QSize(8 + FACE + 8 + words + 12 + KEY + 8, BEST)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, LEAST)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that it knows from being taken for the window's shortcuts."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier and (
                key in ADDS or key in STEPS
            ):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in ADDS:
            self.chosen.emit(self.value)
        elif key in STEPS:
            self.stepped.emit(STEPS[key])
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        far = QApplication.startDragDistance()
        start = self._pressed_at
        if start is not None and (event.position().toPoint() - start).manhattanLength() >= far:
            self.carry()
            return
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.chosen.emit(self.value)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = current_theme()
        self._paint_ground(painter, theme)
        self._paint_face(painter, theme)
        self._paint_words(painter, theme)
        painter.end()
