"""Every verb is one step with a plain name; where there is nothing to do, a sentence says so."""

from collections.abc import Callable, Iterator
from fractions import Fraction

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from dfm.core.document.edits import MOST_SEED, Edit, Pin, Speech
from dfm.core.document.project import Marker, Project
from dfm.core.document.timebase import Span
from dfm.ui.clipboard import MIME
from dfm.ui.desk import Desk
from dfm.ui.verbs import Verbs

FRAMES = 300


def happy(start: int, end: int, **fields: int) -> Edit:
    return Edit("happy", 0.6, Span(start, end), **fields)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def empty_clipboard(qapp: QApplication) -> Iterator[None]:
    """No test pastes what another one copied."""
    QGuiApplication.clipboard().clear()
    yield
    QGuiApplication.clipboard().clear()


@pytest.fixture
def desk(qapp: QApplication) -> Desk:
    """Ten seconds of video of which nothing is decoded, with two edits on it."""
    return desk_of(happy(30, 60), Edit("sad", 0.6, Span(120, 180), face=2))


@pytest.fixture
def verbs(desk: Desk) -> Verbs:
    return Verbs(desk)


def desk_of(*edits: Edit, rate: int = 30) -> Desk:
    desk = Desk()
    desk.open(Project("talk.mp4", edits, rate=Fraction(rate), frames=FRAMES), None, None)
    return desk


def spans_of(desk: Desk) -> list[tuple[int, int]]:
    return [(edit.span.start, edit.span.end) for edit in desk.project.edits]


def markers_of(desk: Desk) -> list[Marker]:
    return list(desk.project.markers)


def marked_of(desk: Desk) -> Span | None:
    return desk.project.marked


def said_by(desk: Desk) -> list[str]:
    heard: list[str] = []
    desk.said.connect(heard.append)
    return heard


def test_an_emotion_is_added_at_the_playhead_for_two_seconds_and_selected(desk: Desk, verbs: Verbs) -> None:
    desk.move_playhead(200)
    desk.choose_face(2)
    verbs.add("surprised")
    (edit,) = desk.selected_edits
    assert (edit.emotion, edit.span, edit.face) == ("surprise", Span(200, 260), 2)
    assert desk.history.steps[-1].label == "Add Surprise"


@pytest.mark.parametrize(
    ("frame", "face", "span"),
    [(0, 1, Span(0, 30)), (0, 2, Span(0, 60)), (299, 1, Span(299, 300)), (250, 1, Span(250, 300))],
)
def test_an_added_edit_ends_at_the_next_one_or_at_the_end(
    desk: Desk, verbs: Verbs, frame: int, face: int, span: Span
) -> None:
    verbs.add_at("fear", frame, face)
    assert desk.selected_edits[0].span == span


def test_nothing_is_added_without_a_video(qapp: QApplication) -> None:
    desk = Desk()
    verbs = Verbs(desk)
    heard = said_by(desk)
    verbs.add("happy")
    verbs.paste()
    verbs.add_marker()
    verbs.mark_in()
    verbs.mark_out()
    assert heard == ["Open a video first."] * 5
    assert len(desk.history.steps) == 1


NEEDING_A_SELECTION: list[Callable[[Verbs], None]] = [
    Verbs.delete,
    Verbs.ripple_delete,
    Verbs.duplicate,
    Verbs.copy,
    Verbs.cut,
    lambda verbs: verbs.nudge(1),
    lambda verbs: verbs.set_emotion("sad"),
    lambda verbs: verbs.set_intensity(0.3),
    Verbs.toggle_enabled,
    Verbs.another_take,
    Verbs.clear_regions,
]


@pytest.mark.parametrize("verb", NEEDING_A_SELECTION)
def test_what_needs_a_selection_says_so(desk: Desk, verbs: Verbs, verb: Callable[[Verbs], None]) -> None:
    heard = said_by(desk)
    verb(verbs)
    assert heard == ["Select an edit first."]
    assert len(desk.history.steps) == 1


