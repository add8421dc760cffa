"""Small parts of which the inspector's groups are made: headings, captions, notes, a quiet combo box."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QVBoxLayout, QWidget

NOTE_MS = 6000


def caption(text: str) -> QLabel:
    """The small name above a field."""
    label = QLabel(text)
    label.setProperty("look", "label")
    return label


def heading(text: str) -> QLabel:
    """The name of a group."""
    label = QLabel(text)
    label.setProperty("look", "section")
    return label


def rule() -> QFrame:
    """The line between two groups."""
    line = QFrame()
    line.setProperty("look", "line")
    return line


class Group(QWidget):
    """A column of controls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)


class Note(QLabel):
    """A sentence that says what went wrong, for as long as it takes to read it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "alarm")
        self.setWordWrap(True)
        self.hide()
        self._end = QTimer(self, interval=NOTE_MS, singleShot=True)
        self._end.timeout.connect(self.hide)

    def say(self, sentence: str) -> None:
        """Show a sentence for a while."""
        self.setText(sentence)
        self.show()
        self._end.start()


class QuietCombo(QComboBox):
    """A combo box that scrolls past under the wheel instead of changing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
