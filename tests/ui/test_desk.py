"""The desk: one place that changes, and a signal for every change."""

from fractions import Fraction
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dfm.core.document.edits import Edit
from dfm.core.document.project import Project, add_edit, move_edit, remove_edit
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk

HAPPY = Edit("happy", 0.6, Span(10, 40), id="e1")
SAD = Edit("sad", 0.6, Span(50, 70), id="e2")


@pytest.fixture
def talk(qtbot: QtBot) -> Desk:
    """A desk with a project of two edits."""
    desk = Desk()
    desk.open(Project("talk.mp4", (HAPPY, SAD), rate=Fraction(25), frames=100), Path("talk.dfm"), None)
    return desk


def test_a_new_desk_is_empty_and_has_nothing_to_save(qtbot: QtBot) -> None:
    desk = Desk()
    assert (desk.project, desk.media, desk.analysis, desk.path) == (Project(), None, None, None)
    assert (desk.frames, desk.playhead, desk.face, desk.is_dirty) == (0, 0, 1, False)


def test_opening_tells_everything_anew(talk: Desk, qtbot: QtBot) -> None:
    talk.select(["e1"])
    talk.move_playhead(7)
    with qtbot.waitSignals(
        [talk.project_changed, talk.media_changed, talk.selection_changed, talk.document_changed]
    ):
        talk.open(Project(frames=5), None, None)
    assert (talk.selection, talk.playhead, talk.path, talk.is_dirty) == (frozenset(), 0, None, False)
    assert not talk.history.can_undo


def test_a_step_can_be_undone_and_made_again(talk: Desk) -> None:
    before = talk.project
    talk.apply("Delete", remove_edit(before, "e1"))
    dirty = [talk.is_dirty]
    talk.undo()
    dirty.append(talk.is_dirty)
    assert talk.project is before
    assert dirty == [True, False]
    talk.redo()
    assert [edit.id for edit in talk.project.edits] == ["e2"]


def test_a_drag_is_one_step_however_many_drafts_it_shows(talk: Desk, qtbot: QtBot) -> None:
    before = talk.project
    shown: list[Project] = []
    talk.project_changed.connect(shown.append)
    for start in range(11, 20):
        talk.draft(move_edit(before, "e1", start))
    assert len(shown) == 9
    assert not talk.history.can_undo
    talk.commit("Move Happy")
    assert [step.label for step in talk.history.steps] == ["Open", "Move Happy"]
    talk.undo()
    assert talk.project is before


def test_a_drag_given_up_leaves_no_trace(talk: Desk) -> None:
    before = talk.project
    talk.draft(move_edit(before, "e1", 30))
    talk.drop_draft()
    assert talk.project is before
    assert not talk.history.can_undo


def test_what_is_gone_is_no_longer_selected(talk: Desk, qtbot: QtBot) -> None:
    talk.select(["e1", "e2", "e9"])
    assert talk.selection == {"e1", "e2"}
    with qtbot.waitSignal(talk.selection_changed):
        talk.apply("Delete", remove_edit(talk.project, "e1"))
    assert [edit.id for edit in talk.selected_edits] == ["e2"]


def test_the_playhead_stays_inside_the_video(talk: Desk) -> None:
    moved: list[int] = []
    talk.playhead_changed.connect(moved.append)
    for frame in (500, 99, -3, 0):
        talk.move_playhead(frame)
    assert moved == [99, 0]


def test_saving_makes_the_present_step_the_clean_one(talk: Desk) -> None:
    talk.apply("Add", add_edit(talk.project, Edit("fear", 0.5, Span(80, 90))))
    talk.mark_saved(Path("other.dfm"))
    assert (talk.is_dirty, talk.path) == (False, Path("other.dfm"))
    talk.undo()
    assert talk.is_dirty


def test_finished_frames_and_faces_are_told(talk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(talk.rendered_changed) as told:
        talk.set_rendered(None, (Span(10, 40),))
    assert told.args == [(Span(10, 40),)]
    with qtbot.waitSignal(talk.face_changed) as chosen:
        talk.choose_face(2)
    assert chosen.args == [2]
