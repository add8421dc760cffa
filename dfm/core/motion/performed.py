"""A performance played by an edit: one row of coefficients a frame.

A held expression lives a little: its strength wanders with the edit's way through the valence-arousal plane.
A clip's course is played forth and back, so that it never jumps; the seed chooses where in it an edit begins.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from dfm.core.document.edits import Edit, region_of
from dfm.core.document.performance import Performance
from dfm.core.document.timebase import Span
from dfm.core.motion.va import va_curve

LIFE = 0.12
"""How far the strength of a held expression wanders at most, as a share of it; typically a third of that."""


def performed(edit: Edit, performance: Performance, rate: Fraction, span: Span) -> NDArray[np.float64]:
    """Coefficients (n, 30) of the performance on media frames at a rate, at the edit's strength."""
    rows = np.array(performance.rows)
    if performance.rate is None:
        return np.outer(edit.intensity * _life(edit, rate, span), rows[0])
    seconds = np.arange(span.start - edit.origin, span.end - edit.origin) / float(rate)
    at = _forth_and_back(seconds * float(performance.rate) + _beginning(edit.seed, len(rows)), len(rows))
    if len(rows) == 1:
        return edit.intensity * np.repeat(rows, len(at), axis=0)
    return np.asarray(edit.intensity * CubicSpline(np.arange(len(rows)), rows)(at))


def _life(edit: Edit, rate: Fraction, span: Span) -> NDArray[np.float64]:
    """The strength (n,) around 1 with which an expression is held."""
    place = region_of(edit)
    if place.radius == 0:
        return np.ones(span.length)
    off = (va_curve(edit, rate, span) - (place.valence, place.arousal)) / place.radius
    return np.asarray(1 + LIFE * np.clip(off.mean(axis=1), -1, 1))


def _beginning(seed: int, count: int) -> float:
    """The row with which a take begins: the first of them at seed 0."""
    return float(np.random.default_rng(seed).random() * (count - 1)) if seed else 0.0


def _forth_and_back(at: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Positions in so many rows, mirrored at their ends."""
    last = max(count - 1, 1)
    return np.asarray(last - np.abs(at % (2 * last) - last))
