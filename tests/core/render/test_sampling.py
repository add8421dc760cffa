"""The compiled loops against the same sums written plainly."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from dfm.core.render.interpolation import SPLINES
from dfm.core.render.sampling import LEAST, TOLD, put_together, tell_row

S, HALF, GAIN = 32, 16, 8
WIDTH, HEIGHT = 45, 37
CORNER, STEP = (1.3, 2.1), 0.61
Planes = NDArray[np.float32]
Layer = tuple[NDArray[Any], ...]


def at(plane: Planes, y: Planes, x: Planes) -> Planes:
    """Bilinear values of a plane (H, W) whose border is continued."""
    return np.asarray(map_coordinates(plane, [y, x], order=1, mode="nearest"), np.float32)


def smooth(random: np.random.Generator, *shape: int) -> Planes:
    return random.uniform(0, 1, shape).astype(np.float32)


def layer_of(random: np.random.Generator, share: float) -> Layer:
    """A layer of a picture 70 x 60."""
    x = np.tile(np.linspace(5, 60, S, dtype=np.float32), (S, 1))
    y = np.tile(np.linspace(4, 50, S, dtype=np.float32)[:, None], (1, S))
    weights = np.full((HALF, HALF), share, np.float32)
    weights[:, :5] = 0
    gains = 0.8 + 0.4 * smooth(random, 3, GAIN, GAIN)
    return x, y, weights, gains, np.ones((HALF, HALF), np.uint8)


def told_plainly(layer: Layer) -> Planes:
    """What all rows tell (S, S, 6)."""
    x, y, weights, gains, _ = layer
    rows, columns = np.mgrid[0:S, 0:S].astype(np.float32)
    half = (rows / 2 - 0.25, columns / 2 - 0.25)
    quarter = ((rows + 0.5) / 4 - 0.5, (columns + 0.5) / 4 - 0.5)
    planes = [x, y, *(at(gain, *quarter) for gain in gains), at(weights, *half)]
    return np.stack(planes, axis=2)


def put(layer: Layer, picture: NDArray[np.uint8], own: Planes, besides: Planes,
        rows: tuple[int, int] = (0, HEIGHT)) -> tuple[Planes, Planes]:  # fmt: skip
    """What is drawn, and the mask."""
    out, mask = own.copy(), np.ones((HEIGHT, WIDTH), np.float32)
    corner = tuple(np.float32(each) for each in CORNER)
    put_together(
        out,
        mask,
        besides,
        (layer,),
        (picture,),
        S,
        corner,
        np.float32(STEP),
        SPLINES,
        np.float32(0.25),
        *rows,
    )
    return out, mask


def test_rows_tell_what_plain_sums_tell() -> None:
    layer = layer_of(np.random.default_rng(0), 0.7)
    told = np.empty((S, TOLD), np.float32)
    plain = told_plainly(layer)
    for row in range(S):
        tell_row(row, layer, told)
        assert np.abs(told - plain[row]).max() < 1e-3


def test_cells_that_nobody_wants_are_left_out() -> None:
    layer = layer_of(np.random.default_rng(0), 0.7)
    layer[-1][:] = 0
    layer[-1][3, 7] = 1
    told = np.empty((S, TOLD), np.float32)
    tell_row(6, layer, told)
    assert np.flatnonzero(told[:, 0]).tolist() == [14, 15]
    tell_row(8, layer, told)
    assert not told.any()


@pytest.mark.parametrize("share", [0.9, 0.05])
def test_pictures_are_put_together_as_plain_sums_do(share: float) -> None:
    """With cubic splines where a layer counts for much, bilinearly where it does not."""
    random = np.random.default_rng(1)
    rows, columns = np.mgrid[0:60, 0:70]
    waves = 120 + 80 * np.sin(columns / 5.0) * np.cos(rows / 7.0)
    picture = np.repeat(waves[..., None], 3, axis=2).astype(np.uint8)
    own = smooth(random, HEIGHT, WIDTH, 3) * 200
    besides = np.dstack([(smooth(random, HALF, HALF, 3) - 0.5) * 0.1, smooth(random, HALF, HALF)])
    layer = layer_of(random, share)
    out, mask = put(layer, picture, own, besides)

    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32) * np.float32(STEP)
    x, y = x + np.float32(CORNER[0]), y + np.float32(CORNER[1])
    half = ((y + 0.5) / 2 - 0.5, (x + 0.5) / 2 - 0.5)
    told = told_plainly(layer)
    at_x, at_y, *gains, taken = (at(np.ascontiguousarray(told[..., k]), y, x) for k in range(TOLD))
    taken[taken <= LEAST] = 0
    seen = map_coordinates(waves, [at_y, at_x], order=3, mode="nearest")
    for channel in range(3):
        plain = taken * np.clip(seen * gains[channel], 0, 255) + (1 - taken) * own[..., channel]
        plain += 255 * at(np.ascontiguousarray(besides[..., channel]), *half)
        assert np.abs(out[..., channel] - np.clip(plain, 0, 255)).max() < 2.5 * max(share, 0.2)
    assert np.abs(mask - (1 - at(np.ascontiguousarray(besides[..., 3]), *half))).max() < 1e-4


def test_rows_may_be_drawn_in_any_parts() -> None:
    random = np.random.default_rng(2)
    layer = layer_of(random, 0.6)
    picture = random.integers(0, 255, (60, 70, 3)).astype(np.uint8)
    own, besides = smooth(random, HEIGHT, WIDTH, 3) * 200, smooth(random, HALF, HALF, 4) * 0.1
    whole, mask = put(layer, picture, own, besides)
    part, shaded = put(layer, picture, own, besides, (11, 29))
    assert np.array_equal(part[11:29], whole[11:29])
    assert np.array_equal(shaded[11:29], mask[11:29])
    assert np.array_equal(part[:11], own[:11])
    assert (shaded[29:] == 1).all()
