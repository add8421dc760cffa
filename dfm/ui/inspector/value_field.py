"""A field for a value that is typed: a time, a number. What cannot be read is refused and put back.

How a value is read and written is given to it; it knows nothing of edits.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from dfm.core.errors import DfmError
from dfm.ui.inspector.common import MIXED
from dfm.ui.theme import figures_font

Value = TypeVar("Value")

WRONG_MS = 2500
MANY = 10
"""How many steps an arrow key makes with Shift."""


class ValueField(QLineEdit, Generic[Value]):
    """Shows a value, and tells the value that the user types or the steps that arrow keys ask for."""

    entered = Signal(object)
    stepped = Signal(int)
    refused = Signal(str)
    """A sentence: what was typed cannot be taken; the field shows the value again."""

    def __init__(
        self,
        name: str,
        read: Callable[[str], Value],
        write: Callable[[Value], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._read, self._write = read, write
        self._value: Value | None = None
        self.setAccessibleName(name)
        self.setFont(figures_font())
        self.setPlaceholderText(MIXED)
        self._calm = QTimer(self, interval=WRONG_MS, singleShot=True)
        self._calm.timeout.connect(lambda: self._mark_wrong(False))
        self.editingFinished.connect(self._finish)

    @property
    def value(self) -> Value | None:
        """The value that shows; None where there are several."""
        return self._value

    def show_value(self, value: Value | None) -> None:
        """Show a value, or that there are several; what is being typed is left alone."""
        self._value = value
        if not (self.hasFocus() and self.isModified()):
            self._restore()

    def forget_typing(self) -> None:
        """Let go of what is being typed."""
        self._restore()

    def refuse(self, sentence: str) -> None:
        """Put the value back and say why."""
        self._restore()
        self._mark_wrong(True)
        self._calm.start()
        self.refused.emit(sentence)

    def _restore(self) -> None:
        text = "" if self._value is None else self._write(self._value)
        if text != self.text():
            self.setText(text)
        self.setModified(False)

    def _finish(self) -> None:
        if not self.isModified():
            return
        text = self.text().strip()
        if not text:
            self._restore()
            return
        try:
            value = self._read(text)
        except DfmError as error:
            self.refuse(str(error))
            return
        self.setModified(False)
        self._mark_wrong(False)
        self.entered.emit(value)
        if not self.isModified():
            self._restore()

    def _mark_wrong(self, wrong: bool) -> None:
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            self.style().polish(self)

    # Qt's own names

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window while nothing is being typed."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undoes = event.matches(QKeySequence.StandardKey.Undo) or event.matches(
                QKeySequence.StandardKey.Redo
            )
            if undoes and not self.isModified():
                event.ignore()
                return False
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Escape):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._finish()
            many = MANY if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self.stepped.emit(many if key == Qt.Key.Key_Up else -many)
        elif key == Qt.Key.Key_Escape:
            self._restore()
            self._leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
            self._leave()
        else:
            super().keyPressEvent(event)

    def _leave(self) -> None:
        """Give the keys back to the window; Tab goes on from here."""
        holder = self.parentWidget()
        if holder is not None:
            holder.setFocus(Qt.FocusReason.OtherFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self.selectAll)
