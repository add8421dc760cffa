"""Asks once, before the first face is changed for good, whether the person shown agreed to it."""

from enum import Enum

from PySide6.QtWidgets import QCheckBox, QWidget

from dfm.ui.dialogs.question import Answer, Question
from dfm.ui.settings import CONSENTED, Settings

WORDS = (
    "A changed face says things that its owner did not mean. Please edit people who agreed to it, or footage "
    "that is yours to change, and tell those who see the result that it was changed. Nothing is uploaded; "
    "this is between you and the person shown."
)
PROMISE = "I may edit the person shown"


class Consent(Enum):
    """The two answers."""

    GIVEN = "given"
    LATER = "later"


class ConsentQuestion(Question):
    """The promise is a tick of its own; without it there is no going on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        answers = (Answer(Consent.LATER, "Not Now"), Answer(Consent.GIVEN, "Go On", "primary"))
        super().__init__("One question before the first time", WORDS, answers, Consent.LATER, parent)
        self.promise = QCheckBox(PROMISE)
        self.body.addWidget(self.promise)
        go_on = self.buttons[Consent.GIVEN]
        go_on.setEnabled(False)
        self.promise.toggled.connect(go_on.setEnabled)
        self.promise.setFocus()


def may_edit(settings: Settings, parent: QWidget | None = None) -> bool:
    """Whether the user has promised, now or before."""
    if settings.get(CONSENTED):
        return True
    if ConsentQuestion(parent).ask() is not Consent.GIVEN:
        return False
    settings.set(CONSENTED, True)
    settings.save()
    return True
