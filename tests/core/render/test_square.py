"""The square that the net sees shows the raster, whatever part of it a region holds."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.media.picture import Region
from dfm.core.render.square import SIDE, Square

REGION = Region(30, 50, 400, 360)


def ramp(region: Region) -> NDArray[np.float32]:
    """A picture (H, W, 3) in which x, y and their sum are the colours, in pixels of the raster."""
    rows, columns = np.mgrid[0 : region.height, 0 : region.width].astype(np.float32)
    return np.dstack([columns + region.x, rows + region.y, columns + rows]).astype(np.float32)


@pytest.mark.parametrize("side", [150.0, 256.0, 380.5])
def test_the_square_shows_the_rasters_places(side: float) -> None:
    square = Square(60.3, 70.7, side, REGION)
    shown = square.reduced(ramp(REGION))
    assert shown.shape == (SIDE, SIDE, 3)
    steps = (np.arange(SIDE) + 0.5) * side / SIDE - 0.5
    inner = slice(2, SIDE * 5 // 8)
    assert np.abs(shown[100, inner, 0] - (60.3 + steps)[inner]).max() < 0.05
    assert np.abs(shown[inner, 100, 1] - (70.7 + steps)[inner]).max() < 0.05


def test_a_much_finer_picture_is_averaged() -> None:
    region = Region(0, 0, 1024, 1024)
    noise = np.random.default_rng(0).uniform(0, 200, (1024, 1024, 3)).astype(np.float32)
    shown = Square(0, 0, 1024, region).reduced(noise)
    blocks = noise.reshape(SIDE, 4, SIDE, 4, 3).mean(axis=(1, 3))
    assert np.abs(shown - blocks).max() < 1e-2


def test_points_and_the_regions_corner_are_found_in_the_square() -> None:
    square = Square(20.0, 40.0, 128.0, REGION)
    assert square.corner == pytest.approx((20.5, 20.5))
    assert np.allclose(square.inside(np.array([[30, 50]], np.float32)), [[20.5, 20.5]])
    assert square.window == (20.0, 40.0, 128.0)


def test_points_are_shrunk_with_their_depth() -> None:
    square = Square(20.0, 40.0, 512.0, REGION)
    points = np.array([[20.0, 40.0, 8.0], [275.5, 295.5, -4.0]], np.float32)
    assert np.allclose(square.shrunk(points), [[-0.25, -0.25, 4.0], [127.5, 127.5, -2.0]])
