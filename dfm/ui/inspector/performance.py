"""The group of the performance: what becomes of the speech, and which take of the emotion is played."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from dfm.core.document.edits import MOST_SEED, Edit, Speech
from dfm.core.errors import UsageError
from dfm.ui.inspector.changes import Changes
from dfm.ui.inspector.common import common
from dfm.ui.inspector.groups import Group, Note, caption
from dfm.ui.inspector.value_field import ValueField
from dfm.ui.theme.icons import icon

if TYPE_CHECKING:
    from dfm.ui.verbs import Verbs

TAKE = "Take of {}"
SPEECH_WORDS = {
    Speech.KEEP: "The lips keep speaking; the emotion is added to them.",
    Speech.REPLACE: "The emotion takes the mouth over; the lips no longer follow the words.",
    None: "The selected edits differ.",
}
HELD_BACK = "The mouth is held back; it moves as it did."
SEED_WIDTH = 72


def read_take(text: str) -> int:
    """A take's number, counted from 1, as the seed it stands for."""
    number = text.lower().removeprefix("take").strip()
    if not (number.isascii() and number.isdecimal() and 1 <= int(number[:30]) <= MOST_SEED + 1):
        raise UsageError(f"'{text}' is no take; write a number from 1 on.")
    return int(number) - 1


class PerformanceGroup(Group):
    """Shows how the selected edits are performed, and changes it."""

    def __init__(self, changes: Changes, verbs: "Verbs", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changes, self._verbs = changes, verbs
        self.speech = {
            Speech.KEEP: self._segment("Keep", "Keep the mouth's own motion"),
            Speech.REPLACE: self._segment("Replace", "Replace the mouth's own motion"),
        }
        self.sentence = QLabel()
        self.take: ValueField[int] = ValueField("Take", read_take, lambda seed: str(seed + 1))
        self.another = QPushButton(icon("dice-5-outline"), "Another take")
        self.note = Note()
        self._build()
        for choice, button in self.speech.items():
            button.clicked.connect(lambda _=False, speech=choice: self._set_speech(speech))
        self.another.clicked.connect(verbs.another_take)
        self.take.entered.connect(self._set_take)
        self.take.stepped.connect(self._step_take)
        self.take.refused.connect(self.note.say)

    def show_edits(self, edits: Sequence[Edit]) -> None:
        """Show the speech and the take of these edits."""
        speech = common(edit.speech for edit in edits)
        for choice, button in self.speech.items():
            button.setChecked(choice is speech)
        free = any(edit.regions.mouth for edit in edits)
        self.sentence.setText(SPEECH_WORDS[speech] if free else HELD_BACK)
        self.take.show_value(common(edit.seed for edit in edits))

    def _build(self) -> None:
        segments = QFrame()
        segments.setProperty("look", "segments")
        segments.setAccessibleName("Speech")
        row = QHBoxLayout(segments)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for button in self.speech.values():
            row.addWidget(button)
        self.sentence.setProperty("look", "label")
        self.sentence.setWordWrap(True)
        self.sentence.setMinimumHeight(2 * self.sentence.fontMetrics().lineSpacing())
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.take.setFixedWidth(SEED_WIDTH)
        self.take.setToolTip("The number of the performance; the same number plays the same way")
        self.another.setToolTip("Perform the emotion in another way (T)")
        takes = QHBoxLayout()
        takes.setSpacing(8)
        takes.addWidget(self.take)
        takes.addWidget(self.another, 1)
        self.column.addWidget(caption("Speech"))
        self.column.addWidget(segments)
        self.column.addWidget(self.sentence)
        self.column.addSpacing(4)
        self.column.addWidget(caption("Take"))
        self.column.addLayout(takes)
        self.column.addWidget(self.note)

    def _segment(self, text: str, tells: str) -> QPushButton:
        button = QPushButton(text)
        button.setCheckable(True)
        button.setToolTip(tells)
        button.setAccessibleName(f"{text} speech")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button

    def _set_speech(self, speech: Speech) -> None:
        """Give the selected edits a choice; a second press of the same one changes nothing."""
        for choice, button in self.speech.items():
            button.setChecked(choice is speech)
        self._verbs.set_speech(speech.value)

    def _set_take(self, seed: int) -> None:
        self._changes.step(TAKE, lambda edit: replace(edit, seed=seed))

    def _step_take(self, by: int) -> None:
        if self.take.value is not None:
            seed = min(max(self.take.value + by, 0), MOST_SEED)
            self._changes.burst(TAKE, lambda edit: replace(edit, seed=seed))
