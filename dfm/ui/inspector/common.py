"""What several selected edits have in common, and what to call them."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from dfm.core.document.edits import Edit, region_of
from dfm.core.document.emotions import Region

Value = TypeVar("Value")

MIXED = "Mixed"
"""What stands where the selected edits differ."""


def common(values: Iterable[Value]) -> Value | None:
    """The one value that all are, or None where they differ."""
    rest = iter(values)
    first = next(rest, None)
    return first if all(value == first for value in rest) else None


def alike(edits: Iterable[Edit], key: Callable[[Edit], Hashable]) -> tuple[Edit, ...]:
    """One edit for each key that there is: of many edits, most are alike in most."""
    return tuple({key(edit): edit for edit in edits}.values())


def common_region(edits: Iterable[Edit]) -> Region | None:
    """The region in which all edits play, or None where they differ."""
    unlike = alike(edits, lambda edit: (edit.emotion, edit.intensity, edit.centre, edit.performance))
    return common(map(region_of, unlike))


def subject(edits: Sequence[Edit]) -> str:
    """What a step of the history was done to, in a word or two."""
    return edits[0].name if len(edits) == 1 else f"{len(edits)} edits"
