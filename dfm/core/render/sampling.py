"""Compiled loops of the `reference` renderer: where its layers lie after the net moved them, and their sum at
native pixels.

Coordinates are pixel centres. Planes of half the square's size cover the same square, as those of
`cv2.resize` do.
"""

from typing import Any

import numpy as np
from numba import njit

compiled: Any = njit(cache=True, nogil=True, fastmath=True, boundscheck=False, error_model="numpy")

LEAST = 1 / 512
"""A layer that has no more than this share of a pixel is left out; the frame's own takes its place."""
PLAIN = 1 / 8
"""A layer with a smaller share than this is sampled bilinearly, others by cubic splines."""
STEPS = 256
"""Places between two pixels that a cubic spline knows."""


def _splines() -> Any:
    """Shares (STEPS + 1, 4) of four neighbours for a place between the two in the middle (a = -3/4)."""
    t = np.linspace(0, 1, STEPS + 1)
    a = -0.75
    first = ((a * (t + 1) - 5 * a) * (t + 1) + 8 * a) * (t + 1) - 4 * a
    second = ((a + 2) * t - (a + 3)) * t * t + 1
    third = ((a + 2) * (1 - t) - (a + 3)) * (1 - t) * (1 - t) + 1
    return np.stack([first, second, third, 1 - first - second - third], axis=1).astype(np.float32)


SPLINES = _splines()


@compiled
def _place(at: Any, size: int) -> Any:
    """The first of two neighbours, the second, and the second's share; the border is continued."""
    at = min(max(at, np.float32(0)), np.float32(size - 1))
    low = min(int(at), size - 2)
    return low, at - np.float32(low)


@compiled
def aim(x: Any, y: Any, offsets: Any, wanted: Any, out: Any) -> None:
    """Where layers lie in their pictures, x and y (L, S, S), looked at p + offset: out (L, 2, S, S).

    `offsets` (L, S/2, S/2, 2) are in pixels of S; only cells `wanted` (L, S/2, S/2) are worked out.
    """
    count, half = wanted.shape[0], wanted.shape[1]
    size = 2 * half
    for layer in range(count):
        for row in range(size):
            r0, fr = _place(np.float32(0.5) * row - np.float32(0.25), half)
            for column in range(size):
                if not wanted[layer, row >> 1, column >> 1]:
                    continue
                c0, fc = _place(np.float32(0.5) * column - np.float32(0.25), half)
                a, b = (1 - fr) * (1 - fc), (1 - fr) * fc
                c, d = fr * (1 - fc), fr * fc
                ox = (
                    a * offsets[layer, r0, c0, 0]
                    + b * offsets[layer, r0, c0 + 1, 0]
                    + c * offsets[layer, r0 + 1, c0, 0]
                    + d * offsets[layer, r0 + 1, c0 + 1, 0]
                )
                oy = (
                    a * offsets[layer, r0, c0, 1]
                    + b * offsets[layer, r0, c0 + 1, 1]
                    + c * offsets[layer, r0 + 1, c0, 1]
                    + d * offsets[layer, r0 + 1, c0 + 1, 1]
                )
                i, fi = _place(row + oy, size)
                j, fj = _place(column + ox, size)
                a, b = (1 - fi) * (1 - fj), (1 - fi) * fj
                c, d = fi * (1 - fj), fi * fj
                out[layer, 0, row, column] = (
                    a * x[layer, i, j]
                    + b * x[layer, i, j + 1]
                    + c * x[layer, i + 1, j]
                    + d * x[layer, i + 1, j + 1]
                )
                out[layer, 1, row, column] = (
                    a * y[layer, i, j]
                    + b * y[layer, i, j + 1]
                    + c * y[layer, i + 1, j]
                    + d * y[layer, i + 1, j + 1]
                )


@compiled
def _sampled(picture: Any, x: Any, y: Any, sharp: bool, splines: Any) -> Any:
    """The colour of a picture (H, W, 3) of bytes at a place; its border is continued."""
    height, width = picture.shape[0], picture.shape[1]
    x = min(max(x, np.float32(0)), np.float32(width - 1))
    y = min(max(y, np.float32(0)), np.float32(height - 1))
    j, i = int(x), int(y)
    fx, fy = x - np.float32(j), y - np.float32(i)
    red, green, blue = np.float32(0), np.float32(0), np.float32(0)
    if sharp:
        across, down = int(fx * STEPS), int(fy * STEPS)
        if j < 1 or i < 1 or j > width - 3 or i > height - 3:
            for k in range(4):
                row = min(max(i - 1 + k, 0), height - 1)
                for m in range(4):
                    column = min(max(j - 1 + m, 0), width - 1)
                    share = splines[down, k] * splines[across, m]
                    red += share * picture[row, column, 0]
                    green += share * picture[row, column, 1]
                    blue += share * picture[row, column, 2]
            return red, green, blue
        w0, w1, w2, w3 = splines[across, 0], splines[across, 1], splines[across, 2], splines[across, 3]
        for k in range(4):
            row = i - 1 + k
            share = splines[down, k]
            red += share * (
                w0 * picture[row, j - 1, 0]
                + w1 * picture[row, j, 0]
                + w2 * picture[row, j + 1, 0]
                + w3 * picture[row, j + 2, 0]
            )
            green += share * (
                w0 * picture[row, j - 1, 1]
                + w1 * picture[row, j, 1]
                + w2 * picture[row, j + 1, 1]
                + w3 * picture[row, j + 2, 1]
            )
            blue += share * (
                w0 * picture[row, j - 1, 2]
                + w1 * picture[row, j, 2]
                + w2 * picture[row, j + 1, 2]
                + w3 * picture[row, j + 2, 2]
            )
        return red, green, blue
    i1, j1 = min(i + 1, height - 1), min(j + 1, width - 1)
    a, b = (1 - fy) * (1 - fx), (1 - fy) * fx
    c, d = fy * (1 - fx), fy * fx
    red = a * picture[i, j, 0] + b * picture[i, j1, 0] + c * picture[i1, j, 0] + d * picture[i1, j1, 0]
    green = a * picture[i, j, 1] + b * picture[i, j1, 1] + c * picture[i1, j, 1] + d * picture[i1, j1, 1]
    blue = a * picture[i, j, 2] + b * picture[i, j1, 2] + c * picture[i1, j, 2] + d * picture[i1, j1, 2]
    return red, green, blue


