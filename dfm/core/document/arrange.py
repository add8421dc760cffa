"""Several edits moved, trimmed, split, copied and removed at once, and the marks beside them.

Every function takes a project and gives the next one. What would leave the video is held at its border, so
that a drag can be followed wherever it goes; ids that the project does not know are passed over. It knows
nothing of which edits are selected or of what a drag snaps to.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from enum import Enum
from fractions import Fraction
from typing import Any

from dfm.core.document.edits import MOST_FRAMES, Edit, moved
from dfm.core.document.project import Marker, Project
from dfm.core.document.timebase import HALF, Span

Ids = Collection[str]


class Edge(Enum):
    """An end of an edit."""

    START = "start"
    END = "end"


def face_of(edit: Edit) -> int:
    """The number of the face that an edit changes: the largest one where it names none."""
    return edit.face or 1


def edits_of(project: Project, ids: Ids) -> tuple[Edit, ...]:
    """The edits with these ids, in order of time."""
    return tuple(edit for edit in project.edits if edit.id in ids)


def map_edits(project: Project, ids: Ids, change: Callable[[Edit], Edit]) -> Project:
    """Change each of some edits in the same way."""
    return replace(project, edits=tuple(change(edit) if edit.id in ids else edit for edit in project.edits))


def change_edits(project: Project, ids: Ids, **fields: Any) -> Project:
    """Give fields of some edits the same values."""
    return map_edits(project, ids, lambda edit: replace(edit, **fields))


def move_edits(project: Project, ids: Ids, by: int) -> Project:
    """Move edits together by so many frames, as far as the video reaches."""
    chosen = edits_of(project, ids)
    if not chosen:
        return project
    first, last = _reach(chosen)
    by = min(max(by, -first), _end(project) - last)
    return map_edits(project, ids, lambda edit: moved(edit, by)) if by else project


def trim_edits(project: Project, ids: Ids, edge: Edge, by: int) -> Project:
    """Move the same end of several edits by so many frames, as long as each keeps a frame of the video."""
    chosen = edits_of(project, ids)
    if not chosen:
        return project
    shortest = min(edit.span.length for edit in chosen) - 1
    first, last = _reach(chosen)
    if edge is Edge.START:
        by = min(max(by, -first), shortest)
        return map_edits(project, ids, lambda edit: _spanning(edit, edit.span.start + by, edit.span.end))
    by = min(max(by, -shortest), _end(project) - last)
    return map_edits(project, ids, lambda edit: _spanning(edit, edit.span.start, edit.span.end + by))


def split_at(project: Project, ids: Ids, frame: int) -> Project:
    """Cut in two each of some edits that has frames on both sides; the first parts keep their ids."""
    parts: list[Edit] = []
    for edit in edits_of(project, ids):
        if edit.span.start < frame < edit.span.end:
            parts.append(_spanning(edit, edit.span.start, frame))
            parts.append(replace(edit, span=Span(frame, edit.span.end), id=""))
    cut = {part.id for part in parts} - {""}
    return replace(project, edits=(*_without(project, cut), *parts)) if parts else project


def remove_edits(project: Project, ids: Ids) -> Project:
    """Take edits away."""
    return replace(project, edits=_without(project, ids))


def ripple_delete(project: Project, ids: Ids) -> Project:
    """Take edits away and let the later ones of the same face close the gaps."""
    gaps = {face: _union(spans) for face, spans in _spans_by_face(edits_of(project, ids)).items()}
    kept = (moved(edit, -_gone_before(edit, gaps.get(face_of(edit), ()))) for edit in _without(project, ids))
    return replace(project, edits=tuple(kept))


def duplicate_edits(project: Project, ids: Ids) -> tuple[Project, frozenset[str]]:
    """Put copies of edits right after them, or as near to the end of the video as they fit."""
    chosen = edits_of(project, ids)
    if not chosen:
        return project, frozenset()
    return paste_edits(project, chosen, _reach(chosen)[1])


def paste_edits(
    project: Project, edits: Sequence[Edit], frame: int, face: int | None = None
) -> tuple[Project, frozenset[str]]:
    """Add copies of edits, the first of them at a frame, or earlier where they would pass the end.

    With a `face`, copies of one face's edits go to it; those of several faces stay where they are. What is
    longer than the video is cut at its end. The ids are those of the copies.
    """
    if not edits:
        return project, frozenset()
    first, last = _reach(edits)
    start = max(min(frame, _end(project) - (last - first)), 0)
    one_face = len({face_of(edit) for edit in edits}) == 1
    copies = (replace(moved(edit, start - first), id="") for edit in edits)
    fitting = tuple(cut for copy in copies if (cut := _cut_at(copy, _end(project))) is not None)
    if face is not None and one_face:
        fitting = tuple(replace(copy, face=face) for copy in fitting)
    known = {edit.id for edit in project.edits}
    after = replace(project, edits=(*project.edits, *fitting))
    return after, frozenset(edit.id for edit in after.edits) - known


def at_rate(edits: Iterable[Edit], rate: Fraction, wanted: Fraction) -> tuple[Edit, ...]:
    """The same edits in the frames of another video, at the same seconds."""
    if rate == wanted:
        return tuple(edits)

    def frames(count: int) -> int:
        return min(int((count * wanted / rate + HALF) // 1), MOST_FRAMES)

    def converted(edit: Edit) -> Edit:
        start, end = frames(edit.span.start), frames(edit.span.end)
        ramp = None if edit.ramp is None else frames(edit.ramp)
        return replace(edit, span=Span(start, max(end, start + 1)), ramp=ramp, origin=frames(edit.origin))

    return tuple(converted(edit) for edit in edits)


def free_span(project: Project, frame: int, face: int, length: int, frames: int) -> Span:
    """Where an edit added at a frame lies: up to the next edit of the face or the end, never empty."""
    start = min(max(frame, 0), max(frames - 1, 0))
    later = (edit.span.start for edit in project.edits if face_of(edit) == face and edit.span.start > start)
    return Span(start, max(min(start + length, frames, min(later, default=frames)), start + 1))


def add_marker(project: Project, frame: int, label: str = "") -> Project:
    """Mark a frame; a marker that stands there already gets the label."""
    return replace(project, markers=(*_markers_but(project, frame), Marker(frame, label)))


def remove_marker(project: Project, frame: int) -> Project:
    """Take the marker of a frame away."""
    return replace(project, markers=_markers_but(project, frame))


def mark_span(project: Project, span: Span | None) -> Project:
    """Mark a range from an in point to an out point, or none."""
    return replace(project, marked=span)


def edges(project: Project) -> tuple[int, ...]:
    """The frames where edits, and the marked range, start and end, in order."""
    found = {frame for edit in project.edits for frame in (edit.span.start, edit.span.end)}
    if project.marked is not None:
        found.update((project.marked.start, project.marked.end))
    return tuple(sorted(found))


def _end(project: Project) -> int:
    """Where edits must end."""
    return MOST_FRAMES if project.frames is None else project.frames


def _reach(edits: Sequence[Edit]) -> tuple[int, int]:
    """The start of the first edit and the end of the last one."""
    return min(edit.span.start for edit in edits), max(edit.span.end for edit in edits)


def _spanning(edit: Edit, start: int, end: int) -> Edit:
    """The edit over other frames."""
    return replace(edit, span=Span(start, end))


def _cut_at(edit: Edit, end: int) -> Edit | None:
    """The part of an edit before a frame, if there is one."""
    if edit.span.start >= end:
        return None
    return edit if edit.span.end <= end else _spanning(edit, edit.span.start, end)


def _without(project: Project, ids: Ids) -> tuple[Edit, ...]:
    """The edits that remain."""
    return tuple(edit for edit in project.edits if edit.id not in ids)


def _markers_but(project: Project, frame: int) -> tuple[Marker, ...]:
    """The markers of other frames."""
    return tuple(marker for marker in project.markers if marker.frame != frame)


def _spans_by_face(edits: Iterable[Edit]) -> dict[int, list[Span]]:
    """The spans of each face's edits, in order."""
    found: dict[int, list[Span]] = {}
    for edit in edits:
        found.setdefault(face_of(edit), []).append(edit.span)
    return found


def _union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order as the fewest spans that hold the same frames."""
    together: list[Span] = []
    for span in spans:
        if together and span.start <= together[-1].end:
            together[-1] = Span(together[-1].start, max(together[-1].end, span.end))
        else:
            together.append(span)
    return tuple(together)


def _gone_before(edit: Edit, gaps: Sequence[Span]) -> int:
    """How many frames of the gaps lie before the start of an edit."""
    start = edit.span.start
    before = gaps[: bisect_right(gaps, start, key=lambda gap: gap.start)]
    return sum(min(gap.end, start) - gap.start for gap in before)
