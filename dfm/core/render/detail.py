"""Gives a blend of pictures back the grain and the pores that averaging took of it."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.bands import in_bands
from dfm.core.render.interpolation import compiled, mixed, place
from dfm.core.render.square import SIDE, Square

DETAIL = 0.15
"""How far what averaging took is given back: 1/2 would be all of it, were nothing of it shared, and would
flicker, since pictures follow a face a little unsteadily."""
FINE = 1.0
"""What is finer than this, in pixels of the square, is detail."""

_LEAST = np.float32(1 / 128)
_HALF, _ZERO, _TOP = (np.float32(each) for each in (0.5, 0, 255))


def bring_out_detail(rgb: NDArray[np.float32], borrowed: NDArray[np.float32], square: Square) -> None:
    """Of a blend (H, W, 3), 0..255, in place, where `borrowed` (L - 1, h, h) are the shares of other pictures
    than the frame's own in h x h cells of the square.

    Pictures whose detail has nothing in common, blended with shares w, keep the root of sum w^2 of it.
    """
    own = 1 - borrowed.sum(axis=0)
    kept = own**2 + np.square(borrowed).sum(axis=0)
    more = np.asarray(np.maximum(kept, 1 / len(borrowed) ** 2) ** -DETAIL - 1, np.float32)
    if more.max() <= _LEAST:
        return
    smooth = smoothed(rgb, FINE * square.scale)
    corner, step = tuple(np.float32(each) for each in square.corner), np.float32(1 / square.scale)

    def bring_out(start: int, end: int) -> None:
        _bring_out(rgb, smooth, more, SIDE, corner, step, start, end)

    in_bands(bring_out, *rgb.shape[:2])


def smoothed(rgb: NDArray[np.float32], radius: float) -> NDArray[np.float32]:
    """A picture (H, W, 3) without what is finer than a radius in pixels; by way of a smaller one if large."""
    factor = max(1, round(radius))
    height, width = rgb.shape[:2]
    if factor == 1 or min(height, width) < 4 * factor:
        return np.asarray(cv2.GaussianBlur(rgb, (0, 0), radius), np.float32)
    small = cv2.resize(rgb, (width // factor, height // factor), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 0.8 * radius / factor)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


@compiled
def _bring_out(
    out: Any, smooth: Any, more: Any, size: int, corner: Any, step: Any, start: int, end: int
) -> None:
    """Rows of `out` (H, W, 3): add what it has over a smooth copy, times `more` (h, h).

    The region's first pixel lies at `corner` of the square of `size` pixels, its pixels `step` apart.
    """
    width, half = out.shape[1], more.shape[0]
    cells, within = np.empty(width, np.int32), np.empty(width, np.float32)
    ratio = np.float32(half / size)
    for x in range(width):
        at = corner[0] + np.float32(x) * step
        cells[x], within[x] = place((at + _HALF) * ratio - _HALF, half)
    for y in range(start, end):
        i, down = place((corner[1] + np.float32(y) * step + _HALF) * ratio - _HALF, half)
        for x in range(width):
            gain = mixed(more, i, down, cells[x], within[x])
            if gain > _LEAST:
                for k in range(3):
                    value = out[y, x, k] + gain * (out[y, x, k] - smooth[y, x, k])
                    out[y, x, k] = min(max(value, _ZERO), _TOP)
