"""What several selected edits have in common, and what to call them."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from dfm.core.document.edits import Edit

Value = TypeVar("Value")

MIXED = "Mixed"
"""What stands where the selected edits differ."""


def common(values: Iterable[Value]) -> Value | None:
    """The one value that all are, or None where they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def subject(edits: Sequence[Edit]) -> str:
    """What a step of the history was done to, in a word or two."""
    return edits[0].emotion.capitalize() if len(edits) == 1 else f"{len(edits)} edits"
