"""The project: one video, the edits on it and the user's marks, as an immutable value.

Every change is a function from one project to the next, so that undo is keeping the one before. Spans
count media frames. It knows neither where the project's file lies nor whether the video exists.
"""

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count
from typing import TypeVar

from dfm.core.document.edits import Edit, moved
from dfm.core.document.persons import PersonFile
from dfm.core.document.renderers import RendererFile
from dfm.core.document.timebase import Span
from dfm.core.errors import InputError, UsageError

MOST_LABEL = 200
_ID = re.compile(r"e(\d{1,1000})", re.ASCII)
Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True, order=True)
class Marker:
    """A media frame that the user wants to find again, with a few words or none."""

    frame: int
    label: str = ""

    def __post_init__(self) -> None:
        """Refuse what no marker can be."""
        if self.frame < 0:
            raise InputError(f"A marker cannot stand on frame {self.frame}; put it on frame 0 or later.")
        if len(self.label) > MOST_LABEL:
            raise UsageError(f"The marker at frame {self.frame} says too much; use {MOST_LABEL} letters.")


@dataclass(frozen=True, slots=True)
class Project:
    """A video and its edits, which lie in order of time and each have an id of their own.

    `content_id` tells the video again after it was moved; `rate` and `frames` are those of the video.
    What is unknown is None; edits are checked against the end of the video where `frames` is known.
    `markers` lie in order of time, one a frame; `marked` is the range between the in and the out point.
    `persons` are those of the faces that are somebody known, in order of the faces; `renderer` is the one
    that was trained for the video.
    """

    media: str | None = None
    edits: tuple[Edit, ...] = ()
    content_id: str | None = None
    rate: Fraction | None = None
    frames: int | None = None
    markers: tuple[Marker, ...] = ()
    marked: Span | None = None
    persons: tuple[PersonFile, ...] = ()
    renderer: RendererFile | None = None

    def __post_init__(self) -> None:
        """Put edits and markers in order, give an id to edits without, and refuse what no project can be."""
        object.__setattr__(self, "edits", _in_order(self.edits))
        object.__setattr__(self, "markers", tuple(sorted(self.markers)))
        object.__setattr__(self, "persons", tuple(sorted(self.persons)))
        if (name := _twice(edit.id for edit in self.edits)) is not None:
            raise UsageError(f"Two edits of the project are called '{name}'; give each an id of its own.")
        if (frame := _twice(marker.frame for marker in self.markers)) is not None:
            raise UsageError(f"Two markers stand on frame {frame}; leave one of them.")
        if (face := _twice(person.face for person in self.persons)) is not None:
            raise UsageError(f"Face {face} has two persons; leave one of them.")
        if self.marked is not None and self.marked.length == 0:
            raise InputError(f"The range marked at frame {self.marked.start} is empty; give it a frame.")
        if self.frames is not None:
            _refuse_past_end(self, self.frames)


def next_id(project: Project) -> str:
    """Tell the id that the next edit added without one will get."""
    return f"e{_highest_number(project.edits) + 1}"


def find_edit(project: Project, edit_id: str) -> Edit:
    """Find an edit by its id."""
    for edit in project.edits:
        if edit.id == edit_id:
            return edit
    raise UsageError(f"The project has no edit '{edit_id}'; choose one of its own.")


def edits_at(project: Project, frame: int) -> tuple[Edit, ...]:
    """List the edits whose span holds a frame, enabled or not."""
    return tuple(edit for edit in project.edits if edit.span.contains(frame))


def add_edit(project: Project, edit: Edit) -> Project:
    """Add an edit; one without an id gets the next one."""
    return replace(project, edits=(*project.edits, edit))


def remove_edit(project: Project, edit_id: str) -> Project:
    """Take an edit away."""
    return _exchange(project, edit_id)


def replace_edit(project: Project, edit: Edit) -> Project:
    """Put an edit in the place of the one with the same id."""
    return _exchange(project, edit.id, edit)


def move_edit(project: Project, edit_id: str, start: int) -> Project:
    """Let an edit start at another frame and keep its length."""
    edit = find_edit(project, edit_id)
    _refuse_before_start(start)
    return replace_edit(project, moved(edit, start - edit.span.start))


def trim_edit(project: Project, edit_id: str, start: int, end: int) -> Project:
    """Let an edit start and end at other frames."""
    edit = find_edit(project, edit_id)
    _refuse_before_start(start)
    if end <= start:
        raise InputError(f"The {edit.emotion} edit would end before it starts; leave it at least one frame.")
    return replace_edit(project, replace(edit, span=Span(start, end)))


def split_edit(project: Project, edit_id: str, frame: int) -> Project:
    """Cut an edit in two; the first part keeps its id, and `frame` is the first of the second part."""
    edit = find_edit(project, edit_id)
    if not edit.span.start < frame < edit.span.end:
        raise InputError(f"The {edit.emotion} edit cannot be split at frame {frame}; choose one inside it.")
    first = replace(edit, span=Span(edit.span.start, frame))
    second = replace(edit, span=Span(frame, edit.span.end), id=next_id(project))
    return _exchange(project, edit_id, first, second)


def join_edits(project: Project, first_id: str, second_id: str) -> Project:
    """Make one edit, under the first's id, of two that meet and are alike; the reverse of a split."""
    first, second = find_edit(project, first_id), find_edit(project, second_id)
    if first.span.end != second.span.start or first != replace(second, span=first.span, id=first.id):
        raise UsageError(
            f"The edits '{first_id}' and '{second_id}' cannot be joined; choose two that meet and are alike."
        )
    whole = replace(first, span=Span(first.span.start, second.span.end))
    return replace_edit(remove_edit(project, second_id), whole)


def _exchange(project: Project, edit_id: str, *instead: Edit) -> Project:
    """Put edits in the place of one."""
    gone = find_edit(project, edit_id)
    return replace(project, edits=(*(edit for edit in project.edits if edit is not gone), *instead))


def _in_order(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Sort edits by time and give an id to those without."""
    if not all(edit.id for edit in edits):
        fresh = count(_highest_number(edits) + 1)
        edits = tuple(edit if edit.id else replace(edit, id=f"e{next(fresh)}") for edit in edits)
    return tuple(sorted(edits, key=_place))


def _place(edit: Edit) -> tuple[int, int, int, int, str]:
    """What orders edits: their time, then their face, then their id."""
    return edit.span.start, edit.span.end, edit.face or 0, len(edit.id), edit.id


def _twice(values: Iterable[Value]) -> Value | None:
    """Find a value that was there before."""
    seen: set[Value] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


def _refuse_past_end(project: Project, frames: int) -> None:
    """Keep everything inside the video."""
    last = max((edit.span.end for edit in project.edits), default=0)
    if last > frames:
        raise InputError(f"An edit reaches frame {last} but the video ends at frame {frames}; end it there.")
    if project.markers and project.markers[-1].frame >= frames:
        raise InputError(f"A marker stands at or past the end of the video, frame {frames}; put it earlier.")
    if project.marked is not None and project.marked.end > frames:
        raise InputError(f"The marked range runs past the end of the video, frame {frames}; end it there.")


def _highest_number(edits: tuple[Edit, ...]) -> int:
    """Find the highest number in ids of the project's own form."""
    counted = (_ID.fullmatch(edit.id) for edit in edits)
    return max((int(match[1]) for match in counted if match), default=0)


def _refuse_before_start(start: int) -> None:
    """Keep an edit from starting before the video does."""
    if start < 0:
        raise InputError(f"An edit cannot start at frame {start}; start it at frame 0 or later.")
