"""Compiled loops that look between the pixels of pictures and planes.

Coordinates are pixel centres; borders are continued.
"""

from typing import Any

import numpy as np
from numba import njit

compiled: Any = njit(cache=True, nogil=True, fastmath=True, boundscheck=False, error_model="numpy")

inlined: Any = njit(nogil=True, fastmath=True, boundscheck=False, error_model="numpy", inline="always")

LEAST_SIDE = 4
"""Pixels that a picture must have a side to be sampled."""
STEPS = 256
"""Places between two pixels that a cubic spline knows."""
_ZERO, _HALF, _ONE, _STEPS = (np.float32(each) for each in (0, 0.5, 1, STEPS))
_G, _B, _R, _RG, _RB = (np.uint64(each) for each in (1, 2, 3, 4, 5))


def _splines() -> Any:
    """Shares (STEPS + 1, 4) of four neighbours for a place between the two in the middle (a = -3/4)."""
    t = np.linspace(0, 1, STEPS + 1)
    a = -0.75
    first = ((a * (t + 1) - 5 * a) * (t + 1) + 8 * a) * (t + 1) - 4 * a
    second = ((a + 2) * t - (a + 3)) * t * t + 1
    third = ((a + 2) * (1 - t) - (a + 3)) * (1 - t) * (1 - t) + 1
    return np.stack([first, second, third, 1 - first - second - third], axis=1).astype(np.float32)


SPLINES = _splines()


@inlined
def place(at: Any, size: int) -> Any:
    """The first of two neighbours among `size`, and the second's share."""
    at = min(max(at, _ZERO), np.float32(size - 1))
    low = min(int(at), size - 2)
    return low, at - np.float32(low)


@inlined
def mixed(plane: Any, row: int, down: Any, column: int, across: Any) -> Any:
    """A value between four of a plane (H, W)."""
    above = plane[row, column] + across * (plane[row, column + 1] - plane[row, column])
    below = plane[row + 1, column] + across * (plane[row + 1, column + 1] - plane[row + 1, column])
    return above + down * (below - above)


@inlined
def cubic(flat: Any, size: Any, x: Any, y: Any, splines: Any, strip: Any) -> Any:
    """R, G and B between pixels by cubic splines, of a picture (H, 3 W) of `size` W, H, 4 or more each.

    `strip` (12,) is scratch paper.
    """
    width, height = size
    j, across = place(x, width)
    i, down = place(y, height)
    a, b = int(across * _STEPS + _HALF), int(down * _STEPS + _HALF)
    d0, d1, d2, d3 = splines[b, 0], splines[b, 1], splines[b, 2], splines[b, 3]
    above, here = np.uint64(max(i - 1, 0)), np.uint64(i)
    under, below = np.uint64(i + 1), np.uint64(min(i + 2, height - 1))
    first = np.uint64(3 * min(max(j - 1, 0), width - 4))
    for k in range(12):
        q = first + np.uint64(k)
        strip[k] = d0 * flat[above, q] + d1 * flat[here, q] + d2 * flat[under, q] + d3 * flat[below, q]
    w0, w1, w2, w3 = splines[a, 0], splines[a, 1], splines[a, 2], splines[a, 3]
    if j < 1:
        w0, w1, w2, w3 = w0 + w1, w2, w3, _ZERO
    elif j > width - 3:
        w0, w1, w2, w3 = _ZERO, w0, w1, w2 + w3
    return (
        w0 * strip[0] + w1 * strip[3] + w2 * strip[6] + w3 * strip[9],
        w0 * strip[1] + w1 * strip[4] + w2 * strip[7] + w3 * strip[10],
        w0 * strip[2] + w1 * strip[5] + w2 * strip[8] + w3 * strip[11],
    )


@inlined
def bilinear(flat: Any, size: Any, x: Any, y: Any) -> Any:
    """R, G and B between pixels of a picture (H, 3 W) of `size` W, H, 2 or more each."""
    j, across = place(x, size[0])
    i, down = place(y, size[1])
    a, b = (_ONE - down) * (_ONE - across), (_ONE - down) * across
    c, d = down * (_ONE - across), down * across
    r, s, q = np.uint64(i), np.uint64(i + 1), np.uint64(3 * j)
    return (
        a * flat[r, q] + b * flat[r, q + _R] + c * flat[s, q] + d * flat[s, q + _R],
        a * flat[r, q + _G] + b * flat[r, q + _RG] + c * flat[s, q + _G] + d * flat[s, q + _RG],
        a * flat[r, q + _B] + b * flat[r, q + _RB] + c * flat[s, q + _B] + d * flat[s, q + _RB],
    )
