"""Asks before work is lost: what is not saved, and jobs that still run, in one question."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtWidgets import QCheckBox, QWidget

from dfm.ui.dialogs.question import Answer, Question


class Leave(Enum):
    """What is to be done before the project is left."""

    SAVE = "save"
    DISCARD = "discard"
    WAIT = "wait"
    STOP = "stop"
    CANCEL = "cancel"


def ask_unsaved(name: str, parent: QWidget | None = None) -> Leave:
    """Ask about changes that are not saved: SAVE, DISCARD or CANCEL."""
    return Leave(UnsavedQuestion(name, parent).ask())


class UnsavedQuestion(Question):
    """Save, or not?"""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        answers = (
            Answer(Leave.DISCARD, "&Don't Save"),
            Answer(Leave.CANCEL, "Cancel"),
            Answer(Leave.SAVE, "&Save", "primary"),
        )
        words = "What is not saved will be lost."
        super().__init__(f"Save the changes to {name}?", words, answers, Leave.CANCEL, parent)


class QuitQuestion(Question):
    """Jobs still run: wait for them, or stop them? Saves too where something is not saved."""

    def __init__(self, titles: Sequence[str], unsaved: str | None, parent: QWidget | None = None) -> None:
        heading = (
            f"{titles[0]} is not finished" if len(titles) == 1 else f"{len(titles)} jobs are not finished"
        )
        words = "Waiting closes the window once all is done. Stopping leaves no half file behind."
        answers = (
            Answer(Leave.STOP, "&Stop and Quit"),
            Answer(Leave.CANCEL, "Cancel"),
            Answer(Leave.WAIT, "&Wait, Then Quit", "primary"),
        )
        super().__init__(heading, words, answers, Leave.CANCEL, parent)
        self.save: QCheckBox | None = None
        if unsaved is not None:
            self.save = QCheckBox(f"Save the changes to {unsaved} first")
            self.save.setChecked(True)
            self.body.addWidget(self.save)

    @property
    def saves(self) -> bool:
        """Whether what is not saved is to be saved."""
        return self.save is not None and self.save.isChecked()
