"""The regions of a face that an edit changes, each by a weight of its own; and the short text that says so.

    brows=0.5,mouth=0        half of the change at the brows, none at the mouth, all of it at the eyes

Together the three regions are the whole face. It does not know where on a face they lie.
"""

import re
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from dfm.core.document.emotions import suggest
from dfm.core.errors import UsageError

_NUMBER = re.compile(r"\d{1,9}(\.\d{0,400})?|\.\d{1,400}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Regions:
    """How much of an edit's change each region of the face gets, 0 to 1: none of it, or all.

    `brows` have the forehead with them; `eyes` are the lids and what surrounds them; `mouth` is the rest:
    lips, jaw, cheeks and nose.
    """

    brows: float = 1.0
    eyes: float = 1.0
    mouth: float = 1.0

    def __post_init__(self) -> None:
        """Refuse weights that are none."""
        for name, weight in self.items():
            if not 0 <= weight <= 1:
                raise UsageError(f"The weight {weight} of the {name} is out of range; choose 0 to 1.")

    def items(self) -> tuple[tuple[str, float], ...]:
        """Each region's name and weight, from the top of the face down."""
        return tuple((name, getattr(self, name)) for name in NAMES)

    def held_back(self) -> tuple[tuple[str, float], ...]:
        """The regions that do not get all of the change, with their weights."""
        return tuple((name, weight) for name, weight in self.items() if weight != 1)


NAMES = tuple(each.name for each in fields(Regions))
"""The names of the regions, from the top of the face down."""

EVERYWHERE = Regions()
"""All of the change in every region."""


def parse_regions(text: str) -> Regions:
    """Read `NAME=WEIGHT,…`; a UsageError says which part cannot be understood."""
    weights: dict[str, float] = {}
    for part in text.split(","):
        word, equals, weight = part.partition("=")
        name = word.strip().lower()
        if not equals:
            raise UsageError(f"'{part}' weighs no region; write one as in brows=0.5,mouth=0.")
        if name not in NAMES:
            raise UsageError(f"The region '{word}' is unknown; {suggest(name, NAMES, NAMES)}")
        if name in weights:
            raise UsageError(f"The region '{name}' has two weights; give it one.")
        weights[name] = _weight(name, weight)
    return replace(EVERYWHERE, **weights)


def format_regions(regions: Regions) -> str:
    """Write the weights of the regions that do not get all of the change; the empty text if all do."""
    return ",".join(f"{name}={plain(weight).removesuffix('.0')}" for name, weight in regions.held_back())


def number_of(text: str) -> float | None:
    """The number from 0 to 1 that a text is, or None where it is none."""
    word = text.strip()
    return float(word) if _NUMBER.fullmatch(word) and float(word) <= 1 else None


def plain(number: float) -> str:
    """Write a number from 0 to 1 exactly and without an exponent."""
    return f"{Decimal(repr(abs(float(number)))):f}"


def _weight(name: str, text: str) -> float:
    """Read a region's weight."""
    weight = number_of(text)
    if weight is None:
        raise UsageError(f"The weight '{text}' of the {name} is unknown; write a number from 0 to 1.")
    return weight
