"""The keyboard on the clips: Tab walks from clip to clip, arrows nudge, Enter opens the inspector."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from dfm.core.document.edits import Edit
from dfm.ui.desk import Desk
from dfm.ui.timeline.clip_look import Look
from dfm.ui.timeline.scene import TimelineScene
from dfm.ui.verbs import Verbs

STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
LONG_STEP = 10
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ClipFocus(QObject):
    """Which clip the keyboard is on; there is none while the mouse is used."""

    moved = Signal()
    inspector_wanted = Signal()

    def __init__(self, desk: Desk, verbs: Verbs, scene: TimelineScene, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._verbs = verbs
        self._scene = scene
        self._id: str | None = None
        desk.project_changed.connect(self._follow)

    @property
    def edit(self) -> Edit | None:
        """The edit whose clip has the focus."""
        return next((edit for edit in self._desk.project.edits if edit.id == self._id), None)

    def enter(self, *, forwards: bool) -> None:
        """Begin at the selected clip, else at the first or last one."""
        edits = self._desk.project.edits
        chosen = self._desk.selected_edits or edits
        self._go_to(chosen[0 if forwards else -1] if chosen else None)

    def step(self, *, forwards: bool) -> bool:
        """Go to the next clip in time, or the one before; False where there is no more."""
        edits, here = self._desk.project.edits, self.edit
        if here is None:
            return False
        at = edits.index(here) + (1 if forwards else -1)
        if not 0 <= at < len(edits):
            return False
        self._go_to(edits[at])
        return True

    def leave(self) -> None:
        """No clip has the focus."""
        self._go_to(None)

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key means the focused clip."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in ENTER:
            return bool(self._desk.selection) and not held
        return event.key() in STEPS and self.edit is not None and held in _PLAIN

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means; False where it means nothing here."""
        if not self.takes(event):
            return False
        if event.key() in ENTER:
            self.inspector_wanted.emit()
            return True
        far = LONG_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if self._id not in self._desk.selection and self._id is not None:
            self._desk.select({self._id})
        self._verbs.nudge(STEPS[Qt.Key(event.key())] * far)
        self.moved.emit()
        return True

    def _go_to(self, edit: Edit | None) -> None:
        self._id = edit.id if edit else None
        self._mark()
        if edit is not None:
            self._desk.select({edit.id})
        self.moved.emit()

    def _follow(self) -> None:
        """A clip that is gone loses the focus; new items show it again."""
        if self._id is not None:
            self._id = self._id if self.edit else None
            self._mark()

    def _mark(self) -> None:
        self._scene.clips.mark(Look.FOCUSED, () if self._id is None else (self._id,))


_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
