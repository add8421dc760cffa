"""How a control's changes reach the history: one drag is one step, and so is one burst of keys.

A change is a function from an edit to the next one, done to each selected edit. Controls that are pressed
once call the verbs instead.
"""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject

from dfm.core.document.arrange import edits_of, map_edits
from dfm.core.document.edits import Edit
from dfm.core.document.project import Project
from dfm.ui.desk import Desk
from dfm.ui.inspector.common import subject

Change = Callable[[Edit], Edit]

BURST_MS = 800
"""Changes by keys that follow each other within this time are one step."""


class Changes(QObject):
    """Changes the selected edits of a desk in drags and in bursts.

    The words of a step have a place, `{}`, for what is changed.
    """

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._dragging = ""
        self._burst_words = ""
        self._burst_step: Project | None = None
        self._since = QElapsedTimer()

    @property
    def is_dragging(self) -> bool:
        """Whether a drag is under way."""
        return bool(self._dragging)

    def drag(self, words: str, change: Change) -> None:
        """Show what a drag has come to."""
        if self._desk.selection:
            self._dragging = self._label(words)
            self._desk.draft(self._changed(change))

    def end_drag(self) -> None:
        """Make what the drag has come to a step."""
        label, self._dragging = self._dragging, ""
        if label:
            self._desk.commit(label)

    def give_up_drag(self) -> None:
        """Go back to before the drag."""
        if self._dragging:
            self._dragging = ""
            self._desk.drop_draft()

    def step(self, words: str, change: Change) -> None:
        """Make a step."""
        self._burst_step = None
        if self._desk.selection:
            self._desk.apply(self._label(words), self._changed(change))

    def burst(self, words: str, change: Change) -> None:
        """Make a step, instead of the last one where that belongs to the same burst.

        The change is done to the edits as they were before the burst.
        """
        if not self._desk.selection:
            return
        label = self._label(words)
        if self._goes_on(label):
            self._desk.undo()
        before = self._desk.history.project
        self._desk.apply(label, self._changed(change))
        after = self._desk.history.project
        self._burst_step, self._burst_words = (after if after is not before else None), label
        self._since.start()

    def _goes_on(self, label: str) -> bool:
        """Whether the last step is a part of the burst that a change belongs to."""
        return (
            self._burst_step is not None
            and self._burst_step is self._desk.history.project
            and self._burst_words == label
            and self._since.elapsed() < BURST_MS
        )

    def _changed(self, change: Change) -> Project:
        return map_edits(self._desk.history.project, self._desk.selection, change)

    def _label(self, words: str) -> str:
        return words.format(subject(edits_of(self._desk.history.project, self._desk.selection)))
