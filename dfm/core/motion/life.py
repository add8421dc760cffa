"""The life of a held expression: smooth numbers over time, drawn by a seed, the same ones each time.

Each of a few numbers keeps near a value of its own, which makes one take differ from another, and wanders
slowly around it. Like the way through the plane they are counted from the edit's origin: to trim or to split
an edit leaves them as they are.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dfm.core.motion.splines import b_spline

KNOT_SECONDS = 0.9
"""Time from one drawn point to the next."""
TAKE, WANDER = 0.5, 0.55
"""Standard deviations of a take's own values, and of the points around them."""
MOST = 1.6


def life(seconds: NDArray[np.float64], seed: int, count: int) -> NDArray[np.float64]:
    """So many smooth numbers (n, count) around 0 at these seconds (n,), with a deviation of about 0.6."""
    if not len(seconds):
        return np.empty((0, count))
    times = np.asarray(seconds, np.float64) / KNOT_SECONDS
    wander = b_spline(times, lambda knots: np.array([_draw(seed, knot, count) for knot in knots]))
    return np.asarray(np.clip(_take(seed, count) + wander, -MOST, MOST))


@lru_cache(maxsize=1 << 12)
def _take(seed: int, count: int) -> NDArray[np.float64]:
    """What a take keeps near to (count,); the first take is the middle one."""
    if seed == 0:
        return np.zeros(count)
    return np.random.default_rng((seed, 2, count)).normal(0, TAKE, count)


@lru_cache(maxsize=1 << 14)
def _draw(seed: int, knot: int, count: int) -> NDArray[np.float64]:
    """A point (count,) of the wandering."""
    return np.random.default_rng((seed, 3, abs(knot), int(knot < 0))).normal(0, WANDER, count)
