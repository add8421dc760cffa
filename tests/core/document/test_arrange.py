"""Several edits change together, stay in the video, and can be changed back."""

import time
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfm.core.document.arrange import (
    Edge,
    add_marker,
    at_rate,
    change_edits,
    duplicate_edits,
    edges,
    edits_of,
    face_of,
    free_span,
    map_edits,
    mark_span,
    move_edits,
    paste_edits,
    remove_edits,
    remove_marker,
    ripple_delete,
    split_at,
    trim_edits,
)
from dfm.core.document.edits import Edit, Speech
from dfm.core.document.emotions import EMOTIONS
from dfm.core.document.project import Marker, Project, find_edit, join_edits
from dfm.core.document.regions import Regions
from dfm.core.document.timebase import Span

FRAMES = 300

spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 250), st.integers(1, 50))
edits = st.builds(
    Edit,
    emotion=st.sampled_from([row.name for row in EMOTIONS]),
    intensity=st.floats(0, 1),
    span=spans,
    speech=st.sampled_from(Speech),
    ramp=st.none() | st.integers(0, 40),
    face=st.none() | st.integers(1, 2),
    regions=st.builds(Regions, mouth=st.floats(0, 1)),
)
projects = st.builds(
    lambda some: Project("talk.mp4", tuple(some), frames=FRAMES), st.lists(edits, min_size=1, max_size=6)
)
chosen = st.sets(st.sampled_from([f"e{number}" for number in range(1, 9)]))
amounts = st.integers(-400, 400)


def project_of(*some: Edit, frames: int | None = FRAMES) -> Project:
    return Project("talk.mp4", some, frames=frames)


def happy(start: int, end: int, face: int | None = None) -> Edit:
    return Edit("happy", 0.6, Span(start, end), face=face)


def spans_of(project: Project) -> list[tuple[int, int]]:
    return [(edit.span.start, edit.span.end) for edit in project.edits]


def others(project: Project, ids: set[str]) -> list[Edit]:
    return [edit for edit in project.edits if edit.id not in ids]


@given(projects, chosen, amounts)
def test_edits_move_together_inside_the_video_and_back(project: Project, ids: set[str], by: int) -> None:
    later = move_edits(project, ids, by)
    assert others(later, ids) == others(project, ids)
    steps = {find_edit(later, edit.id).span.start - edit.span.start for edit in edits_of(project, ids)}
    assert len(steps) <= 1
    assert all(abs(step) <= abs(by) for step in steps)
    assert move_edits(later, ids, -sum(steps)) == project


def test_a_group_is_held_at_the_border_as_a_whole() -> None:
    project = project_of(happy(10, 40), happy(100, 130))
    assert spans_of(move_edits(project, {"e1", "e2"}, 999)) == [(180, 210), (270, 300)]
    assert spans_of(move_edits(project, {"e1", "e2"}, -999)) == [(0, 30), (90, 120)]
    assert move_edits(project, {"e1"}, 0) is project
    assert move_edits(project, {"unknown"}, 5) is project
    assert move_edits(replace(project, frames=None), {"e2"}, 10**6).edits[1].span.start == 10**6 + 100


@given(projects, chosen, st.sampled_from(Edge), amounts)
def test_trimmed_edits_keep_a_frame_and_their_other_end(
    project: Project, ids: set[str], edge: Edge, by: int
) -> None:
    trimmed = trim_edits(project, ids, edge, by)
    assert others(trimmed, ids) == others(project, ids)
    steps = set()
    for edit in edits_of(project, ids):
        span = find_edit(trimmed, edit.id).span
        assert 0 <= span.start < span.end <= FRAMES
        if edge is Edge.START:
            assert span.end == edit.span.end
            steps.add(span.start - edit.span.start)
        else:
            assert span.start == edit.span.start
            steps.add(span.end - edit.span.end)
    assert len(steps) <= 1
    assert trim_edits(trimmed, ids, edge, -sum(steps)) == project


