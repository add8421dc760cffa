"""The compiled loop of the `instant` renderer: the frame's own pixels, moved and shaded."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dfm.core.bands import in_bands
from dfm.core.faces.shading_gain import FLOOR
from dfm.core.render.interpolation import SPLINES, STEPS, compiled, cubic, inlined, mixed, place
from dfm.core.render.warp import DenseMap

GREY_SHARE = np.float32(0.75)
DEEPER, LEAST_FALL = np.float32(0.65), np.float32(0.4)
"""How much less a channel darkens that is brighter than the colour as a whole, and to what share of it at
least it does: light that reaches into a fold has been through skin, and a grey picture stays grey."""
_STILL = np.float32(0.4 / STEPS)
"""Movements that `cubic` rounds to none."""
_RED, _GREEN, _BLUE = (np.float32(each) for each in (0.2126, 0.7152, 0.0722))
_FLOOR, _ZERO, _HALF, _ONE = (np.float32(each) for each in (FLOOR, 0, 0.5, 1))


@inlined
def fall(channel: Any, level: Any) -> Any:
    """By how much more than the luminance, both above black by FLOOR, a channel falls in the dark."""
    return max(_ONE + DEEPER - DEEPER * channel / level, LEAST_FALL)


@inlined
def lit(red: Any, green: Any, blue: Any, more: Any) -> Any:
    """A colour lightened by a share, or darkened where it is below 0."""
    level = _RED * red + _GREEN * green + _BLUE * blue + _FLOOR
    if more < _ZERO:
        return (
            red + more * fall(red + _FLOOR, level) * (red + _FLOOR),
            green + more * fall(green + _FLOOR, level) * (green + _FLOOR),
            blue + more * fall(blue + _FLOOR, level) * (blue + _FLOOR),
        )
    grey = GREY_SHARE * more
    part, grey = more - grey, grey * level
    return (
        red + part * (red + _FLOOR) + grey,
        green + part * (green + _FLOOR) + grey,
        blue + part * (blue + _FLOOR) + grey,
    )


def falls(colour: NDArray[np.floating]) -> NDArray[np.float32]:
    """`fall` of red, green and blue (3,) of a colour."""
    above = np.asarray(colour, np.float64) + FLOOR
    level = float(above @ np.array([_RED, _GREEN, _BLUE], np.float64))
    return np.asarray(np.maximum(1 + DEEPER - DEEPER * above / level, LEAST_FALL), np.float32)


def move_and_light(rgb: Any, dense: DenseMap, added: Any) -> Any:
    """A region's pixels (H, W, 3) moved by its dense map, and lightened by the shares that a texture map
    (S, S) says, darkened where it is below 0.

    Darkening multiplies and deepens the colour; lightening mostly adds grey, as folds that open lose it.
    """
    out = np.empty(rgb.shape, np.float32)
    rgb = np.ascontiguousarray(rgb, np.float32)
    maps = (dense.x, dense.y, dense.u, dense.v, dense.face, dense.covered)

    def draw(start: int, end: int) -> None:
        _move_and_light(rgb, *maps, added, SPLINES, out, start, end)

    in_bands(draw, *rgb.shape[:2])
    return out


@compiled
def _move_and_light(
    rgb: Any, x: Any, y: Any, u: Any, v: Any, face: Any, covered: Any, added: Any, splines: Any, out: Any,
    start: int, end: int,
) -> None:  # fmt: skip
    """See `move_and_light`; pixels that are not covered stay. Rows from `start` to before `end`."""
    height, width = rgb.shape[0], rgb.shape[1]
    size, texture = (width, height), added.shape[0]
    flat, strip = rgb.reshape(height, 3 * width), np.empty(12, np.float32)
    for row in range(start, end):
        for column in range(width):
            if not covered[row, column]:
                for k in range(3):
                    out[row, column, k] = rgb[row, column, k]
                continue
            across, down = x[row, column], y[row, column]
            if abs(across - np.float32(column)) < _STILL and abs(down - np.float32(row)) < _STILL:
                red, green, blue = rgb[row, column, 0], rgb[row, column, 1], rgb[row, column, 2]
            else:
                red, green, blue = cubic(flat, size, across, down, splines, strip)
            if face[row, column]:
                j, part = place(u[row, column] * np.float32(texture) - _HALF, texture)
                i, deep = place(v[row, column] * np.float32(texture) - _HALF, texture)
                red, green, blue = lit(red, green, blue, mixed(added, i, deep, j, part))
            out[row, column, 0] = red
            out[row, column, 1] = green
            out[row, column, 2] = blue
