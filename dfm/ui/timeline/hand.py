"""The hand that drags: it holds one gesture, and scrolls the view while the pointer is near its sides."""

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QGraphicsView

from dfm.ui.timeline.gesture import Gesture
from dfm.ui.timeline.scene import TimelineScene

EDGE = 28
"""Pixels from a side of the view within which it scrolls."""
TICK = 16
"""Milliseconds from one scroll to the next."""
MOST_STEP = 40


class Hand(QObject):
    """One drag at a time; `at` is a place in the viewport."""

    ended = Signal()

    def __init__(self, view: QGraphicsView, scene: TimelineScene) -> None:
        super().__init__(view)
        self._view = view
        self._scene = scene
        self._gesture: Gesture | None = None
        self._at = QPoint()
        self._scrolls = True
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._scroll)

    @property
    def gesture(self) -> Gesture | None:
        """The drag under way."""
        return self._gesture

    def take(self, gesture: Gesture, at: QPoint, *, scrolls: bool = True) -> None:
        """Begin a drag; `scrolls` says whether the view scrolls where the pointer comes near a side."""
        self.give_up()
        self._gesture, self._at, self._scrolls = gesture, at, scrolls

    def move(self, at: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        """Follow the pointer."""
        self._at, self._modifiers = at, modifiers
        if self._gesture is None:
            return
        self._gesture.move(self._view.mapToScene(at), modifiers)
        if self._scrolls and any(self._overshoot()) and not self._timer.isActive():
            self._timer.start()

    def turn(self, modifiers: Qt.KeyboardModifier) -> None:
        """Another key is held; the pointer stays."""
        self.move(self._at, modifiers)

    def let_go(self) -> None:
        """End the drag where it is."""
        self._end(finished=True)

    def give_up(self) -> None:
        """End the drag as if it had not been."""
        self._end(finished=False)

    def _end(self, *, finished: bool) -> None:
        gesture, self._gesture = self._gesture, None
        self._timer.stop()
        if gesture is None:
            return
        if finished:
            gesture.finish()
        else:
            gesture.give_up()
        self._scene.rest()
        self.ended.emit()

    def _overshoot(self) -> tuple[int, int]:
        """How far the pointer is into a side, negative to the left and to the top."""
        port = self._view.viewport()
        return _beyond(self._at.x(), port.width(), EDGE), _beyond(self._at.y(), port.height(), 0)

    def _scroll(self) -> None:
        """Scroll as fast as the pointer is far out, and let the drag follow."""
        bars = (self._view.horizontalScrollBar(), self._view.verticalScrollBar())
        before = [bar.value() for bar in bars]
        for bar, beyond in zip(bars, self._overshoot(), strict=True):
            bar.setValue(bar.value() + max(-MOST_STEP, min(MOST_STEP, beyond // 2)))
        if [bar.value() for bar in bars] == before:
            self._timer.stop()
        elif self._gesture is not None:
            self._gesture.move(self._view.mapToScene(self._at), self._modifiers)


def _beyond(at: int, size: int, edge: int) -> int:
    """How far a place is in the edge or outside, negative before the start."""
    return min(at - edge, 0) + max(at - (size - 1 - edge), 0)
