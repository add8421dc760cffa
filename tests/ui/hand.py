"""A hand for tests under X: a real press, a real drag and a real drop."""

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
BEGINS = QPoint(40, 0)
"""A movement that begins a drag."""


def drag_and_drop(window: QWidget, start: QPoint, end: QPoint) -> None:
    """Press at one place of a window, carry what is there to another and let go."""
    handle = window.windowHandle()

    def drop() -> None:
        QTest.mouseMove(handle, end - QPoint(9, 9))
        QTest.mouseMove(handle, end)
        QTest.qWait(50)
        QTest.mouseRelease(handle, LEFT, NO_KEY, end)

    hand = QTimer(window, interval=200)  # the drag runs an event loop of its own
    hand.timeout.connect(drop)
    QTest.mousePress(handle, LEFT, NO_KEY, start)
    hand.start()
    QTest.mouseMove(handle, start + BEGINS)
    hand.stop()
