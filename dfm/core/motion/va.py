"""The way of an edit through the valence-arousal plane: one point a frame.

Points are drawn at random in the edit's region, placed at equally spaced times, and joined by a cubic
B-spline, as in Deep Semantic Manipulation of Facial Videos. A point that the user pinned stands where it
was put. The times are counted from the edit's origin, not from its start: trimming or splitting an edit
therefore leaves the way of its other frames as it was, and a moved edit takes its way along. Transitions
are not made here.
"""

from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dfm.core.document.edits import Edit, region_of
from dfm.core.document.timebase import HALF, Span
from dfm.core.motion.splines import b_spline, knots_between

KNOT_SECONDS = Fraction(1)
"""Time from one drawn point to the next."""


def va_curve(edit: Edit, rate: Fraction, span: Span | None = None) -> NDArray[np.float64]:
    """Draw the (n, 2) valence and arousal of every frame of an edit, or of another span of media frames.

    The same edit, rate and frames give the same points; all lie in the unit disc.
    """
    frames = edit.span if span is None else span
    if frames.length == 0:
        return np.zeros((0, 2))
    return b_spline(_times(edit, rate, frames), lambda knots: points_of(edit, knots))


def knots_of(edit: Edit, rate: Fraction, span: Span | None = None) -> range:
    """The numbers of the points that shape an edit's way, or that of another span that holds a frame."""
    return knots_between(_times(edit, rate, edit.span if span is None else span))


def knot_frame(edit: Edit, rate: Fraction, knot: int) -> int:
    """The media frame, which may lie outside the edit, on which a point weighs most."""
    return edit.origin + int(((knot - 1) * KNOT_SECONDS * rate + HALF) // 1)


def points_of(edit: Edit, knots: range) -> NDArray[np.float64]:
    """The points (n, 2) of an edit's way: pinned, or drawn evenly from its region; all in the unit disc."""
    place = region_of(edit)
    drawn = np.array([_draw(edit.seed, knot) for knot in knots]).reshape(-1, 2)
    reach, angle = place.radius * np.sqrt(drawn[:, 0]), 2 * np.pi * drawn[:, 1]
    offset = reach[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = np.array([place.valence, place.arousal]) + offset
    for pin in edit.pins:
        if pin.knot in knots:
            points[pin.knot - knots.start] = pin.valence, pin.arousal
    inside: NDArray[np.float64] = points / np.maximum(1.0, np.linalg.norm(points, axis=1))[:, None]
    return inside


def _times(edit: Edit, rate: Fraction, span: Span) -> NDArray[np.float64]:
    """The time (n,) of every frame, counted in knots from the edit's origin."""
    times: NDArray[np.float64] = np.arange(span.start - edit.origin, span.end - edit.origin) / float(
        rate * KNOT_SECONDS
    )
    return times


@lru_cache(maxsize=1 << 16)
def _draw(seed: int, knot: int) -> tuple[float, float]:
    """Two numbers from 0 to 1 for a point; the same ones each time."""
    key = (seed, knot) if knot >= 0 else (seed, -knot, 1)
    reach, angle = np.random.default_rng(key).random(2)
    return float(reach), float(angle)
