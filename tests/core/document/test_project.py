"""Changing a project gives another project; the first stays, and every change can be taken back."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dfm.core.document.edits import Edit, Speech
from dfm.core.document.emotions import EMOTIONS
from dfm.core.document.project import (
    MOST_LABEL,
    Marker,
    Project,
    add_edit,
    edits_at,
    find_edit,
    join_edits,
    move_edit,
    next_id,
    remove_edit,
    replace_edit,
    split_edit,
    trim_edit,
)
from dfm.core.document.timebase import Span
from dfm.core.errors import InputError, UsageError

FRAMES = 300

spans = st.tuples(st.integers(0, FRAMES), st.integers(0, FRAMES)).filter(lambda ends: ends[0] != ends[1])
edits = st.builds(
    Edit,
    emotion=st.sampled_from([row.name for row in EMOTIONS]),
    intensity=st.floats(0, 1),
    span=spans.map(lambda ends: Span(min(ends), max(ends))),
    speech=st.sampled_from(Speech),
    seed=st.integers(0, 9),
    ramp=st.none() | st.integers(0, 40),
    enabled=st.booleans(),
    face=st.none() | st.integers(1, 3),
)
projects = st.builds(
    lambda some: Project("talk.mp4", tuple(some), "c0ffee", Fraction(30000, 1001), FRAMES),
    st.lists(edits, min_size=1, max_size=6),
)


def project_of(*some: Edit, frames: int | None = FRAMES) -> Project:
    return Project("talk.mp4", some, frames=frames)


@given(projects)
def test_edits_lie_in_order_of_time_and_have_ids_of_their_own(project: Project) -> None:
    assert list(project.edits) == sorted(project.edits, key=lambda edit: edit.span)
    assert {edit.id for edit in project.edits} == {f"e{n}" for n in range(1, len(project.edits) + 1)}
    assert replace(project) == project


@given(projects, edits)
def test_adding_then_removing_gives_the_same_project(project: Project, edit: Edit) -> None:
    added = add_edit(project, edit)
    assert find_edit(added, next_id(project)) == replace(edit, id=next_id(project))
    assert len(added.edits) == len(project.edits) + 1
    assert remove_edit(added, next_id(project)) == project


@given(projects, st.data())
def test_moving_back_gives_the_same_project(project: Project, data: st.DataObject) -> None:
    edit = data.draw(st.sampled_from(project.edits))
    start = data.draw(st.integers(0, FRAMES - edit.span.length))
    moved = move_edit(project, edit.id, start)
    by = start - edit.span.start
    assert find_edit(moved, edit.id) == replace(edit, span=edit.span.moved(start), origin=edit.origin + by)
    assert move_edit(moved, edit.id, edit.span.start) == project


@given(projects, spans, st.data())
def test_trimming_back_gives_the_same_project(
    project: Project, ends: tuple[int, int], data: st.DataObject
) -> None:
    edit = data.draw(st.sampled_from(project.edits))
    trimmed = trim_edit(project, edit.id, min(ends), max(ends))
    assert find_edit(trimmed, edit.id).span == Span(min(ends), max(ends))
    assert trim_edit(trimmed, edit.id, edit.span.start, edit.span.end) == project


@given(projects, st.data())
def test_splitting_then_joining_gives_the_same_project(project: Project, data: st.DataObject) -> None:
    edit = data.draw(st.sampled_from(project.edits))
    assume(edit.span.length > 1)
    frame = data.draw(st.integers(edit.span.start + 1, edit.span.end - 1))
    split = split_edit(project, edit.id, frame)
    first, second = find_edit(split, edit.id), find_edit(split, next_id(project))
    assert (first.span, second.span) == (Span(edit.span.start, frame), Span(frame, edit.span.end))
    assert replace(second, id=first.id, span=first.span) == first
    assert join_edits(split, first.id, second.id) == project


@given(projects, edits, st.data())
def test_replacing_back_gives_the_same_project(project: Project, other: Edit, data: st.DataObject) -> None:
    edit = data.draw(st.sampled_from(project.edits))
    changed = replace_edit(project, replace(other, id=edit.id))
    assert find_edit(changed, edit.id) == replace(other, id=edit.id)
    assert replace_edit(changed, edit) == project


@given(projects, st.integers(0, FRAMES))
def test_edits_at_a_frame_are_those_that_hold_it(project: Project, frame: int) -> None:
    held = [edit for edit in project.edits if edit.span.start <= frame < edit.span.end]
    assert list(edits_at(project, frame)) == held


def test_an_id_that_the_user_gave_is_kept_and_counted_on() -> None:
    project = project_of(Edit("happy", 0.6, Span(0, 9), id="e7"), Edit("sad", 0.6, Span(9, 20)))
    assert [edit.id for edit in project.edits] == ["e7", "e8"]
    assert next_id(add_edit(project, Edit("fear", 0.6, Span(0, 5), id="mine"))) == "e9"


def test_two_edits_with_one_id_are_refused() -> None:
    project = project_of(Edit("happy", 0.6, Span(0, 9)))
    with pytest.raises(UsageError, match="are called 'e1'"):
        add_edit(project, Edit("sad", 0.6, Span(0, 9), id="e1"))


def test_nothing_reaches_out_of_the_video() -> None:
    project = project_of(Edit("happy", 0.6, Span(100, 200)))
    with pytest.raises(InputError, match="reaches frame 301 but the video ends at frame 300"):
        move_edit(project, "e1", 201)
    with pytest.raises(InputError, match="reaches frame 301"):
        add_edit(project, Edit("sad", 0.6, Span(290, 301)))
    with pytest.raises(InputError, match="frame 0 or later"):
        move_edit(project, "e1", -1)
    with pytest.raises(InputError, match="frame 0 or later"):
        trim_edit(project, "e1", -1, 5)
    with pytest.raises(InputError, match="at least one frame"):
        trim_edit(project, "e1", 5, 5)
    assert move_edit(project, "e1", 200).edits[0].span == Span(200, 300)


def test_a_video_of_unknown_length_does_not_bound_its_edits() -> None:
    project = project_of(Edit("happy", 0.6, Span(100, 200)), frames=None)
    assert move_edit(project, "e1", 10**6).edits[0].span.start == 10**6


@pytest.mark.parametrize("frame", [99, 100, 200, 201])
def test_an_edit_is_split_inside_itself_alone(frame: int) -> None:
    with pytest.raises(InputError, match=f"cannot be split at frame {frame}"):
        split_edit(project_of(Edit("happy", 0.6, Span(100, 200))), "e1", frame)


def test_only_equal_edits_that_meet_are_joined() -> None:
    project = project_of(
        Edit("happy", 0.6, Span(0, 10)), Edit("happy", 0.5, Span(10, 20)), Edit("happy", 0.6, Span(11, 20))
    )
    for first, second in [("e1", "e2"), ("e1", "e3"), ("e3", "e1"), ("e1", "e1")]:
        with pytest.raises(UsageError, match="cannot be joined"):
            join_edits(project, first, second)


def test_an_unknown_edit_is_named() -> None:
    project = project_of(Edit("happy", 0.6, Span(0, 10)))
    with pytest.raises(UsageError, match="no edit 'e2'"):
        remove_edit(project, "e2")


def test_markers_lie_in_order_one_a_frame_inside_the_video() -> None:
    project = Project(markers=(Marker(9, "late"), Marker(2)), frames=10)
    assert project.markers == (Marker(2), Marker(9, "late"))
    with pytest.raises(UsageError, match="Two markers stand on frame 2"):
        replace(project, markers=(Marker(2), Marker(2, "again")))
    with pytest.raises(InputError, match="past the end of the video, frame 10"):
        replace(project, markers=(Marker(10),))
    with pytest.raises(InputError, match="frame 0 or later"):
        Marker(-1)
    with pytest.raises(UsageError, match=f"use {MOST_LABEL} letters"):
        Marker(0, "x" * (MOST_LABEL + 1))


def test_the_marked_range_holds_frames_of_the_video() -> None:
    assert Project(marked=Span(3, 10), frames=10).marked == Span(3, 10)
    with pytest.raises(InputError, match="runs past the end"):
        Project(marked=Span(3, 11), frames=10)
    with pytest.raises(InputError, match="is empty"):
        Project(marked=Span(3, 3))


def test_one_id_too_many_among_very_many_is_found_at_once() -> None:
    some = tuple(Edit("happy", 0.5, Span(0, 1), id=f"x{n}") for n in range(50_000))
    with pytest.raises(UsageError, match="are called 'x49999'"):
        Project(edits=(*some, some[-1]))
