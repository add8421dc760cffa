"""Asks what a preset is to be called, and says before the button is pressed what is wrong with a name."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from dfm.core.errors import DfmError
from dfm.core.presets import check_name
from dfm.ui.dialogs.question import Answer, Question, paragraph


class Keep(Enum):
    """What is to be done."""

    SAVE = "save"
    CANCEL = "cancel"


class PresetQuestion(Question):
    """One line for the name; `known` are the names that there are."""

    def __init__(self, words: str, known: Sequence[str], parent: QWidget | None = None) -> None:
        answers = (Answer(Keep.CANCEL, "Cancel"), Answer(Keep.SAVE, "&Save", "primary"))
        super().__init__("Save the expression as a preset", words, answers, Keep.CANCEL, parent)
        self._known = {name.casefold() for name in known}
        self.name = QLineEdit()
        self.name.setAccessibleName("Name of the preset")
        self.name.setPlaceholderText("Name, as in wry smile")
        self.note = paragraph(" ", "label")
        self.body.addWidget(self.name)
        self.body.addWidget(self.note)
        self.name.textChanged.connect(self._judge)
        self.name.setFocus()
        self._judge("")

    def ask_name(self) -> str | None:
        """Show the question; the name, or None where nothing is to be saved."""
        return check_name(self.name.text()) if self.ask() is Keep.SAVE else None

    @Slot(str)
    def _judge(self, text: str) -> None:
        """Say what is wrong with a name, and whether it replaces another preset."""
        note, save = " ", self.buttons[Keep.SAVE]
        try:
            found = check_name(text)
            replaces = found.casefold() in self._known
            note = "It replaces the preset of this name." if replaces else " "
            save.setText("&Replace" if replaces else "&Save")
            save.setEnabled(True)
        except DfmError as error:
            note = str(error) if text.strip() else " "
            save.setEnabled(False)
        self.note.setText(note)
