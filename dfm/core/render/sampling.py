"""Compiled loops of the `reference` renderer: where its layers lie, and their sum at native pixels.

Coordinates are pixel centres. Planes of other sizes cover the same square, as those of `cv2.resize` do.
"""

from typing import Any

import numpy as np

from dfm.core.render.interpolation import bilinear, compiled, cubic, mixed, place

LEAST = 1 / 128
"""A layer that has no more than this share of a pixel is left out; the frame's own takes its place."""
TOLD = 6
"""What a row tells of each place of a layer: its x and y, the gain of R, G and B, and its share."""


_ZERO, _HALF, _ONE, _TOP = (np.float32(each) for each in (0, 0.5, 1, 255))
_LEAST = np.float32(LEAST)


@compiled
def tell_row(row: int, layer: Any, told: Any) -> None:
    """What a row of the square tells of a layer, into `told` (S, TOLD).

    Of the layer: x and y (S, S), where it lies in its picture; weights (S/2, S/2); gains (3, g, g);
    wanted (S/2, S/2), other cells are left out.
    """
    x, y, weights, gains, wanted = layer
    size, half, coarse = x.shape[0], weights.shape[0], gains.shape[1]
    ratio = np.float32(coarse / size)
    i, down = place(_HALF * np.float32(row) - np.float32(0.25), half)
    g, deep = place((np.float32(row) + _HALF) * ratio - _HALF, coarse)
    for column in range(size):
        if not wanted[row >> 1, column >> 1]:
            told[column, :] = 0
            continue
        j, across = place(_HALF * np.float32(column) - np.float32(0.25), half)
        told[column, 0] = x[row, column]
        told[column, 1] = y[row, column]
        k, wide = place((np.float32(column) + _HALF) * ratio - _HALF, coarse)
        for channel in range(3):
            told[column, 2 + channel] = mixed(gains[channel], g, deep, k, wide)
        told[column, 5] = mixed(weights, i, down, j, across)


@compiled
def _between(one: Any, other: Any, share: Any, out: Any) -> Any:
    """A row (W, C) between two; the first and the last column whose last value is not 0."""
    width, channels = out.shape
    here, there, between = one.reshape(-1), other.reshape(-1), out.reshape(-1)
    for k in range(width * channels):
        between[k] = here[k] + share * (there[k] - here[k])
    first, last = 0, width - 1
    while first < width and out[first, channels - 1] == 0:
        first += 1
    while last > first and out[last, channels - 1] == 0:
        last -= 1
    return first, last


@compiled
def _take(
    row: Any, mask: Any, picture: Any, columns: Any, across: Any, span: Any, splines: Any, splined: Any,
    sums: Any,
) -> None:  # fmt: skip
    """Add a layer's share of each column from span[0] to before span[1] to sums (W, 4): R, G, B, share.

    Columns between the same two places of the row are taken together: there are several where the region is
    finer than the square. Where the share is above `splined`, it is sampled by cubic splines.
    """
    size = (picture.shape[1], picture.shape[0])
    flat, strip = picture.reshape(size[1], 3 * size[0]), np.empty(12, np.float32)
    column = span[0]
    while column < span[1]:
        low, end = columns[column], column + 1
        while end < span[1] and columns[end] == low:
            end += 1
        share0, more_share = row[low, 5], row[low + 1, 5] - row[low, 5]
        if share0 <= _LEAST and row[low + 1, 5] <= _LEAST:
            column = end
            continue
        x0, more_x = row[low, 0], row[low + 1, 0] - row[low, 0]
        y0, more_y = row[low, 1], row[low + 1, 1] - row[low, 1]
        red0, more_red = row[low, 2], row[low + 1, 2] - row[low, 2]
        green0, more_green = row[low, 3], row[low + 1, 3] - row[low, 3]
        blue0, more_blue = row[low, 4], row[low + 1, 4] - row[low, 4]
        for c in range(column, end):
            part = across[c]
            share = share0 + part * more_share
            if share <= _LEAST or mask[c] == 0:
                continue
            x, y = x0 + part * more_x, y0 + part * more_y
            if share > splined:
                red, green, blue = cubic(flat, size, x, y, splines, strip)
                red, green, blue = max(red, _ZERO), max(green, _ZERO), max(blue, _ZERO)
            else:
                red, green, blue = bilinear(flat, size, x, y)
            sums[c, 0] += share * min(red * (red0 + part * more_red), _TOP)
            sums[c, 1] += share * min(green * (green0 + part * more_green), _TOP)
            sums[c, 2] += share * min(blue * (blue0 + part * more_blue), _TOP)
            sums[c, 3] += share
        column = end


@compiled
def put_together(
    out: Any, mask: Any, besides: Any, layers: Any, pictures: Any, size: int, corner: Any, step: Any,
    splines: Any, splined: Any, start: int, end: int,
) -> None:  # fmt: skip
    """Blend into `out` (H, W, 3), the frame's own layer, 0..255, what other layers show; lower `mask` (H, W).

    besides (h, h, 4): residual over 255 and what is hidden, for h x h cells of the square of `size` pixels;
    layers as `tell_row` takes them, and their pictures of bytes. The region's first pixel lies at `corner` of
    the square, its pixels `step` apart; rows from `start` to before `end` are drawn.
    """
    width, half = out.shape[1], besides.shape[0]
    columns, across = np.empty(width, np.int32), np.empty(width, np.float32)
    cells, within = np.empty(width, np.int32), np.empty(width, np.float32)
    ratio = np.float32(half / size)
    for column in range(width):
        at = corner[0] + np.float32(column) * step
        columns[column], across[column] = place(at, size)
        cells[column], within[column] = place((at + _HALF) * ratio - _HALF, half)
    kept = np.empty((len(layers), 2, size, TOLD), np.float32)
    row, common = np.empty((size, TOLD), np.float32), np.empty((half, 4), np.float32)
    sums = np.empty((width, 4), np.float32)
    ready = np.full(2, -1, np.int64)
    for y in range(start, end):
        at = corner[1] + np.float32(y) * step
        top, down = place(at, size)
        for r in range(top, top + 2):
            if ready[r & 1] != r:
                ready[r & 1] = r
                for number in range(len(layers)):
                    tell_row(r, layers[number], kept[number, r & 1])
        sums[:] = 0
        for number in range(len(layers)):
            first, last = _between(kept[number, top & 1], kept[number, (top + 1) & 1], down, row)
            if first < size:
                left = max(int((np.float32(first - 1) - corner[0]) / step), 0)
                right = min(int((np.float32(last + 1) - corner[0]) / step) + 2, width)
                _take(row, mask[y], pictures[number], columns, across, (left, right), splines, splined, sums)
        i, part = place((at + _HALF) * ratio - _HALF, half)
        _between(besides[i], besides[i + 1], part, common)
        for x in range(width):
            if mask[y, x] == 0:
                continue
            low, part = cells[x], within[x]
            rest = _ONE - sums[x, 3]
            for k in range(3):
                more = common[low, k] + part * (common[low + 1, k] - common[low, k])
                value = sums[x, k] + rest * out[y, x, k] + _TOP * more
                out[y, x, k] = min(max(value, _ZERO), _TOP)
            hidden = common[low, 3] + part * (common[low + 1, 3] - common[low, 3])
            mask[y, x] *= _ONE - hidden
