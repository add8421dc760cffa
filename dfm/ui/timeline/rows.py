"""Rows for clips that overlap, so that none hides another.

Clips that overlap, directly or through others, share the height of their track; all others have all of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dfm.core.document.edits import Edit


@dataclass(frozen=True, slots=True)
class Row:
    """One of `of` rows, counted from 0 at the top."""

    at: int
    of: int


def rows(edits: Iterable[Edit]) -> dict[str, Row]:
    """The row of every edit of one track, by id; `edits` come in order of time."""
    placed: dict[str, Row] = {}
    for crowd in _crowds(edits):
        ends: list[int] = []
        at = {edit.id: _place(edit, ends) for edit in crowd}
        placed.update((name, Row(row, len(ends))) for name, row in at.items())
    return placed


def depth(placed: dict[str, Row]) -> int:
    """How many rows a track needs at once; 1 where it is empty."""
    return max((row.of for row in placed.values()), default=1)


def _crowds(edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    """Part edits where nothing reaches across."""
    crowd: list[Edit] = []
    reach = 0
    for edit in edits:
        if crowd and edit.span.start >= reach:
            yield crowd
            crowd = []
        crowd.append(edit)
        reach = max(reach, edit.span.end)
    if crowd:
        yield crowd


def _place(edit: Edit, ends: list[int]) -> int:
    """Take the first row that is free again, or a new one."""
    for row, end in enumerate(ends):
        if end <= edit.span.start:
            ends[row] = edit.span.end
            return row
    ends.append(edit.span.end)
    return len(ends) - 1
