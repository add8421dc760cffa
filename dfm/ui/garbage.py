"""Python's garbage is collected in the window's thread, and the costly part of it when nobody waits for it.

Left alone, Python collects in whatever thread happens to make an object: there it could destroy what belongs
to the window, and it stops all threads for a tenth of a second once the engine is loaded.
"""

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QCursor, QGuiApplication

LOOKS_MS = 250
RESTS = 8
"""Looks during which the mouse has not moved before everything is looked through."""
YOUNG = 5_000
"""Objects that may be made before the young ones are looked through."""
ROUNDS = 10
"""How often the young ones are looked through before everything is."""


class GarbageCollector(QObject):
    """Collects instead of Python until it is stopped; `is_busy` tells when a short stop would be seen."""

    def __init__(self, is_busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_busy = is_busy
        self._mouse, self._rests = QPoint(), 0
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(LOOKS_MS)

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()

    @Slot()
    def look(self) -> None:
        """Collect what is due."""
        young, _, rounds = gc.get_count()
        if self._hands_rest() and rounds >= ROUNDS:
            gc.collect()
        elif young >= YOUNG:
            gc.collect(1)

    def _hands_rest(self) -> bool:
        mouse = QCursor.pos()
        still = mouse == self._mouse and QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton
        self._mouse = mouse
        self._rests = self._rests + 1 if still and not self._is_busy() else 0
        return self._rests >= RESTS
