"""The way of an edit through the valence-arousal plane: one point a frame.

Points are drawn at random in the edit's region, placed at equally spaced times, and joined by a cubic
B-spline, as in Deep Semantic Manipulation of Facial Videos. The times are counted from the start of the
video, not of the edit: trimming or splitting an edit therefore leaves the way of its other frames as it
was. Transitions are not made here.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from dfm.core.document.edits import Edit
from dfm.core.document.emotions import Region, emotion, region
from dfm.core.document.timebase import Span

KNOT_SECONDS = Fraction(1)
"""Time from one drawn point to the next."""

# Rows: the weight of each of four neighbouring points as a polynomial 1, u, u², u³ within a knot interval.
_BASIS = np.array([[1, -3, 3, -1], [4, 0, -6, 3], [1, 3, 3, -3], [0, 0, 0, 1]]) / 6.0


def va_curve(edit: Edit, rate: Fraction, span: Span | None = None) -> NDArray[np.float64]:
    """Draw the (n, 2) valence and arousal of every frame of an edit, or of another span of media frames.

    The same edit, rate and frames give the same points; all lie in the unit disc.
    """
    frames = edit.span if span is None else span
    if frames.length == 0:
        return np.zeros((0, 2))
    step = float(rate * KNOT_SECONDS)
    times = np.arange(frames.start, frames.end) / step
    knots = np.floor(times).astype(np.int64)
    first = int(knots[0])
    points = _points(region(emotion(edit.emotion), edit.intensity), edit.seed, first, int(knots[-1]) + 4)
    powers = (times - knots)[:, None] ** np.arange(4)
    neighbours = points[(knots - first)[:, None] + np.arange(4)]
    curve: NDArray[np.float64] = np.einsum("nk,nkc->nc", powers @ _BASIS.T, neighbours)
    return curve


def _points(place: Region, seed: int, first: int, end: int) -> NDArray[np.float64]:
    """Draw the points of knots `first` to `end` evenly from a region, kept inside the unit disc."""
    drawn = np.array([np.random.default_rng((seed, knot)).random(2) for knot in range(first, end)])
    reach, angle = place.radius * np.sqrt(drawn[:, 0]), 2 * np.pi * drawn[:, 1]
    offset = reach[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = np.array([place.valence, place.arousal]) + offset
    inside: NDArray[np.float64] = points / np.maximum(1.0, np.linalg.norm(points, axis=1))[:, None]
    return inside
