"""Where a drag comes to rest: at a frame worth meeting, if one is near, else where the pointer is.

Frames here are media frames; how far a snap reaches in them is for the zoom to say. It knows of no mouse.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from dfm.core.document.project import Project
from dfm.core.document.timebase import Span


@dataclass(frozen=True, slots=True)
class Snap:
    """The frame that a drag comes to, and the target there, None where nothing was near."""

    frame: int
    target: int | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much a drag moves, and the target that one of its edges then meets, None where none was near."""

    by: int
    target: int | None = None


def snap(frame: int, targets: Sequence[int], reach: int) -> Snap:
    """Go to the nearest of the targets, which are in order, if it is no further than `reach`."""
    target = _nearest(frame, targets)
    if target is None or abs(target - frame) > reach:
        return Snap(frame)
    return Snap(target, target)


def snap_shift(moving: Iterable[int], by: int, targets: Sequence[int], reach: int) -> Shift:
    """Let edges that move together by `by` frames meet a target: the edge that comes nearest to one."""
    best = Shift(by)
    nearest = reach + 1
    for edge in moving:
        target = _nearest(edge + by, targets)
        if target is not None and abs(target - edge - by) < nearest:
            nearest = abs(target - edge - by)
            best = Shift(target - edge, target)
    return best


def snap_targets(
    project: Project,
    *,
    playhead: int | None = None,
    shots: Iterable[Span] = (),
    frames: int | None = None,
    moving: Collection[str] = (),
) -> tuple[int, ...]:
    """Frames worth meeting, in order: edges of edits that stand still, marks, cuts and the playhead."""
    found = {0, *(marker.frame for marker in project.markers)}
    found.update(shot.start for shot in shots)
    for edit in project.edits:
        if edit.id not in moving:
            found.update((edit.span.start, edit.span.end))
    if project.marked is not None:
        found.update((project.marked.start, project.marked.end))
    found.update(frame for frame in (playhead, frames or project.frames) if frame is not None)
    return tuple(sorted(found))


def _nearest(frame: int, targets: Sequence[int]) -> int | None:
    """The target nearest to a frame; of two, the earlier one."""
    later = bisect_left(targets, frame)
    around = targets[max(later - 1, 0) : later + 1]
    return min(around, key=lambda target: abs(target - frame), default=None)