@compiled
def _row_of(plane: Any, row: int, share: Any, out: Any) -> Any:
    """A row (W,) between two of a plane (H, W); the largest value."""
    most = np.float32(0)
    for column in range(plane.shape[1]):
        value = (1 - share) * plane[row, column] + share * plane[row + 1, column]
        out[column] = value
        most = max(most, value)
    return most


@compiled
def _columns(start: Any, step: Any, count: int, size: int, low: Any, share: Any) -> None:
    """Where `count` columns fall between those of a plane `size` wide."""
    for column in range(count):
        low[column], share[column] = _place(start + np.float32(column) * step, size)


@compiled
def put_together(
    out: Any,
    mask: Any,
    weights: Any,
    residual: Any,
    hidden: Any,
    aimed: Any,
    gains: Any,
    pictures: Any,
    corner: Any,
    step: Any,
    rows: Any,
    splines: Any,
) -> None:
    """Blend into `out` (H, W, 3), the frame's own layer, 0..255, what the other layers show; lower `mask`.

    weights (L, h, h), residual (3, h, h), hidden (h, h): for h x h cells of a square of S pixels; aimed
    (L - 1, 2, S, S) places in pictures, (L - 1) of bytes; gains (L - 1, 3, g, g). The region's first pixel
    lies at `corner` of the square, its pixels `step` apart; rows from rows[0] to before rows[1] are drawn.
    """
    width = out.shape[1]
    count, half = weights.shape[0], weights.shape[1]
    size, gain_size = aimed.shape[2], gains.shape[2]
    h_low, h_share = np.empty(width, np.int32), np.empty(width, np.float32)
    s_low, s_share = np.empty(width, np.int32), np.empty(width, np.float32)
    g_low, g_share = np.empty(width, np.int32), np.empty(width, np.float32)
    to_half, to_gain = np.float32(half / size), np.float32(gain_size / size)
    middle = np.float32(0.5)
    _columns((corner[0] + middle) * to_half - middle, step * to_half, width, half, h_low, h_share)
    _columns(corner[0], step, width, size, s_low, s_share)
    _columns((corner[0] + middle) * to_gain - middle, step * to_gain, width, gain_size, g_low, g_share)
    share_row, hidden_row = np.empty(half, np.float32), np.empty(half, np.float32)
    residual_rows = np.empty((3, half), np.float32)
    x_row, y_row = np.empty(size, np.float32), np.empty(size, np.float32)
    gain_rows = np.empty((3, gain_size), np.float32)
    sums, taken = np.empty((width, 3), np.float32), np.empty(width, np.float32)
    for row in range(rows[0], rows[1]):
        at = corner[1] + np.float32(row) * step
        h_row, h_part = _place((at + middle) * to_half - middle, half)
        s_row, s_part = _place(at, size)
        g_row, g_part = _place((at + middle) * to_gain - middle, gain_size)
        sums[:] = 0
        taken[:] = 0
        for layer in range(count - 1):
            if _row_of(weights[layer + 1], h_row, h_part, share_row) <= LEAST:
                continue
            _row_of(aimed[layer, 0], s_row, s_part, x_row)
            _row_of(aimed[layer, 1], s_row, s_part, y_row)
            for channel in range(3):
                _row_of(gains[layer, channel], g_row, g_part, gain_rows[channel])
            picture = pictures[layer]
            for column in range(width):
                low, part = h_low[column], h_share[column]
                share = (1 - part) * share_row[low] + part * share_row[low + 1]
                if share <= LEAST:
                    continue
                low, part = s_low[column], s_share[column]
                x = (1 - part) * x_row[low] + part * x_row[low + 1]
                y = (1 - part) * y_row[low] + part * y_row[low + 1]
                red, green, blue = _sampled(picture, x, y, share > PLAIN, splines)
                low, part = g_low[column], g_share[column]
                for channel, value in enumerate((red, green, blue)):
                    gain = (1 - part) * gain_rows[channel, low] + part * gain_rows[channel, low + 1]
                    sums[column, channel] += share * min(max(gain * value, np.float32(0)), np.float32(255))
                taken[column] += share
        for channel in range(3):
            _row_of(residual[channel], h_row, h_part, residual_rows[channel])
        most = _row_of(hidden, h_row, h_part, hidden_row)
        for column in range(width):
            low, part = h_low[column], h_share[column]
            rest = 1 - taken[column]
            for channel in range(3):
                value = (1 - part) * residual_rows[channel, low] + part * residual_rows[channel, low + 1]
                value = sums[column, channel] + rest * out[row, column, channel] + 255 * value
                out[row, column, channel] = min(max(value, np.float32(0)), np.float32(255))
            if most > 0:
                value = (1 - part) * hidden_row[low] + part * hidden_row[low + 1]
                mask[row, column] *= 1 - min(max(value, np.float32(0)), np.float32(1))
