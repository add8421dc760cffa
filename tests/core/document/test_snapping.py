"""A drag meets what is near and stays where it is otherwise."""

from hypothesis import given
from hypothesis import strategies as st

from dfm.core.document.edits import Edit
from dfm.core.document.project import Marker, Project
from dfm.core.document.snapping import Shift, Snap, snap, snap_shift, snap_targets
from dfm.core.document.timebase import Span

targets = st.lists(st.integers(0, 500), unique=True, max_size=9).map(sorted)


def test_the_nearest_target_within_reach_is_met() -> None:
    assert snap(97, [0, 50, 100], 5) == Snap(100, 100)
    assert snap(94, [0, 50, 100], 5) == Snap(94)
    assert snap(75, [50, 100], 25) == Snap(50, 50)
    assert snap(50, [50], 0) == Snap(50, 50)
    assert snap(7, [], 100) == Snap(7)


@given(st.integers(-20, 520), targets, st.integers(0, 60))
def test_a_snap_is_to_the_nearest_target_or_none_is_within_reach(
    frame: int, some: list[int], reach: int
) -> None:
    found = snap(frame, some, reach)
    distance = min((abs(target - frame) for target in some), default=reach + 1)
    assert (found.target is None) == (distance > reach)
    assert abs(found.frame - frame) == (0 if found.target is None else distance)


def test_the_edge_that_comes_nearest_leads() -> None:
    assert snap_shift([10, 40], 28, [0, 70], 5) == Shift(30, 70)
    assert snap_shift([10, 40], 28, [39, 72], 5) == Shift(29, 39)
    assert snap_shift([10, 40], 20, [0, 70], 5) == Shift(20)
    assert snap_shift([], 20, [0, 70], 5) == Shift(20)


def test_the_targets_are_all_that_stands_still() -> None:
    edits = (Edit("happy", 0.5, Span(30, 60)), Edit("sad", 0.5, Span(90, 120)))
    project = Project(edits=edits, frames=300, markers=(Marker(5),), marked=Span(7, 280))
    shots = (Span(0, 150), Span(150, 300))
    found = snap_targets(project, playhead=33, shots=shots, moving={"e2"})
    assert found == (0, 5, 7, 30, 33, 60, 150, 280, 300)
    assert snap_targets(Project(), frames=40) == (0, 40)
