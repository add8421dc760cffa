"""What the user can do to the project, one slot each: every slot is one step of the desk's history.

Menus, keys, panels and drops all end here. A verb works on what is selected, at the playhead, and says so in
a sentence where there is nothing that it could work on; a drag that is under way is forgotten. It knows
nothing of how anything is shown.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from dfm.core.document import arrange, casting, shaping
from dfm.core.document.edits import DEFAULT_INTENSITY, MOST_SEED, Edit, Speech
from dfm.core.document.emotions import INTENSITIES, emotion
from dfm.core.document.performance import Performance
from dfm.core.document.persons import PersonFile
from dfm.core.document.project import Project, add_edit, edits_at, next_id
from dfm.core.document.regions import EVERYWHERE
from dfm.core.document.renderers import RendererFile
from dfm.core.document.timebase import HALF, Span
from dfm.ui.clipboard import put_edits, take_edits
from dfm.ui.desk import Desk

LENGTH_SECONDS = 2
"""How long an added edit lasts where there is room."""

NO_VIDEO = "Open a video first."
NO_SELECTION = "Select an edit first."


class Verbs(QObject):
    """The user's verbs over a desk."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk

    # Edits come and go

    @Slot(str)
    def add(self, name: str) -> None:
        """Add an emotion at the playhead, to the chosen face."""
        self.add_at(name, self._desk.playhead, self._desk.face)

    @Slot(str, int, int)
    def add_at(self, name: str, frame: int, face: int) -> None:
        """Add an emotion at a frame of a face's track, up to the next edit there, and select it."""
        if self._desk.frames == 0:
            self._desk.said.emit(NO_VIDEO)
            return
        self._add(Edit(name, INTENSITIES[DEFAULT_INTENSITY], self._room(frame, face), face=face))

    @Slot(object, int, int)
    def add_performance(self, performance: Performance, frame: int, face: int) -> None:
        """Add a performance, as it was, at a frame of a face's track, and select it."""
        if self._desk.frames == 0:
            self._desk.said.emit(NO_VIDEO)
            return
        span = self._room(frame, face)
        edit = Edit(performance.emotion, 1.0, span, face=face, origin=span.start, performance=performance)
        self._add(edit)

    @Slot()
    def delete(self) -> None:
        """Take the selected edits away."""
        self._apply("Delete {}", arrange.remove_edits)

    @Slot()
    def ripple_delete(self) -> None:
        """Take the selected edits away and let later ones of the same face close the gap."""
        self._apply("Ripple delete {}", arrange.ripple_delete)

    @Slot()
    def split(self) -> None:
        """Cut the selected edits at the playhead; where none of them is there, those of the chosen face."""
        frame = self._desk.playhead
        inside = [edit for edit in edits_at(self._project, frame) if edit.span.start < frame]
        chosen = [edit for edit in inside if edit.id in self._desk.selection]
        chosen = chosen or [edit for edit in inside if arrange.face_of(edit) == self._desk.face]
        if not chosen:
            self._desk.said.emit("Move the playhead into an edit to split it.")
            return
        ids = {edit.id for edit in chosen}
        self._desk.apply(f"Split {_subject(chosen)}", arrange.split_at(self._project, ids, frame))

    @Slot()
    def duplicate(self) -> None:
        """Put copies of the selected edits right after them, and select those."""
        if chosen := self._chosen():
            ids = self._desk.selection
            self._add_copies(f"Duplicate {_subject(chosen)}", *arrange.duplicate_edits(self._project, ids))

    @Slot()
    def copy(self) -> None:
        """Leave the selected edits on the clipboard."""
        if chosen := self._chosen():
            put_edits(chosen, self._desk.rate)
            self._desk.said.emit(f"Copied {_subject(chosen)}.")

    @Slot()
    def cut(self) -> None:
        """Leave the selected edits on the clipboard, and take them away."""
        if chosen := self._chosen():
            put_edits(chosen, self._desk.rate)
            self._apply("Cut {}", arrange.remove_edits)

    @Slot()
    def paste(self) -> None:
        """Add the clipboard's edits at the playhead, to the chosen face, and select them."""
        if self._desk.frames == 0:
            self._desk.said.emit(NO_VIDEO)
            return
        edits = take_edits(self._desk.rate)
        if not edits:
            self._desk.said.emit("There is no edit to paste; copy one first.")
            return
        frame, face = self._desk.playhead, self._desk.face
        self._add_copies(f"Paste {_subject(edits)}", *arrange.paste_edits(self._project, edits, frame, face))

    # Edits change

    @Slot(int)
    def nudge(self, frames: int) -> None:
        """Move the selected edits by some frames."""
        self._apply("Nudge {}", lambda project, ids: arrange.move_edits(project, ids, frames))

    @Slot(int, int)
    def set_span(self, start: int, end: int) -> None:
        """Let the selected edits start and end at these frames, or at the nearest ones that there are."""
        start = min(max(start, 0), max(self._desk.frames - 1, 0))
        end = max(min(end, self._desk.frames), start + 1)
        self._change("Trim {}", lambda edit: replace(edit, span=Span(start, end)))

    @Slot(int)
    def set_face(self, face: int) -> None:
        """Let the selected edits change another face."""
        self._change(f"Move {{}} to face {face}", lambda edit: replace(edit, face=face))

    @Slot(str)
    def set_emotion(self, name: str) -> None:
        """Give the selected edits another emotion."""
        title = emotion(name).name.capitalize()
        self._change(f"Change {{}} to {title}", lambda edit: shaping.with_emotion(edit, name))

    @Slot(float)
    def set_intensity(self, intensity: float) -> None:
        """Give the selected edits another strength, 0 to 1."""
        strength = min(max(intensity, 0.0), 1.0)
        self._change("Intensity of {}", lambda edit: shaping.with_intensity(edit, strength))

    @Slot(float, float)
    def set_centre(self, valence: float, arousal: float) -> None:
        """Make the selected edits a custom emotion around a place in the valence-arousal plane."""
        self._change("Shape {}", lambda edit: shaping.with_centre(edit, valence, arousal))

    @Slot(int, float, float)
    def set_pin(self, knot: int, valence: float, arousal: float) -> None:
        """Put a point of the selected edits' way in a place."""
        self._change("Shape {}", lambda edit: shaping.with_pin(edit, knot, valence, arousal))

    @Slot(int)
    def remove_pin(self, knot: int) -> None:
        """Let a point of the selected edits' way be drawn again."""
        self._change("Shape {}", lambda edit: shaping.without_pin(edit, knot))

    @Slot()
    def clear_shape(self) -> None:
        """Let the selected edits be as their emotion and strength make them."""
        self._change("Reset {}", shaping.without_shape)

    @Slot(str, float)
    def set_region(self, name: str, weight: float) -> None:
        """Give a region of the face a weight, 0 to 1, in the selected edits."""
        held = min(max(weight, 0.0), 1.0)
        self._change(f"{name.capitalize()} of {{}}", lambda edit: shaping.with_region(edit, name, held))

    @Slot()
    def clear_regions(self) -> None:
        """Let the selected edits change all of the face again."""
        self._change("Whole face for {}", lambda edit: replace(edit, regions=EVERYWHERE))

    @Slot(str)
    def set_speech(self, speech: str) -> None:
        """Let the selected edits keep the mouth's own motion or replace it."""
        kept = Speech(speech)
        self._change(f"{speech.capitalize()} speech of {{}}", lambda edit: replace(edit, speech=kept))

    @Slot(int)
    def set_ramp(self, frames: int) -> None:
        """Give the selected edits transitions of so many frames; fewer than none are the default."""
        ramp = None if frames < 0 else frames
        self._change("Transitions of {}", lambda edit: replace(edit, ramp=ramp))

    @Slot()
    def toggle_enabled(self) -> None:
        """Switch the selected edits off, or on where all are off."""
        enabled = not any(edit.enabled for edit in self._desk.selected_edits)
        words = "Switch on {}" if enabled else "Switch off {}"
        self._change(words, lambda edit: replace(edit, enabled=enabled))

    @Slot()
    def another_take(self) -> None:
        """Let the selected edits be performed in another way."""
        self._change("Another take of {}", lambda edit: replace(edit, seed=(edit.seed + 1) % (MOST_SEED + 1)))

    # Faces are persons

    @Slot(object, str)
    def set_person(self, person: PersonFile, name: str) -> None:
        """Let a face be a person, who is called so."""
        self._desk.apply(f"Face {person.face} is {name}", casting.set_person(self._project, person))

    @Slot(int)
    def clear_person(self, face: int) -> None:
        """Let a face be anybody again."""
        after = casting.clear_person(self._project, face)
        if after == self._project:
            self._desk.said.emit(f"Face {face} is nobody in particular already.")
        else:
            self._desk.apply(f"Face {face} is anybody", after)

    # What draws

    @Slot(object)
    def set_renderer(self, file: RendererFile) -> None:
        """Let the project have this trained renderer, in use or merely kept."""
        words = f"Draw with {file.name}" if file.in_use else f"Keep the renderer {file.name}"
        self._desk.apply(words, replace(self._project, renderer=file))

    @Slot(bool)
    def use_trained(self, used: bool) -> None:
        """Draw with the project's trained renderer, or with the one for all projects."""
        file = self._project.renderer
        if file is not None and file.in_use != used:
            words = f"Draw with {file.name}" if used else f"Draw without {file.name}"
            self._desk.apply(words, replace(self._project, renderer=replace(file, in_use=used)))

    # What is selected

    @Slot()
    def select_all(self) -> None:
        """Select every edit."""
        self._desk.select(edit.id for edit in self._desk.project.edits)

    @Slot()
    def select_none(self) -> None:
        """Select nothing."""
        self._desk.select(())

    # Marks

    @Slot()
    def add_marker(self, label: str = "") -> None:
        """Mark the playhead's frame, perhaps with a few words."""
        if self._desk.frames == 0:
            self._desk.said.emit(NO_VIDEO)
            return
        self._desk.apply("Add marker", arrange.add_marker(self._project, self._desk.playhead, label))

    @Slot()
    def remove_marker(self) -> None:
        """Take the marker at the playhead away."""
        after = arrange.remove_marker(self._project, self._desk.playhead)
        if after == self._project:
            self._desk.said.emit("Move the playhead onto a marker to remove it.")
        else:
            self._desk.apply("Remove marker", after)

    @Slot()
    def mark_in(self) -> None:
        """Let the marked range begin at the playhead's frame."""
        marked, start = self._project.marked, self._desk.playhead
        end = marked.end if marked is not None and marked.end > start else self._desk.frames
        self._mark("Set in point", Span(start, max(end, start)))

    @Slot()
    def mark_out(self) -> None:
        """Let the marked range end with the playhead's frame."""
        marked, end = self._project.marked, min(self._desk.playhead + 1, self._desk.frames)
        start = marked.start if marked is not None and marked.start < end else 0
        self._mark("Set out point", Span(start, end))

    @Slot()
    def clear_marks(self) -> None:
        """Mark no range."""
        self._desk.apply("Clear in and out", arrange.mark_span(self._project, None))

    # Where the playhead goes

    @Slot()
    def next_edge(self) -> None:
        """Go to the next start or end of an edit or of the marked range."""
        self._go_after(arrange.edges(self._project))

    @Slot()
    def previous_edge(self) -> None:
        """Go to the start or end of an edit or of the marked range before."""
        self._go_before(arrange.edges(self._project))

    @Slot()
    def next_marker(self) -> None:
        """Go to the next marker."""
        self._go_after([marker.frame for marker in self._project.markers])

    @Slot()
    def previous_marker(self) -> None:
        """Go to the marker before."""
        self._go_before([marker.frame for marker in self._project.markers])

    # History

    @Slot()
    def undo(self) -> None:
        """Take back the last step."""
        history = self._desk.history
        if history.can_undo:
            self._desk.undo()
            self._desk.said.emit(f"Undone: {history.steps[history.at].label}.")

    @Slot()
    def redo(self) -> None:
        """Make again the step that was taken back."""
        history = self._desk.history
        if history.can_redo:
            self._desk.redo()
            self._desk.said.emit(f"Done again: {history.steps[history.at + 1].label}.")

    @Slot(int)
    def go_to_step(self, at: int) -> None:
        """Show the project as it was after a step."""
        self._desk.go_to_step(at)

    # How verbs are carried out

    def _room(self, frame: int, face: int) -> Span:
        """Where an added edit finds its place."""
        length = max(int(LENGTH_SECONDS * self._desk.rate + HALF), 1)
        return arrange.free_span(self._project, frame, face, length, self._desk.frames)

    def _add(self, edit: Edit) -> None:
        """Make a step that adds an edit, and select it."""
        fresh = next_id(self._project)
        self._desk.apply(f"Add {_title(edit)}", add_edit(self._project, replace(edit, id=fresh)))
        self._desk.select({fresh})

    @property
    def _project(self) -> Project:
        """The project that a verb changes: the last step, whatever a drag is showing."""
        return self._desk.history.project

    def _chosen(self) -> tuple[Edit, ...]:
        """The selected edits; a sentence where there are none."""
        chosen = arrange.edits_of(self._project, self._desk.selection)
        if not chosen:
            self._desk.said.emit(NO_SELECTION)
        return chosen

    def _apply(self, words: str, change: Callable[[Project, arrange.Ids], Project]) -> None:
        """Make a step of the selected edits, under words with a place for what they are."""
        if chosen := self._chosen():
            self._desk.apply(words.format(_subject(chosen)), change(self._project, self._desk.selection))

    def _change(self, words: str, change: Callable[[Edit], Edit]) -> None:
        """Change each of the selected edits."""
        self._apply(words, lambda project, ids: arrange.map_edits(project, ids, change))

    def _add_copies(self, label: str, project: Project, ids: Iterable[str]) -> None:
        """Make a step that adds edits, and select those."""
        self._desk.apply(label, project)
        self._desk.select(ids)

    def _mark(self, label: str, span: Span) -> None:
        """Mark a range of the video."""
        if span.length == 0:
            self._desk.said.emit(NO_VIDEO)
        else:
            self._desk.apply(label, arrange.mark_span(self._project, span))

    def _go_after(self, frames: Sequence[int]) -> None:
        """Go to the first of some frames behind the playhead."""
        self._desk.move_playhead(
            min((frame for frame in frames if frame > self._desk.playhead), default=self._desk.playhead)
        )

    def _go_before(self, frames: Sequence[int]) -> None:
        """Go to the last of some frames before the playhead."""
        self._desk.move_playhead(
            max((frame for frame in frames if frame < self._desk.playhead), default=self._desk.playhead)
        )


def _title(edit: Edit) -> str:
    """What an edit shows, as a name."""
    return edit.name


def _subject(edits: Sequence[Edit]) -> str:
    """What a step was done to, in a word or two."""
    return _title(edits[0]) if len(edits) == 1 else f"{len(edits)} edits"
