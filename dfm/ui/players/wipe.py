"""The wipe: input to the left of a divider, output to the right of it.

The divider is dragged, or pushed by keys.
"""

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from dfm.ui.players.modes import Overlay, Side
from dfm.ui.players.view import PictureView
from dfm.ui.theme import current_theme

HANDLE = 24
KEY_STEP = 0.02
LARGE_STEP = 0.1


class WipeHandle(QWidget):
    """The grip of the divider; Tab reaches it, arrow keys push it."""

    pushed = Signal(float)
    """By which share of the view's width."""
    dragged = Signal(float)
    """To which place in the view, in pixels."""
    put = Signal(float)
    """To which share of the view's width."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Wipe divider")
        self.setToolTip("Drag to wipe between input and output; with Tab, push it with the arrow keys")
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedWidth(HANDLE)

    # Qt's own names

    def event(self, event: QEvent) -> bool:
        is_offered = event.type() is QEvent.Type.ShortcutOverride
        if is_offered and isinstance(event, QKeyEvent) and event.key() in _KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _KEYS:
            super().keyPressEvent(event)
            return
        large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Home:
                self.put.emit(0.0)
            case Qt.Key.Key_End:
                self.put.emit(1.0)
            case Qt.Key.Key_Left:
                self.pushed.emit(-LARGE_STEP if large else -KEY_STEP)
            case Qt.Key.Key_Right:
                self.pushed.emit(LARGE_STEP if large else KEY_STEP)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self.mapToParent(event.position()).x())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        painter.setPen(QPen(QColor(0, 0, 0, 120), 3))
        painter.drawLine(QPointF(middle.x(), 0), QPointF(middle.x(), self.height()))
        painter.setPen(QPen(QColor("white"), 1))
        painter.drawLine(QPointF(middle.x(), 0), QPointF(middle.x(), self.height()))
        ring = QColor(current_theme().accent) if self.hasFocus() else QColor(0, 0, 0, 150)
        painter.setPen(QPen(ring, 3 if self.hasFocus() else 1))
        painter.setBrush(QColor("white"))
        painter.drawEllipse(middle, 10, 10)
        painter.setPen(QPen(QColor("#2B2E33"), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for side in (-1, 1):
            tip = middle + QPointF(side * 6, 0)
            painter.drawLine(tip, tip + QPointF(-side * 3, -3))
            painter.drawLine(tip, tip + QPointF(-side * 3, 3))


_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)


class WipeView(PictureView):
    """Shows both sides of a frame, one on each side of the divider."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Side.OUTPUT, "Input and output, wiped", parent)
        self._share = 0.5
        self._handle = WipeHandle(self)
        self._handle.dragged.connect(self._drag)
        self._handle.pushed.connect(self._push)
        self._handle.put.connect(self.set_share)

    @property
    def sides(self) -> tuple[Side, ...]:
        """Input and output."""
        return (Side.INPUT, Side.OUTPUT)

    @property
    def share(self) -> float:
        """How much of the view's width shows the input."""
        return self._share

    def set_share(self, share: float) -> None:
        """Put the divider at a share of the view's width."""
        self._share = min(max(share, 0.0), 1.0)
        self._place_handle()
        self.update()

    def _drag(self, x: float) -> None:
        self.set_share(x / max(1, self.width()))

    def _push(self, by: float) -> None:
        self.set_share(self._share + by)

    def _place_handle(self) -> None:
        middle = round(self._share * self.width())
        self._handle.setGeometry(middle - HANDLE // 2, 0, HANDLE, self.height())

    def _halves(self) -> tuple[QRect, QRect]:
        middle = round(self._share * self.width())
        return (
            QRect(0, 0, middle, self.height()),
            QRect(middle, 0, self.width() - middle, self.height()),
        )

    def _paint_pictures(self, painter: QPainter) -> None:
        for side, half in zip(self.sides, self._halves(), strict=True):
            if side in self._images:
                painter.setClipRect(half)
                self._paint_image(painter, self._images[side])
        painter.setClipping(False)

    def _paint_faces(self, painter: QPainter, overlay: Overlay) -> None:
        """On the input's half all of it; on the output's what an output shows."""
        inputs, outputs = self._halves()
        painter.setClipRect(inputs)
        super()._paint_faces(painter, self._faces.overlay)
        painter.setClipRect(outputs)
        super()._paint_faces(painter, overlay)
        painter.setClipping(False)

    # Qt's own names

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_handle()
