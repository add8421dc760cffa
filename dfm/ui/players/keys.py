"""Which of some keys are held down in a window, whether or not they are shortcuts there as well."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent


class HeldKeys(QObject):
    """Watches a window's key events and lets all of them pass."""

    changed = Signal()

    def __init__(self, keys: Iterable[Qt.Key], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys = frozenset(keys)
        self._held: set[Qt.Key] = set()
        self._window: QObject | None = None

    def watch(self, window: QObject) -> None:
        """Watch this window, and no other."""
        if window is not self._window:
            if self._window is not None:
                self._window.removeEventFilter(self)
            self._window = window
            window.installEventFilter(self)

    def is_held(self, key: Qt.Key) -> bool:
        """Whether a key is down."""
        return key in self._held

    def _note(self, key: Qt.Key, is_down: bool) -> None:
        if key in self._keys and (key in self._held) != is_down:
            self._held.symmetric_difference_update({key})
            self.changed.emit()

    # Qt's own names

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.WindowDeactivate:
            for key in tuple(self._held):
                self._note(key, False)
        elif isinstance(event, QKeyEvent) and not event.isAutoRepeat():
            if kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
                self._note(Qt.Key(event.key()), True)
            elif kind is QEvent.Type.KeyRelease:
                self._note(Qt.Key(event.key()), False)
        return False
