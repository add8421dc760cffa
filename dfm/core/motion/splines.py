"""Uniform cubic B-splines: a smooth course near points that stand at equally spaced times."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

NEIGHBOURS = 4
"""Points that shape a moment."""

# Rows: the weight of each of four neighbouring points as a polynomial 1, u, u², u³ within a knot interval.
_BASIS = np.array([[1, -3, 3, -1], [4, 0, -6, 3], [1, 3, 3, -3], [0, 0, 0, 1]]) / 6.0


def knots_between(times: NDArray[np.float64]) -> range:
    """The numbers of the points that shape a course at times (n,), counted in knots; n is 1 or more."""
    return range(int(np.floor(times.min())), int(np.floor(times.max())) + NEIGHBOURS)


def b_spline(
    times: NDArray[np.float64], points: Callable[[range], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """The course (n, c) at times (n,), counted in knots, of points (k, c) that are asked for by number."""
    whole, knots = np.floor(times).astype(np.int64), knots_between(times)
    powers = (times - whole)[:, None] ** np.arange(NEIGHBOURS)
    neighbours = points(knots)[(whole - knots.start)[:, None] + np.arange(NEIGHBOURS)]
    return np.asarray(np.einsum("nk,nkc->nc", powers @ _BASIS.T, neighbours))