@given(projects, chosen, st.integers(-5, 305))
def test_split_edits_hold_the_same_frames_and_join_again(project: Project, ids: set[str], frame: int) -> None:
    split = split_at(project, ids, frame)
    cut = [edit for edit in edits_of(project, ids) if edit.span.start < frame < edit.span.end]
    assert len(split.edits) == len(project.edits) + len(cut)
    fresh = [edit for edit in split.edits if edit.id not in {old.id for old in project.edits}]
    whole = split
    for first in cut:
        alike = replace(first, span=Span(frame, first.span.end))
        second = next(edit for edit in fresh if replace(edit, id=first.id) == alike)
        fresh.remove(second)
        whole = join_edits(whole, first.id, second.id)
    assert whole == project


@given(projects, chosen)
def test_removed_edits_are_gone_and_the_others_stay(project: Project, ids: set[str]) -> None:
    assert list(remove_edits(project, ids).edits) == others(project, ids)


def test_a_ripple_closes_the_gaps_of_its_own_face_alone() -> None:
    project = project_of(
        happy(0, 20), happy(30, 60, face=1), happy(70, 90), happy(70, 95, face=2), happy(100, 110)
    )
    assert spans_of(ripple_delete(project, {"e2"})) == [(0, 20), (40, 60), (70, 80), (70, 95)]
    assert spans_of(ripple_delete(project, {"e1", "e2"})) == [(20, 40), (50, 60), (70, 95)]
    assert ripple_delete(project, {"e9"}) == project


def test_a_ripple_of_overlapping_edits_takes_their_common_time_once() -> None:
    project = project_of(happy(10, 50), happy(30, 70), happy(60, 90), happy(100, 120))
    assert spans_of(ripple_delete(project, {"e1", "e2"})) == [(10, 40), (40, 60)]


@given(projects, chosen)
def test_a_ripple_keeps_lengths_and_never_reorders(project: Project, ids: set[str]) -> None:
    after = ripple_delete(project, ids)
    for edit in after.edits:
        before = find_edit(project, edit.id).span
        assert edit.span.length == before.length
        assert edit.span.start <= before.start
    for face in (1, 2):
        kept = [edit.id for edit in others(project, ids) if face_of(edit) == face]
        starts = [find_edit(after, name).span.start for name in kept]
        assert starts == sorted(starts)


@given(projects, chosen)
def test_duplicates_are_the_same_performance_later_or_at_the_end(project: Project, ids: set[str]) -> None:
    after, fresh = duplicate_edits(project, ids)
    originals, copies = edits_of(project, ids), edits_of(after, fresh)
    assert remove_edits(after, fresh) == project
    assert len(copies) == len(originals)
    if originals:
        end = max(edit.span.end for edit in originals)
        length = end - min(edit.span.start for edit in originals)
        assert min(copy.span.start for copy in copies) == min(end, FRAMES - length)
        assert {copy.span.start - copy.origin for copy in copies} == {
            edit.span.start - edit.origin for edit in originals
        }


def test_pasted_edits_start_at_the_frame_on_the_chosen_face() -> None:
    project = project_of(happy(0, 20))
    after, fresh = paste_edits(project, [happy(50, 60), happy(70, 90)], 100, 2)
    assert [(edit.span, edit.face) for edit in edits_of(after, fresh)] == [
        (Span(100, 110), 2),
        (Span(120, 140), 2),
    ]
    assert after.edits[0] == project.edits[0]


def test_pasted_edits_of_several_faces_stay_on_them() -> None:
    after, _ = paste_edits(project_of(), [happy(50, 60, face=1), happy(50, 90, face=2)], 0, 3)
    assert [edit.face for edit in after.edits] == [1, 2]


