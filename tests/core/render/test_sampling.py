"""The compiled loops against the same sums written plainly."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from dfm.core.render.sampling import LEAST, SPLINES, aim, put_together

S, HALF, GAIN = 32, 16, 8
WIDTH, HEIGHT = 45, 37
CORNER, STEP = (1.3, 2.1), 0.61
Planes = NDArray[np.float32]


def at(plane: Planes, y: Planes, x: Planes) -> Planes:
    """Bilinear values of a plane (H, W) whose border is continued."""
    return np.asarray(map_coordinates(plane, [y, x], order=1, mode="nearest"), np.float32)


def smooth(random: np.random.Generator, *shape: int) -> Planes:
    return random.uniform(0, 1, shape).astype(np.float32)


def aimed_plainly(x: Planes, y: Planes, offsets: Planes) -> Planes:
    rows, columns = np.mgrid[0:S, 0:S].astype(np.float32)
    half = (rows / 2 - 0.25, columns / 2 - 0.25)
    ox, oy = (at(np.ascontiguousarray(offsets[..., k]), *half) for k in (0, 1))
    return np.stack([at(plane, rows + oy, columns + ox) for plane in (x, y)])


def test_layers_are_looked_at_where_they_were_moved() -> None:
    random = np.random.default_rng(0)
    x, y = smooth(random, 2, S, S) * 40, smooth(random, 2, S, S) * 40
    offsets = (smooth(random, 2, HALF, HALF, 2) - 0.5) * 12
    out = np.zeros((2, 2, S, S), np.float32)
    aim(x, y, offsets, np.ones((2, HALF, HALF), np.uint8), out)
    for layer in range(2):
        assert np.abs(out[layer] - aimed_plainly(x[layer], y[layer], offsets[layer])).max() < 1e-3


def test_cells_that_nobody_wants_are_left_out() -> None:
    random = np.random.default_rng(0)
    planes = smooth(random, 1, S, S) + 1
    wanted = np.zeros((1, HALF, HALF), np.uint8)
    wanted[0, 3, 5] = 1
    out = np.zeros((1, 2, S, S), np.float32)
    aim(planes, planes, np.zeros((1, HALF, HALF, 2), np.float32), wanted, out)
    rows, columns = np.nonzero(out[0, 0])
    assert (rows.min(), rows.max(), columns.min(), columns.max(), len(rows)) == (6, 7, 10, 11, 4)


@pytest.mark.parametrize("share", [0.9, 0.05])
def test_pictures_are_put_together_as_plain_sums_do(share: float) -> None:
    """With cubic splines where a layer counts for much, bilinearly where it does not."""
    random = np.random.default_rng(1)
    rows, columns = np.mgrid[0:60, 0:70]
    waves = 120 + 80 * np.sin(columns / 5.0) * np.cos(rows / 7.0)
    picture = np.repeat(waves[..., None], 3, axis=2).astype(np.uint8)
    own = (smooth(random, HEIGHT, WIDTH, 3) * 200).astype(np.float32)
    borrowed = np.full((HALF, HALF), share, np.float32)
    borrowed[:, :5] = 0
    weights = np.stack([1 - borrowed, borrowed])
    residual = (smooth(random, 3, HALF, HALF) - 0.5) * 0.1
    hidden = smooth(random, HALF, HALF)
    aimed = np.stack([np.tile(np.linspace(5, 60, S, dtype=np.float32), (S, 1)),
                      np.tile(np.linspace(4, 50, S, dtype=np.float32)[:, None], (1, S))])[None]  # fmt: skip
    gains = 0.8 + 0.4 * smooth(random, 1, 3, GAIN, GAIN)
    out, mask = own.copy(), np.ones((HEIGHT, WIDTH), np.float32)
    corner = tuple(np.float32(each) for each in CORNER)
    put_together(out, mask, weights, residual, hidden, aimed, gains, (picture,), corner, np.float32(STEP),
                 (0, HEIGHT), SPLINES)  # fmt: skip

    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32) * np.float32(STEP)
    x, y = x + np.float32(CORNER[0]), y + np.float32(CORNER[1])
    half = ((y + 0.5) / 2 - 0.5, (x + 0.5) / 2 - 0.5)
    quarter = ((y + 0.5) / 4 - 0.5, (x + 0.5) / 4 - 0.5)
    taken = at(borrowed, *half)
    taken[taken <= LEAST] = 0
    place = [at(aimed[0, k], y, x) for k in (1, 0)]
    for channel in range(3):
        seen = map_coordinates(waves, place, order=3, mode="nearest")
        seen = np.clip(seen * at(gains[0, channel], *quarter), 0, 255)
        plain = taken * seen + (1 - taken) * own[..., channel] + 255 * at(residual[channel], *half)
        assert np.abs(out[..., channel] - np.clip(plain, 0, 255)).max() < 2.5 * max(share, 0.2)
    assert np.abs(mask - (1 - at(hidden, *half))).max() < 1e-4


def test_rows_that_are_not_asked_for_stay() -> None:
    own = np.full((HEIGHT, WIDTH, 3), 50, np.float32)
    mask = np.ones((HEIGHT, WIDTH), np.float32)
    weights = np.zeros((2, HALF, HALF), np.float32)
    residual = np.full((3, HALF, HALF), 0.1, np.float32)
    picture = np.zeros((8, 8, 3), np.uint8)
    corner = (np.float32(0), np.float32(0))
    put_together(own, mask, weights, residual, np.zeros((HALF, HALF), np.float32),
                 np.zeros((1, 2, S, S), np.float32), np.ones((1, 3, GAIN, GAIN), np.float32), (picture,),
                 corner, np.float32(STEP), (5, 9), SPLINES)  # fmt: skip
    changed = np.flatnonzero((own != 50).any(axis=(1, 2)))
    assert (changed.min(), changed.max()) == (5, 8)
    assert (mask == 1).all()
