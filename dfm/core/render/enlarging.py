"""The compiled loop that draws a large face of the frame itself by a map of the square that the net sees.

As `lighting` does by a map of its own; where the face is much finer than the square, such a map costs much
and tells nothing new: movements and light are smooth.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.bands import in_bands
from dfm.core.render.interpolation import SPLINES, bilinear, compiled, cubic, place
from dfm.core.render.lighting import lit
from dfm.core.render.renderer import Rendered
from dfm.core.render.square import Square
from dfm.core.render.warp import DenseMap

PLAIN = 1 / 2
"""Where less than this is taken of what is drawn, it is looked up bilinearly, elsewhere by cubic splines."""
STILL = np.float32(0.1)
"""Movements in pixels that nobody sees."""
_HALF, _ZERO, _TOP, _PLAIN = (np.float32(each) for each in (0.5, 0, 255, PLAIN))


def move_and_light_enlarged(
    rgb: NDArray[np.float32],
    dense: DenseMap,
    added: NDArray[np.float32],
    square: Square,
    shares: NDArray[np.float32],
) -> Rendered:
    """A region's pixels (H, W, 3) moved by the dense map of its square (S, S), and lightened by the shares
    that a texture map says; what lies outside the mask is black.

    `shares` (h, h) tells how much of it is taken, for h x h cells of the square.
    """
    height, width = rgb.shape[:2]
    out, mask = np.zeros(rgb.shape, np.float32), np.zeros((height, width), np.float32)
    rgb = np.ascontiguousarray(rgb, np.float32)
    texture = np.float32(len(added))
    at = (dense.u * texture - _HALF, dense.v * texture - _HALF)
    light = cv2.remap(added, *at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) * dense.face
    scale, corner = np.float32(square.scale), tuple(np.float32(each) for each in square.corner)
    maps = np.stack([scale * (dense.x - corner[0]), scale * (dense.y - corner[1]), light, dense.covered], 2)
    maps = np.asarray(maps, np.float32)

    def draw(start: int, end: int) -> None:
        _draw(rgb, maps, shares, corner, 1 / scale, SPLINES, out, mask, start, end)

    in_bands(draw, height, width)
    return Rendered(out, mask)


@compiled
def _draw(
    rgb: Any, maps: Any, shares: Any, corner: Any, step: Any, splines: Any, out: Any, mask: Any, start: int,
    end: int,
) -> None:  # fmt: skip
    """See `move_and_light_enlarged`; maps (S, S, 4) are x and y in the region, light, and what is covered.

    The region's first pixel lies at `corner` of the square, its pixels `step` apart. Rows from `start` to
    before `end`.
    """
    height, width, size, half = rgb.shape[0], rgb.shape[1], maps.shape[0], shares.shape[0]
    flat, strip = rgb.reshape(height, 3 * width), np.empty(12, np.float32)
    row, taken = np.empty((size, 4), np.float32), np.empty(half, np.float32)
    ratio = np.float32(half / size)
    for y in range(start, end):
        at = corner[1] + np.float32(y) * step
        i, down = place(at, size)
        for k in range(size):
            for m in range(4):
                row[k, m] = maps[i, k, m] + down * (maps[i + 1, k, m] - maps[i, k, m])
        i, down = place((at + _HALF) * ratio - _HALF, half)
        for k in range(half):
            taken[k] = shares[i, k] + down * (shares[i + 1, k] - shares[i, k])
        for x in range(width):
            at = corner[0] + np.float32(x) * step
            j, part = place(at, size)
            if row[j, 3] + row[j + 1, 3] == 0:
                continue
            mask[y, x] = 1
            across = row[j, 0] + part * (row[j + 1, 0] - row[j, 0])
            deep = row[j, 1] + part * (row[j + 1, 1] - row[j, 1])
            k, share = place((at + _HALF) * ratio - _HALF, half)
            if abs(across - np.float32(x)) < STILL and abs(deep - np.float32(y)) < STILL:
                red, green, blue = rgb[y, x, 0], rgb[y, x, 1], rgb[y, x, 2]
            elif taken[k] + share * (taken[k + 1] - taken[k]) < _PLAIN:
                red, green, blue = bilinear(flat, (width, height), across, deep)
            else:
                red, green, blue = cubic(flat, (width, height), across, deep, splines, strip)
            more = row[j, 2] + part * (row[j + 1, 2] - row[j, 2])
            red, green, blue = lit(red, green, blue, more)
            out[y, x, 0] = min(max(red, _ZERO), _TOP)
            out[y, x, 1] = min(max(green, _ZERO), _TOP)
            out[y, x, 2] = min(max(blue, _ZERO), _TOP)
