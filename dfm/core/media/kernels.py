"""Compiled loops between the stored samples of a picture and R'G'B' in 0..255.

All take upright component arrays and a region in upright pixels; chroma indices follow planes.Upright.
The `after` kernels add a difference, so that a sample whose difference is zero keeps every bit.
"""

from math import floor
from typing import Any

import numpy as np
from numba import njit

compiled: Any = njit(cache=True, nogil=True, fastmath=True, boundscheck=False, error_model="numpy")


@compiled
def read_yuv(
    luma: Any, blue: Any, red: Any, x0: int, y0: int, step: Any, offset: Any, shift: int, scale: Any, out: Any
) -> None:
    """Y'CbCr to R'G'B'; scale = (black, luma gain, chroma zero, R per Cr, G per Cb, G per Cr, B per Cb)."""
    black, gain, zero, r_cr, g_cb, g_cr, b_cb = scale
    height, width = out.shape[0], out.shape[1]
    for row in range(height):
        chroma_row = (y0 + row + offset[1]) >> step[1]
        for column in range(width):
            chroma = (x0 + column + offset[0]) >> step[0]
            light = ((luma[y0 + row, x0 + column] >> shift) - black) * gain
            cb = (blue[chroma_row, chroma] >> shift) - zero
            cr = (red[chroma_row, chroma] >> shift) - zero
            out[row, column, 0] = min(max(light + r_cr * cr, np.float32(0)), np.float32(255))
            out[row, column, 1] = min(max(light + g_cb * cb + g_cr * cr, np.float32(0)), np.float32(255))
            out[row, column, 2] = min(max(light + b_cb * cb, np.float32(0)), np.float32(255))


@compiled
def read_gray(luma: Any, x0: int, y0: int, shift: int, black: float, gain: float, out: Any) -> None:
    """Y' to three equal components."""
    for row in range(out.shape[0]):
        for column in range(out.shape[1]):
            light = min(
                max(((luma[y0 + row, x0 + column] >> shift) - black) * gain, np.float32(0)), np.float32(255)
            )
            out[row, column, 0] = light
            out[row, column, 1] = light
            out[row, column, 2] = light


@compiled
def _changed(old: Any, change: Any, shift: Any, low: Any, high: Any) -> Any:
    """A sample plus a change, rounded, kept in [low, high] unless it already lay outside."""
    value = np.int32(old) >> np.int32(shift)
    new = np.int32(floor(value + change + np.float32(0.5)))
    new = max(min(new, max(high, value)), min(low, value))
    return new << np.int32(shift) if new != value else np.int32(old)


@compiled
def _count(cell: int, step: int, offset: int, size: int) -> int:
    """How many luma samples a chroma sample covers along one axis."""
    return min(((cell + 1) << step) - offset, size) - max((cell << step) - offset, 0)


@compiled
def after_yuv(
    luma: Any,
    blue: Any,
    red: Any,
    x0: int,
    y0: int,
    step: Any,
    offset: Any,
    size: Any,
    shift: int,
    weights: Any,
    limits: Any,
    before: Any,
    after: Any,
    mask: Any,
    start: int,
    end: int,
) -> None:
    """Add mask * (after - before) as a change of Y'CbCr; chroma takes the mean over what it covers.

    Of the region's rows of chroma samples those from `start` to before `end`.
    """
    low, luma_high, chroma_high = limits
    y_r, y_g, y_b, cb_gain, cr_gain, luma_gain = weights
    height, width = mask.shape
    first = (y0 + offset[1]) >> step[1]
    for cell_y in range(first + start, first + end):
        top = max((cell_y << step[1]) - offset[1], y0)
        bottom = min(((cell_y + 1) << step[1]) - offset[1], y0 + height)
        rows = _count(cell_y, step[1], offset[1], size[1])
        for cell_x in range((x0 + offset[0]) >> step[0], ((x0 + width - 1 + offset[0]) >> step[0]) + 1):
            left = max((cell_x << step[0]) - offset[0], x0)
            right = min(((cell_x + 1) << step[0]) - offset[0], x0 + width)
            sum_cb, sum_cr, touched = 0.0, 0.0, False
            for y in range(top, bottom):
                for x in range(left, right):
                    weight = mask[y - y0, x - x0]
                    if weight > 0.0:
                        touched = True
                        r = (after[y - y0, x - x0, 0] - before[y - y0, x - x0, 0]) * weight
                        g = (after[y - y0, x - x0, 1] - before[y - y0, x - x0, 1]) * weight
                        b = (after[y - y0, x - x0, 2] - before[y - y0, x - x0, 2]) * weight
                        light = y_r * r + y_g * g + y_b * b
                        luma[y, x] = _changed(luma[y, x], light * luma_gain, shift, low, luma_high)
                        sum_cb += b - light
                        sum_cr += r - light
            if touched:
                share = 1.0 / (rows * _count(cell_x, step[0], offset[0], size[0]))
                old = blue[cell_y, cell_x]
                blue[cell_y, cell_x] = _changed(old, sum_cb * cb_gain * share, shift, low, chroma_high)
                old = red[cell_y, cell_x]
                red[cell_y, cell_x] = _changed(old, sum_cr * cr_gain * share, shift, low, chroma_high)


@compiled
def after_component(
    plane: Any,
    channel: Any,
    x0: int,
    y0: int,
    shift: int,
    gain: Any,
    limits: Any,
    before: Any,
    after: Any,
    mask: Any,
) -> None:
    """Add mask * (after - before), weighted by `channel` over R', G', B', to one full-size component."""
    low, high = limits
    for row in range(mask.shape[0]):
        for column in range(mask.shape[1]):
            weight = mask[row, column]
            if weight > 0.0:
                change = (
                    channel[0] * (after[row, column, 0] - before[row, column, 0])
                    + channel[1] * (after[row, column, 1] - before[row, column, 1])
                    + channel[2] * (after[row, column, 2] - before[row, column, 2])
                ) * (weight * gain)
                old = plane[y0 + row, x0 + column]
                plane[y0 + row, x0 + column] = _changed(old, change, shift, low, high)


@compiled
def read_component(
    plane: Any, x0: int, y0: int, shift: int, black: float, gain: float, channel: int, out: Any
) -> None:
    """One full-size component into one channel."""
    for row in range(out.shape[0]):
        for column in range(out.shape[1]):
            value = ((plane[y0 + row, x0 + column] >> shift) - black) * gain
            out[row, column, channel] = min(max(value, np.float32(0)), np.float32(255))
