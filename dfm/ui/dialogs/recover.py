"""Offers what a crash has left: one row a project, to be taken up, thrown away, or kept for later."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from dfm.ui.dialogs.question import Answer, Question

if TYPE_CHECKING:
    from dfm.core.autosave import Recovered

ROW_HEIGHT = 30
MOST_ROWS = 6


class Recovery(Enum):
    """The three answers."""

    RECOVER = "recover"
    DISCARD = "discard"
    LATER = "later"


class RecoverQuestion(Question):
    """`chosen` is the project that the answer is about."""

    def __init__(self, left: Sequence["Recovered"], parent: QWidget | None = None) -> None:
        answers = (
            Answer(Recovery.DISCARD, "&Throw Away"),
            Answer(Recovery.LATER, "Not Now"),
            Answer(Recovery.RECOVER, "&Recover", "primary"),
        )
        words = "The editor did not close properly. This is what had not been saved then:"
        super().__init__("Take up where you left off?", words, answers, Recovery.LATER, parent)
        self._left = tuple(left)
        self.rows = QListWidget()
        self.rows.setAccessibleName("Projects that can be recovered")
        for recovered in left:
            item = QListWidgetItem(row_words(recovered))
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            item.setToolTip(str(recovered.path or recovered.project.media or ""))
            self.rows.addItem(item)
        self.rows.setCurrentRow(0)
        self.rows.setFixedHeight(ROW_HEIGHT * min(len(left), MOST_ROWS) + 12)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.itemActivated.connect(self._on_activated)
        self.body.addWidget(self.rows)

    @property
    def chosen(self) -> "Recovered":
        """The project of the current row."""
        return self._left[max(0, self.rows.currentRow())]

    @Slot()
    def _on_activated(self) -> None:
        self.give(Recovery.RECOVER)


def row_words(recovered: "Recovered") -> str:
    """`talk.dfm, 3 edits, today at 14:05`."""
    media = Path(recovered.project.media).name if recovered.project.media else "no video"
    name = recovered.path.name if recovered.path else f"{media}, never saved"
    count = len(recovered.project.edits)
    edits = "1 edit" if count == 1 else f"{count or 'no'} edits"
    return f"{name}, {edits}, {when_words(recovered.saved, datetime.now(recovered.saved.tzinfo))}"


def when_words(then: datetime, now: datetime) -> str:
    """A moment as people say it, on the clock of this place."""
    then, now = then.astimezone(), now.astimezone()
    days = (now.date() - then.date()).days
    clock = then.strftime("%H:%M")
    if days == 0:
        return f"today at {clock}"
    return f"yesterday at {clock}" if days == 1 else f"{then:%d %B} at {clock}".lstrip("0")