def test_what_would_pass_the_end_is_pasted_earlier_or_cut() -> None:
    after, _ = paste_edits(project_of(), [happy(0, 100), happy(150, 200)], 250)
    assert spans_of(after) == [(100, 200), (250, 300)]
    after, fresh = paste_edits(project_of(), [happy(0, 400), happy(350, 500)], 7)
    assert spans_of(after) == [(0, 300)]
    assert fresh == {"e1"}
    assert paste_edits(project_of(), [], 7) == (project_of(), frozenset())


def test_edits_of_another_rate_keep_their_seconds() -> None:
    edit = replace(happy(30, 45), ramp=10, origin=-15)
    (converted,) = at_rate([edit], Fraction(30), Fraction(60))
    assert (converted.span, converted.ramp, converted.origin) == (Span(60, 90), 20, -30)
    assert at_rate([edit], Fraction(30), Fraction(30)) == (edit,)
    (tiny,) = at_rate([happy(30, 31)], Fraction(240), Fraction(24))
    assert tiny.span == Span(3, 4)


def test_the_same_change_reaches_all_and_no_other() -> None:
    project = project_of(happy(0, 9), happy(9, 20), happy(20, 30))
    after = change_edits(project, {"e1", "e3"}, enabled=False, ramp=3)
    assert [(edit.enabled, edit.ramp) for edit in after.edits] == [(False, 3), (True, None), (False, 3)]
    assert map_edits(after, {"e1", "e3"}, lambda edit: replace(edit, enabled=True, ramp=None)) == project


@pytest.mark.parametrize(
    ("frame", "face", "span"),
    [
        (0, 1, Span(0, 60)),
        (80, 1, Span(80, 100)),
        (99, 1, Span(99, 100)),
        (100, 1, Span(100, 160)),
        (150, 1, Span(150, 210)),
        (80, 2, Span(80, 140)),
        (270, 1, Span(270, 300)),
        (299, 1, Span(299, 300)),
        (999, 1, Span(299, 300)),
        (-9, 1, Span(0, 60)),
    ],
)
def test_an_added_edit_ends_at_the_next_one_or_the_end_and_is_never_empty(
    frame: int, face: int, span: Span
) -> None:
    assert free_span(project_of(happy(100, 200)), frame, face, 60, FRAMES) == span


def test_markers_come_and_go_one_a_frame() -> None:
    marked = add_marker(add_marker(project_of(), 20), 5, "here")
    assert marked.markers == (Marker(5, "here"), Marker(20))
    assert add_marker(marked, 20, "there").markers == (Marker(5, "here"), Marker(20, "there"))
    assert remove_marker(remove_marker(marked, 5), 20) == project_of()
    assert remove_marker(marked, 6) == marked


def test_edges_are_in_order_and_told_once() -> None:
    project = mark_span(add_marker(project_of(happy(10, 40), happy(40, 90)), 7), Span(3, 90))
    assert edges(project) == (3, 10, 40, 90)
    assert mark_span(project, None).marked is None


def test_dragging_one_of_five_hundred_is_quick() -> None:
    project = Project(edits=tuple(happy(2 * n, 2 * n + 30) for n in range(500)), frames=2000)
    everything = {edit.id for edit in project.edits}
    began = time.perf_counter()
    for by in range(20):
        move_edits(project, {"e7"}, by)
        move_edits(project, everything, by)
    assert (time.perf_counter() - began) / 40 < 0.02


def test_copies_and_parts_of_an_edit_keep_the_weights_of_its_regions() -> None:
    project = project_of(replace(happy(10, 60), regions=Regions(0.5, 1.0, 0.0)))
    wanted = {project.edits[0].regions}
    for after in (
        split_at(project, {"e1"}, 30),
        duplicate_edits(project, {"e1"})[0],
        trim_edits(project, {"e1"}, Edge.END, -9),
        move_edits(project, {"e1"}, 9),
    ):
        assert {edit.regions for edit in after.edits} == wanted
    assert at_rate(project.edits, Fraction(30), Fraction(25))[0].regions in wanted
    parts = split_at(project, {"e1"}, 30)
    assert join_edits(parts, *(edit.id for edit in parts.edits)) == project
