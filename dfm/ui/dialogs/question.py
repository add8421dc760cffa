"""A question with a few answers, each a button that says what it does; Esc changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

WIDTH = 460
MARGIN = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What a button means, what it says, and how it looks; a name of the style sheet or nothing."""

    means: Enum
    text: str
    look: str = ""


class Question(QDialog):
    """One heading, a few words, what else belongs to it, and the answers; the last one is Enter's."""

    def __init__(
        self,
        heading: str,
        words: str,
        answers: Sequence[Answer],
        nothing: Enum,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Deep Facial Manipulator")
        self.setAccessibleName(heading)
        self.setAccessibleDescription(words)
        self.setFixedWidth(WIDTH)
        self.answer = nothing
        title = paragraph(heading, "title")
        self.words = paragraph(words)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        self.buttons = {answer.means: self._button(answer) for answer in answers}
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        for button in self.buttons.values():
            row.addWidget(button)
        self.buttons[answers[-1].means].setDefault(True)
        self.buttons[answers[-1].means].setFocus()
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, 16)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(self.words)
        column.addLayout(self.body)
        column.addSpacing(4)
        column.addLayout(row)

    def ask(self) -> Enum:
        """Show the question and return the answer."""
        self.exec()
        return self.answer

    def give(self, answer: Enum) -> None:
        """Take an answer and close."""
        self.answer = answer
        self.accept()

    def _button(self, answer: Answer) -> QPushButton:
        button = QPushButton(answer.text)
        button.setAutoDefault(True)
        if answer.look:
            button.setProperty("look", answer.look)
        button.clicked.connect(lambda: self.give(answer.means))
        return button


def paragraph(text: str, look: str = "") -> QLabel:
    """Text over the whole width of a question, as high as it needs."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setFixedWidth(WIDTH - 2 * MARGIN)
    if look:
        label.setProperty("look", look)
    return label


class Overwrite(Enum):
    """Whether a file that is there is replaced."""

    REPLACE = "replace"
    CANCEL = "cancel"


def may_replace(target: Path, parent: QWidget, besides: str = "") -> bool:
    """Ask whether a file may be replaced; `besides` says what else comes of it."""
    answers = (Answer(Overwrite.CANCEL, "Cancel"), Answer(Overwrite.REPLACE, "&Replace", "danger"))
    words = f"There is a file of this name in {target.parent} already. It goes once the new one is whole"
    question = Question(f"Replace {target.name}?", f"{words}{besides}.", answers, Overwrite.CANCEL, parent)
    return question.ask() is Overwrite.REPLACE
