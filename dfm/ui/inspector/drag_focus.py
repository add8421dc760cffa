"""The keyboard during a drag: Escape must reach what is dragged, and the focus then goes back."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class DragFocus:
    """Lends a widget the focus while the mouse drags on it."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._before: QWidget | None = None
        self._held = False

    @property
    def is_held(self) -> bool:
        """Whether a drag is under way."""
        return self._held

    def take(self) -> None:
        """A drag begins."""
        self._before, self._held = QApplication.focusWidget(), True
        self._widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_back(self) -> None:
        """The drag is over."""
        before, self._before, self._held = self._before, None, False
        if before is self._widget:
            return
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._widget.clearFocus()

    def wants(self, event: QEvent) -> bool:
        """Whether a key is Escape during a drag, which no shortcut may take."""
        return (
            self._held
            and event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        )