CHANGES: list[tuple[Callable[[Verbs], None], str]] = [
    (Verbs.delete, "Delete Happy"),
    (Verbs.ripple_delete, "Ripple delete Happy"),
    (Verbs.duplicate, "Duplicate Happy"),
    (Verbs.cut, "Cut Happy"),
    (lambda verbs: verbs.nudge(-3), "Nudge Happy"),
    (lambda verbs: verbs.set_span(5, 9), "Trim Happy"),
    (lambda verbs: verbs.set_face(3), "Move Happy to face 3"),
    (lambda verbs: verbs.set_emotion("angry"), "Change Happy to Anger"),
    (lambda verbs: verbs.set_intensity(0.3), "Intensity of Happy"),
    (lambda verbs: verbs.set_centre(0.1, -0.4), "Shape Happy"),
    (lambda verbs: verbs.set_pin(2, 0.1, -0.4), "Shape Happy"),
    (lambda verbs: verbs.set_region("mouth", -1.0), "Mouth of Happy"),
    (lambda verbs: verbs.set_speech("replace"), "Replace speech of Happy"),
    (lambda verbs: verbs.set_ramp(4), "Transitions of Happy"),
    (Verbs.toggle_enabled, "Switch off Happy"),
    (Verbs.another_take, "Another take of Happy"),
]


@pytest.mark.parametrize(("verb", "label"), CHANGES)
def test_a_verb_is_one_step_with_a_plain_name_that_can_be_undone(
    desk: Desk, verbs: Verbs, verb: Callable[[Verbs], None], label: str
) -> None:
    before = desk.project
    desk.select({"e1"})
    verb(verbs)
    assert [step.label for step in desk.history.steps] == ["Open", label]
    assert desk.project != before
    assert desk.is_dirty
    verbs.undo()
    assert desk.project is before
    verbs.redo()
    assert desk.project is desk.history.steps[1].project


def test_several_edits_change_in_one_step(desk: Desk, verbs: Verbs) -> None:
    verbs.select_all()
    verbs.nudge(-10)
    assert spans_of(desk) == [(20, 50), (110, 170)]
    assert desk.history.steps[-1].label == "Nudge 2 edits"
    verbs.select_none()
    assert desk.selection == frozenset()


def test_changes_reach_the_fields_that_they_name(desk: Desk, verbs: Verbs) -> None:
    desk.select({"e1"})
    verbs.set_intensity(1.7)
    verbs.set_speech("replace")
    verbs.set_ramp(4)
    verbs.toggle_enabled()
    (edit,) = desk.selected_edits
    assert (edit.intensity, edit.speech, edit.ramp, edit.enabled) == (1.0, Speech.REPLACE, 4, False)
    verbs.toggle_enabled()
    verbs.set_ramp(-1)
    assert (desk.selected_edits[0].enabled, desk.selected_edits[0].ramp) == (True, None)
    verbs.set_centre(0.0, -0.9)
    verbs.set_pin(1, 0.2, 0.2)
    assert (desk.selected_edits[0].centre, desk.selected_edits[0].pins) == ((0.0, -0.9), (Pin(1, 0.2, 0.2),))
    verbs.remove_pin(1)
    assert desk.selected_edits[0].pins == ()
    verbs.clear_shape()
    assert desk.selected_edits[0].centre is None


def test_takes_go_round(qapp: QApplication) -> None:
    desk = desk_of(happy(0, 30, seed=MOST_SEED))
    desk.select({"e1"})
    Verbs(desk).another_take()
    assert desk.project.edits[0].seed == 0


def test_some_of_them_on_means_all_off_and_then_all_on(desk: Desk, verbs: Verbs) -> None:
    desk.select({"e2"})
    verbs.toggle_enabled()
    verbs.select_all()
    verbs.toggle_enabled()
    assert [edit.enabled for edit in desk.project.edits] == [False, False]
    verbs.toggle_enabled()
    assert [edit.enabled for edit in desk.project.edits] == [True, True]
    assert desk.history.steps[-1].label == "Switch on 2 edits"


def test_the_edit_under_the_playhead_is_split(desk: Desk, verbs: Verbs) -> None:
    desk.move_playhead(40)
    verbs.split()
    assert spans_of(desk) == [(30, 40), (40, 60), (120, 180)]
    assert desk.history.steps[-1].label == "Split Happy"
    heard = said_by(desk)
    for frame in (40, 60, 150):  # at an edge, behind, in an edit of another face
        desk.move_playhead(frame)
        verbs.split()
    assert heard == ["Move the playhead into an edit to split it."] * 3
    desk.select({"e2"})
    verbs.split()
    assert spans_of(desk)[2:] == [(120, 150), (150, 180)]


