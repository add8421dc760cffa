"""The project: one video and the edits on it, as an immutable value.

Every change is a function from one project to the next, so that undo is keeping the one before. Spans
count media frames. It knows neither where the project's file lies nor whether the video exists.
"""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count

from dfm.core.document.edits import Edit
from dfm.core.document.timebase import Span
from dfm.core.errors import InputError, UsageError

_ID = re.compile(r"e(\d{1,1000})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Project:
    """A video and its edits, which lie in order of time and each have an id of their own.

    `content_id` tells the video again after it was moved; `rate` and `frames` are those of the video.
    What is unknown is None; edits are checked against the end of the video where `frames` is known.
    """

    media: str | None = None
    edits: tuple[Edit, ...] = ()
    content_id: str | None = None
    rate: Fraction | None = None
    frames: int | None = None

    def __post_init__(self) -> None:
        """Put the edits in order, give an id to those without, and refuse what no project can be."""
        object.__setattr__(self, "edits", _in_order(self.edits))
        ids = [edit.id for edit in self.edits]
        if len(set(ids)) < len(ids):
            twice = next(name for name in ids if ids.count(name) > 1)
            raise UsageError(f"Two edits of the project are called '{twice}'; give each an id of its own.")
        last = max((edit.span.end for edit in self.edits), default=0)
        if self.frames is not None and last > self.frames:
            raise InputError(
                f"An edit reaches frame {last} but the video ends at frame {self.frames}; end it there."
            )


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
    return replace_edit(project, replace(edit, span=edit.span.moved(start)))


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
    fresh = count(_highest_number(edits) + 1)
    named = (edit if edit.id else replace(edit, id=f"e{next(fresh)}") for edit in edits)
    return tuple(sorted(named, key=lambda edit: (edit.span, edit.face or 0, len(edit.id), edit.id)))


def _highest_number(edits: tuple[Edit, ...]) -> int:
    """Find the highest number in ids of the project's own form."""
    counted = (_ID.fullmatch(edit.id) for edit in edits)
    return max((int(match[1]) for match in counted if match), default=0)


def _refuse_before_start(start: int) -> None:
    """Keep an edit from starting before the video does."""
    if start < 0:
        raise InputError(f"An edit cannot start at frame {start}; start it at frame 0 or later.")
