"""The timing: start, end and length as timecode, and the transitions."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from dfm.core.document.edits import Edit
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.inspector import InspectorPanel
from dfm.ui.inspector.value_field import ValueField


def type_into(field: ValueField[Any], text: str) -> None:
    """Type over what a field shows, and press Enter."""
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def spans(desk: Desk) -> list[Span]:
    """When the edits play."""
    return [edit.span for edit in desk.project.edits]


def selected(desk: Desk) -> Edit:
    """The first of the selected edits."""
    return desk.selected_edits[0]


def test_the_fields_show_timecode(inspector: InspectorPanel) -> None:
    timing = inspector.page.timing
    shown = [field.text() for field in (timing.start, timing.end, timing.length, timing.ramp)]
    assert shown == ["00:00:00:10", "00:00:01:10", "00:00:01:00", "15 frames"]
    assert timing.automatic.checkState() is Qt.CheckState.Checked


@pytest.mark.parametrize(
    ("name", "typed", "span"),
    [
        ("start", "00:00:00:20", Span(20, 40)),
        ("start", "+5", Span(15, 40)),
        ("start", "0", Span(0, 40)),
        ("end", "1:15", Span(10, 45)),
        ("end", "-5", Span(10, 35)),
        ("end", "end", Span(10, 60)),
        ("length", "12f", Span(10, 22)),
        ("length", "0.5s", Span(10, 25)),
    ],
)
def test_a_typed_time_trims_the_edit(
    inspector: InspectorPanel, editing_desk: Desk, name: str, typed: str, span: Span
) -> None:
    type_into(getattr(inspector.page.timing, name), typed)
    assert selected(editing_desk).span == span
    assert [step.label for step in editing_desk.history.steps[1:]] == ["Trim Happy"]


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("start", "soon", "no time"),
        ("start", "40f", "before it ends"),
        ("start", "-11", "starts at"),
        ("end", "10f", "after it starts"),
        ("end", "61f", "ends at 00:00:02:00"),
        ("length", "0", "at least one frame"),
        ("length", "999:00", "ends at"),
        ("ramp", "a few", "number of frames"),
        ("ramp", "99999999999999999999", "number of frames"),
    ],
)
def test_a_time_that_cannot_be_is_refused_gently(
    inspector: InspectorPanel, editing_desk: Desk, name: str, typed: str, says: str
) -> None:
    timing = inspector.page.timing
    field = getattr(timing, name)
    before = field.text()
    type_into(field, typed)
    assert spans(editing_desk) == [Span(10, 40), Span(40, 55)]
    assert field.text() == before
    assert field.property("wrong") is True
    assert timing.note.isVisible()
    assert says in timing.note.text()
    assert not editing_desk.history.can_undo


def test_arrow_keys_move_by_frames_in_one_step(inspector: InspectorPanel, editing_desk: Desk) -> None:
    field = inspector.page.timing.end
    for _ in range(3):
        QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert selected(editing_desk).span == Span(10, 53)
    assert len(editing_desk.history.steps) == 2
    for _ in range(3):
        QTest.keyClick(field, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert selected(editing_desk).span == Span(10, 53)
    assert inspector.page.timing.note.isVisible()


def test_several_edits_show_what_differs_and_take_the_same_length(
    inspector: InspectorPanel, editing_desk: Desk
) -> None:
    editing_desk.select({"e1", "e2"})
    timing = inspector.page.timing
    assert [field.text() for field in timing.fields] == ["", "", "", ""]
    assert timing.automatic.checkState() is Qt.CheckState.PartiallyChecked
    type_into(timing.length, "12f")
    assert spans(editing_desk) == [Span(10, 22), Span(40, 52)]
    assert timing.length.text() == "00:00:00:12"


def test_what_one_of_several_edits_cannot_do_none_does(inspector: InspectorPanel, editing_desk: Desk) -> None:
    editing_desk.select({"e1", "e2"})
    type_into(inspector.page.timing.length, "21f")
    assert spans(editing_desk) == [Span(10, 40), Span(40, 55)]
    assert "ends at" in inspector.page.timing.note.text()


def test_transitions_are_typed_and_become_automatic_again(
    inspector: InspectorPanel, editing_desk: Desk
) -> None:
    timing = inspector.page.timing
    type_into(timing.ramp, "8")
    assert selected(editing_desk).ramp == 8
    assert timing.ramp.text() == "8 frames"
    assert timing.automatic.checkState() is Qt.CheckState.Unchecked
    timing.automatic.click()
    assert selected(editing_desk).ramp is None
    assert timing.automatic.checkState() is Qt.CheckState.Checked
    timing.automatic.click()
    assert selected(editing_desk).ramp == 15
    QTest.keyClick(timing.ramp, Qt.Key.Key_Down)
    assert selected(editing_desk).ramp == 14


def test_clicking_automatic_on_mixed_edits_makes_all_automatic(
    inspector: InspectorPanel, editing_desk: Desk
) -> None:
    editing_desk.select({"e1", "e2"})
    inspector.page.timing.automatic.click()
    assert [edit.ramp for edit in editing_desk.project.edits] == [None, None]
    assert inspector.page.timing.automatic.checkState() is Qt.CheckState.Checked
