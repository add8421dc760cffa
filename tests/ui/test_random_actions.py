"""Two hundred things that a user may do, in any order: undo leads back from all of them.

No picture is decoded: the desk holds ten seconds of a video that nobody looks at.
"""

from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from dfm.core.document.arrange import Edge, move_edits, trim_edits
from dfm.core.document.emotions import EMOTIONS
from dfm.core.document.persons import PersonFile
from dfm.core.document.project import Project
from dfm.core.document.storage import decode, encode
from dfm.ui.desk import Desk
from dfm.ui.verbs import Verbs

FRAMES = 300
STEPS = 200
MANY = 24
FOLDER = Path("/films")

emotions = st.sampled_from([row.name for row in EMOTIONS])
frames = st.integers(-20, FRAMES + 20)
places = st.floats(-1.2, 1.2)
moves = st.lists(st.integers(-FRAMES, FRAMES), min_size=1, max_size=4)


class User(RuleBasedStateMachine):
    """Someone who presses anything."""

    def __init__(self) -> None:
        super().__init__()
        QGuiApplication.clipboard().clear()
        self.desk = Desk()
        self.verbs = Verbs(self.desk)
        self.first = Project("/films/talk.mp4", rate=Fraction(30), frames=FRAMES)
        self.desk.open(self.first, None, None)

    def has_room(self) -> bool:
        """Copies of copies of copies would take all the time."""
        return len(self.desk.project.edits) < MANY

    @precondition(has_room)
    @rule(name=emotions)
    def add(self, name: str) -> None:
        self.verbs.add(name)

    @precondition(has_room)
    @rule(name=emotions, frame=frames, face=st.integers(1, 3))
    def drop(self, name: str, frame: int, face: int) -> None:
        self.verbs.add_at(name, frame, face)

    @rule(frame=frames)
    def move_playhead(self, frame: int) -> None:
        self.desk.move_playhead(frame)

    @rule(face=st.integers(1, 3))
    def choose_face(self, face: int) -> None:
        self.desk.choose_face(face)

    @rule(numbers=st.sets(st.integers(1, 30), max_size=5))
    def select(self, numbers: set[int]) -> None:
        self.desk.select(f"e{number}" for number in numbers)

    @rule(whole=st.booleans())
    def select_all_or_none(self, whole: bool) -> None:
        (self.verbs.select_all if whole else self.verbs.select_none)()

    @rule(ripple=st.booleans())
    def delete(self, ripple: bool) -> None:
        (self.verbs.ripple_delete if ripple else self.verbs.delete)()

    @precondition(has_room)
    @rule()
    def split(self) -> None:
        self.verbs.split()

    @precondition(has_room)
    @rule()
    def duplicate(self) -> None:
        self.verbs.duplicate()

    @rule(cut=st.booleans())
    def take(self, cut: bool) -> None:
        (self.verbs.cut if cut else self.verbs.copy)()

    @precondition(has_room)
    @rule()
    def paste(self) -> None:
        self.verbs.paste()

    @rule(by=st.integers(-40, 40))
    def nudge(self, by: int) -> None:
        self.verbs.nudge(by)

    @rule(start=frames, end=frames)
    def set_span(self, start: int, end: int) -> None:
        self.verbs.set_span(start, end)

    @rule(name=emotions, intensity=st.floats(-0.5, 1.5), ramp=st.integers(-1, 40))
    def inspect(self, name: str, intensity: float, ramp: int) -> None:
        self.verbs.set_emotion(name)
        self.verbs.set_intensity(intensity)
        self.verbs.set_ramp(ramp)

    @rule(valence=places, arousal=places, knot=st.integers(-3, 12))
    def shape(self, valence: float, arousal: float, knot: int) -> None:
        self.verbs.set_centre(valence, arousal)
        self.verbs.set_pin(knot, arousal, valence)

    @rule(face=st.integers(1, 3), speech=st.sampled_from(["keep", "replace"]))
    def set_face_and_speech(self, face: int, speech: str) -> None:
        self.verbs.set_face(face)
        self.verbs.set_speech(speech)

    @rule(face=st.integers(1, 3), name=st.sampled_from(["anna", "ben", ""]))
    def cast(self, face: int, name: str) -> None:
        if name:
            self.verbs.set_person(PersonFile(face, f"/films/{name}.dfmperson", name), name)
        else:
            self.verbs.clear_person(face)

    @rule(name=st.sampled_from(["brows", "eyes", "mouth"]), weight=st.floats(-0.5, 1.5))
    def weigh(self, name: str, weight: float) -> None:
        self.verbs.set_region(name, weight)

    @rule()
    def change_otherwise(self) -> None:
        self.verbs.another_take()
        self.verbs.toggle_enabled()
        self.verbs.clear_shape()
        self.verbs.clear_regions()

    @rule(by=moves, given_up=st.booleans())
    def drag(self, by: list[int], given_up: bool) -> None:
        start = self.desk.project
        for each in by:
            self.desk.draft(move_edits(start, self.desk.selection, each))
        if given_up:
            self.desk.drop_draft()
            assert self.desk.project is start
        else:
            self.desk.commit("Move")

    @rule(by=moves, edge=st.sampled_from(Edge))
    def trim(self, by: list[int], edge: Edge) -> None:
        start = self.desk.project
        for each in by:
            self.desk.draft(trim_edits(start, self.desk.selection, edge, each))
        self.desk.commit("Trim")

    @rule(label=st.text(max_size=5), gone=st.booleans())
    def mark(self, label: str, gone: bool) -> None:
        if gone:
            self.verbs.remove_marker()
        else:
            self.verbs.add_marker(label)

    @rule(which=st.integers(0, 2))
    def mark_range(self, which: int) -> None:
        (self.verbs.mark_in, self.verbs.mark_out, self.verbs.clear_marks)[which]()

    @rule(which=st.integers(0, 3))
    def walk(self, which: int) -> None:
        verbs = self.verbs
        (verbs.next_edge, verbs.previous_edge, verbs.next_marker, verbs.previous_marker)[which]()

    @rule(times=st.integers(1, 4), again=st.integers(0, 4))
    def undo_and_redo(self, times: int, again: int) -> None:
        for _ in range(times):
            self.verbs.undo()
        for _ in range(again):
            self.verbs.redo()

    @rule(by=st.integers(-3, 3))
    def go_to_step(self, by: int) -> None:
        self.verbs.go_to_step(self.desk.history.at + by)

    @invariant()
    def everything_lies_in_the_video(self) -> None:
        project = self.desk.project
        assert all(0 <= edit.span.start < edit.span.end <= FRAMES for edit in project.edits)
        assert all(0 <= marker.frame < FRAMES for marker in project.markers)
        assert 0 <= self.desk.playhead < FRAMES

    @invariant()
    def only_edits_that_are_there_are_selected(self) -> None:
        assert self.desk.selection <= {edit.id for edit in self.desk.project.edits}

    @invariant()
    def what_shows_is_a_step_of_the_history(self) -> None:
        history = self.desk.history
        assert self.desk.project is history.steps[history.at].project
        assert self.desk.is_dirty == (self.desk.project != self.first)

    def teardown(self) -> None:
        """Go all the way back, and all the way on again; and what shows at the end can be saved."""
        steps = self.desk.history.steps
        while self.desk.history.can_undo:
            self.verbs.undo()
        assert self.desk.project is self.first
        assert not self.desk.is_dirty
        while self.desk.history.can_redo:
            self.verbs.redo()
        assert self.desk.project is steps[-1].project
        assert self.desk.history.steps is steps
        assert decode(encode(self.desk.project, FOLDER), FOLDER) == self.desk.project


def test_undo_leads_back_from_two_hundred_random_actions(qapp: QApplication) -> None:
    run_state_machine_as_test(
        User,
        settings=settings(
            max_examples=8,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
