"""Clips through the front door: select, move, trim, snap, give up; one drag is one step."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from dfm.core.document.arrange import add_marker
from dfm.core.document.edits import Edit
from dfm.core.document.project import Project, add_edit, find_edit
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.timeline import TimelinePanel
from tests.ui.timeline.mouse import Mouse

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def span(desk: Desk, edit_id: str) -> tuple[int, int]:
    found = find_edit(desk.project, edit_id).span
    return found.start, found.end


def labels(desk: Desk) -> list[str]:
    return [step.label for step in desk.history.steps]


def test_a_drag_shows_drafts_and_is_one_step(plain_desk: Desk, mouse: Mouse) -> None:
    shown: list[Project] = []
    plain_desk.project_changed.connect(shown.append)
    at = mouse.clip("e1")
    mouse.press(at)
    mouse.move(at + QPoint(mouse.along(40), 0), ALT)
    assert span(plain_desk, "e1") == (70, 100)
    assert labels(plain_desk) == ["Open"]
    mouse.release()
    assert len(shown) > 2
    assert labels(plain_desk) == ["Open", "Move Happy"]
    plain_desk.undo()
    assert span(plain_desk, "e1") == (30, 60)


def test_a_click_is_no_step_and_selects(plain_desk: Desk, mouse: Mouse) -> None:
    mouse.click(mouse.clip("e2"))
    assert plain_desk.selection == {"e2"}
    assert plain_desk.face == 2
    assert labels(plain_desk) == ["Open"]


def test_escape_drops_the_drag(plain_desk: Desk, timeline: TimelinePanel, mouse: Mouse) -> None:
    at = mouse.clip("e1")
    mouse.press(at)
    mouse.move(at + QPoint(mouse.along(40), 0))
    QTest.keyClick(timeline.view, Qt.Key.Key_Escape)
    assert span(plain_desk, "e1") == (30, 60)
    mouse.release()
    assert labels(plain_desk) == ["Open"]
    assert timeline.scene.note.words == ""


def test_a_clip_stays_in_the_video(plain_desk: Desk, mouse: Mouse) -> None:
    mouse.drag(mouse.clip("e1"), -200)
    assert span(plain_desk, "e1") == (0, 30)
    mouse.drag(mouse.clip("e2"), 400)
    assert span(plain_desk, "e2") == (240, 300)


def test_a_clip_goes_to_another_face(plain_desk: Desk, mouse: Mouse) -> None:
    at = mouse.clip("e1")
    mouse.press(at)
    mouse.move(QPoint(at.x(), mouse.place(0, 2).y()))
    assert "face 2" in mouse.panel.scene.note.words
    mouse.release()
    assert find_edit(plain_desk.project, "e1").face == 2
    assert plain_desk.face == 2
    assert labels(plain_desk)[-1] == "Move Happy"


def test_clips_of_several_faces_keep_their_distance(plain_desk: Desk, mouse: Mouse) -> None:
    plain_desk.select({"e1", "e2"})
    at = mouse.clip("e1")
    mouse.press(at)
    mouse.move(QPoint(at.x() + mouse.along(20), mouse.place(0, 2).y()), ALT)
    mouse.release()
    assert (span(plain_desk, "e1"), span(plain_desk, "e2")) == ((50, 80), (140, 200))
    assert [edit.face for edit in plain_desk.project.edits] == [None, 2]  # face 2 has no track below it
    assert labels(plain_desk)[-1] == "Move 2 edits"


@pytest.mark.parametrize(
    ("end", "by", "expected"),
    [(True, 30, (30, 90)), (True, -100, (30, 31)), (False, -20, (10, 60)), (False, 100, (59, 60))],
)
def test_trimming_keeps_a_frame(
    plain_desk: Desk, mouse: Mouse, end: bool, by: int, expected: tuple[int, int]
) -> None:
    at = mouse.edge("e1", end=end)
    mouse.press(at)
    mouse.move(at + QPoint(mouse.along(by), 0), ALT)
    mouse.release()
    assert span(plain_desk, "e1") == expected
    assert labels(plain_desk)[-1] == "Trim Happy"


def test_handles_show_their_cursor_and_are_wide_enough(timeline: TimelinePanel, mouse: Mouse) -> None:
    shape = timeline.view.viewport().cursor
    item = timeline.scene.clips.item("e1")
    assert item is not None
    left = timeline.view.mapFromScene(item.rect().topLeft()) + QPoint(0, 10)
    for inside in range(6):
        mouse.hover(left + QPoint(inside + 1, 0))
        assert shape().shape() is Qt.CursorShape.SizeHorCursor
    mouse.hover(mouse.clip("e1"))
    assert shape().shape() is Qt.CursorShape.OpenHandCursor
    mouse.hover(mouse.place(100))
    assert shape().shape() is Qt.CursorShape.ArrowCursor


def test_narrow_clips_have_handles_outside(plain_desk: Desk, mouse: Mouse) -> None:
    plain_desk.apply("x", add_edit(plain_desk.project, Edit("fear", 0.6, Span(200, 202), id="e9")))
    mouse.drag(mouse.place(202) + QPoint(4, 0), 20)
    assert span(plain_desk, "e9") == (200, 222)


@pytest.mark.parametrize("target", ["playhead", "marker", "clip", "end"])
def test_drags_snap(plain_desk: Desk, timeline: TimelinePanel, mouse: Mouse, target: str) -> None:
    frame = {"playhead": 92, "marker": 205, "clip": 120, "end": 300}[target]
    if target == "playhead":
        plain_desk.move_playhead(frame)
    if target == "marker":
        plain_desk.apply("x", add_marker(plain_desk.project, frame))
    at = mouse.clip("e1")
    mouse.press(at)
    mouse.move(at + QPoint(mouse.along(frame - 60 - 2), 0))
    assert timeline.scene.guide.isVisible()
    mouse.release()
    assert not timeline.scene.guide.isVisible()
    assert span(plain_desk, "e1") == (frame - 30, frame)


@pytest.mark.parametrize("held", [ALT, SHIFT])
def test_a_held_key_turns_snapping_about(
    plain_desk: Desk, timeline: TimelinePanel, mouse: Mouse, held: Qt.KeyboardModifier
) -> None:
    plain_desk.move_playhead(92)
    mouse.drag(mouse.clip("e1"), 30, held)
    assert span(plain_desk, "e1") == (60, 90)
    plain_desk.undo()
    timeline.toggle_snapping()
    mouse.drag(mouse.clip("e1"), 30)
    assert span(plain_desk, "e1") == (60, 90)
    plain_desk.undo()
    mouse.drag(mouse.clip("e1"), 30, held)
    assert span(plain_desk, "e1") == (62, 92)


def test_the_held_key_counts_while_the_mouse_rests(plain_desk: Desk, mouse: Mouse) -> None:
    plain_desk.move_playhead(92)
    at = mouse.clip("e1")
    mouse.press(at)
    mouse.move(at + QPoint(mouse.along(30), 0))
    assert span(plain_desk, "e1") == (62, 92)
    QTest.keyPress(mouse.panel.view, Qt.Key.Key_Alt)
    assert span(plain_desk, "e1") == (60, 90)
    mouse.panel.view.hand.give_up()


def test_control_and_shift_select_more(plain_desk: Desk, mouse: Mouse) -> None:
    for start in (70, 100):
        plain_desk.apply("x", add_edit(plain_desk.project, Edit("fear", 0.6, Span(start, start + 20))))
    mouse.click(mouse.clip("e1"))
    mouse.click(mouse.clip("e2"), CTRL)
    assert plain_desk.selection == {"e1", "e2"}
    mouse.click(mouse.clip("e2"), CTRL)
    assert plain_desk.selection == {"e1"}
    mouse.click(mouse.place(110), SHIFT)
    assert plain_desk.selection == {"e1", "e3", "e4"}
    mouse.click(mouse.clip("e1"))
    assert plain_desk.selection == {"e1"}


def test_a_rubber_band_selects_what_it_touches(
    plain_desk: Desk, timeline: TimelinePanel, mouse: Mouse
) -> None:
    mouse.press(mouse.place(5))
    mouse.move(mouse.place(200, 2))
    assert timeline.scene.band.isVisible()
    assert plain_desk.selection == {"e1", "e2"}
    mouse.move(mouse.place(50))
    assert plain_desk.selection == {"e1"}
    mouse.release()
    assert not timeline.scene.band.isVisible()


def test_a_click_on_an_empty_place_moves_the_playhead(plain_desk: Desk, mouse: Mouse) -> None:
    plain_desk.select({"e1"})
    mouse.click(mouse.place(222, 2) + QPoint(1, 0))
    assert plain_desk.playhead == 222
    assert plain_desk.face == 2
    assert plain_desk.selection == frozenset()


def test_a_double_click_goes_into_the_clip(plain_desk: Desk, mouse: Mouse) -> None:
    mouse.double_click(mouse.clip("e2"))
    assert plain_desk.selection == {"e2"}
    assert find_edit(plain_desk.project, "e2").span.contains(plain_desk.playhead)
    assert labels(plain_desk) == ["Open"]


def test_overlapping_clips_lie_under_each_other(plain_desk: Desk, timeline: TimelinePanel) -> None:
    plain_desk.apply("x", add_edit(plain_desk.project, Edit("fear", 0.6, Span(40, 80), id="e9")))
    one, other = timeline.scene.clips.item("e1"), timeline.scene.clips.item("e9")
    assert one is not None
    assert other is not None
    assert not one.rect().intersects(other.rect())
    assert min(one.rect().height(), other.rect().height()) >= 19
