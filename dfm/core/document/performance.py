"""A performance: the expression of a face somewhere else, to be shown by the face of an edit.

It is a held expression, one row of coefficients, or a course of them at a rate of its own, both relative to
the neutral face of whom they were taken from. It knows neither pictures nor how a face is moved.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import hypot, isfinite

from dfm.core.document.emotions import emotion, inside_disc, nearest_emotion
from dfm.core.errors import UsageError

COEFFICIENTS = 30
MOST_ROWS = 600
MOST_RATE = 30
"""Rows a second; what is slower than half of that is told exactly."""
STEPS = 1000
"""Coefficients are kept in thousandths, so that saving and loading them changes nothing."""
MOST_COEFFICIENT = 50.0
MOST_NAME = 64
MOST_SOURCE = 1024

Rows = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Performance:
    """Rows of 30 coefficients and what they are called.

    `place` is their valence and arousal, `emotion` the label that they are most like, for its colour (where
    it is empty, the nearest to the place); `rate` counts rows a second, None where the expression is held.
    `source` and `digest` say where it was taken from, a file's name and the name of its content, for the
    record only: nothing is read from there again.
    """

    name: str
    place: tuple[float, float]
    rows: Rows
    rate: Fraction | None = None
    source: str = ""
    digest: str = ""
    emotion: str = ""

    def __post_init__(self) -> None:
        """Round the numbers and refuse what no performance can be."""
        object.__setattr__(self, "rows", tuple(_row(row) for row in self.rows))
        object.__setattr__(self, "place", _rounded(*self.place))
        like = self.emotion or nearest_emotion(*self.place).name
        object.__setattr__(self, "emotion", emotion(like).name)
        if not all(isfinite(part) for part in self.place):
            raise UsageError(f"The performance '{self.name}' has no place; take it anew.")
        if not self.name.strip() or len(self.name) > MOST_NAME or len(self.source) > MOST_SOURCE:
            raise UsageError(f"A performance cannot be called '{self.name}'; use 1 to {MOST_NAME} letters.")
        if not 1 <= len(self.rows) <= MOST_ROWS or (self.rate is None and len(self.rows) != 1):
            raise UsageError(f"The performance '{self.name}' has {len(self.rows)} rows; take it anew.")
        if self.rate is not None and not 0 < self.rate <= MOST_RATE:
            raise UsageError(f"The performance '{self.name}' has {self.rate} rows a second; take it anew.")

    @property
    def is_held(self) -> bool:
        """Whether it is one expression that is held."""
        return self.rate is None


def shortened(name: str) -> str:
    """A name of at most as many letters as a performance's may have."""
    return name if len(name) <= MOST_NAME else name[: MOST_NAME - 1] + "…"


def _rounded(valence: float, arousal: float) -> tuple[float, float]:
    """A place in thousandths, inside the unit disc."""
    inside = inside_disc(valence, arousal)
    share = 1.0 if hypot(*(round(part, 3) for part in inside)) <= 1 else 0.999
    return round(inside[0] * share, 3) + 0.0, round(inside[1] * share, 3) + 0.0


def _row(numbers: Iterable[float]) -> tuple[float, ...]:
    """The coefficients of a row in thousandths, -0 as 0."""
    row = tuple(round(float(each) * STEPS) / STEPS + 0.0 if isfinite(each) else each for each in numbers)
    if len(row) != COEFFICIENTS or not all(abs(each) <= MOST_COEFFICIENT for each in row):
        raise UsageError(
            f"A row of a performance has {COEFFICIENTS} numbers up to {MOST_COEFFICIENT:g}; take it anew."
        )
    return row