def test_copies_are_pasted_at_the_playhead_on_the_chosen_face(desk: Desk, verbs: Verbs) -> None:
    desk.select({"e1"})
    verbs.copy()
    assert len(desk.history.steps) == 1
    desk.move_playhead(200)
    desk.choose_face(2)
    verbs.paste()
    (edit,) = desk.selected_edits
    assert (edit.emotion, edit.span, edit.face, edit.id) == ("happy", Span(200, 230), 2, "e3")
    verbs.cut()
    assert spans_of(desk) == [(30, 60), (120, 180)]
    verbs.paste()
    assert spans_of(desk) == [(30, 60), (120, 180), (200, 230)]
    assert QGuiApplication.clipboard().text() == "happy:0.6@200f-230f"


def test_edits_paste_into_another_window_at_the_same_seconds(desk: Desk, verbs: Verbs) -> None:
    verbs.select_all()
    verbs.copy()
    other = desk_of(rate=60)
    Verbs(other).paste()
    assert spans_of(other) == [(0, 60), (180, 300)]
    assert [edit.face for edit in other.project.edits] == [None, 2]
    assert other.history.steps[-1].label == "Paste 2 edits"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[" * 100_000, b'{"schema": 2, "rate": "30", "edits": [{}]}']
)
def test_a_strange_clipboard_holds_nothing_to_paste(desk: Desk, verbs: Verbs, content: bytes) -> None:
    data = QMimeData()
    data.setData(MIME, content)
    QGuiApplication.clipboard().setMimeData(data)
    heard = said_by(desk)
    verbs.paste()
    assert heard == ["There is no edit to paste; copy one first."]
    assert len(desk.history.steps) == 1


def test_markers_are_put_found_and_taken_away(desk: Desk, verbs: Verbs) -> None:
    for frame in (10, 200):
        desk.move_playhead(frame)
        verbs.add_marker()
    verbs.add_marker("here")
    assert markers_of(desk) == [Marker(10), Marker(200, "here")]
    verbs.previous_marker()
    assert desk.playhead == 10
    verbs.previous_marker()
    assert desk.playhead == 10
    verbs.remove_marker()
    verbs.next_marker()
    assert desk.playhead == 200
    assert markers_of(desk) == [Marker(200, "here")]
    desk.move_playhead(3)
    heard = said_by(desk)
    verbs.remove_marker()
    assert heard == ["Move the playhead onto a marker to remove it."]


def test_edges_are_walked_through(desk: Desk, verbs: Verbs) -> None:
    desk.move_playhead(250)
    verbs.mark_out()
    desk.move_playhead(0)
    found = []
    for _ in range(6):
        verbs.next_edge()
        found.append(desk.playhead)
    assert found == [30, 60, 120, 180, 251, 251]
    verbs.previous_edge()
    assert desk.playhead == 180


def test_in_and_out_make_a_range_that_is_never_empty(desk: Desk, verbs: Verbs) -> None:
    desk.move_playhead(100)
    verbs.mark_in()
    assert marked_of(desk) == Span(100, 300)
    desk.move_playhead(199)
    verbs.mark_out()
    assert marked_of(desk) == Span(100, 200)
    desk.move_playhead(50)
    verbs.mark_out()
    assert marked_of(desk) == Span(0, 51)
    desk.move_playhead(51)
    verbs.mark_in()
    assert marked_of(desk) == Span(51, 300)
    verbs.clear_marks()
    assert marked_of(desk) is None
    assert [step.label for step in desk.history.steps[-2:]] == ["Set in point", "Clear in and out"]


def test_a_verb_during_a_drag_works_on_the_last_step(desk: Desk, verbs: Verbs) -> None:
    before = desk.project
    desk.select({"e1"})
    desk.draft(Project("talk.mp4", (happy(99, 129),), frames=FRAMES))
    verbs.another_take()
    assert desk.project.edits[0].span == before.edits[0].span
    assert len(desk.history.steps) == 2


def test_undo_and_redo_say_what_they_did(desk: Desk, verbs: Verbs) -> None:
    verbs.add("happy")
    heard = said_by(desk)
    for verb in (verbs.undo, verbs.undo, verbs.redo, verbs.redo):
        verb()
    assert heard == ["Undone: Add Happy.", "Done again: Add Happy."]
    verbs.go_to_step(0)
    assert len(desk.project.edits) == 2
