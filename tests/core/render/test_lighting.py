"""The frame's own pixels, moved and shaded."""

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.shading_gain import FLOOR
from dfm.core.render.lighting import GREY_SHARE, falls, move_and_light
from dfm.core.render.warp import DenseMap

HEIGHT, WIDTH, TEXTURE = 40, 50, 16


def dense(x: float, y: float) -> DenseMap:
    """Everything moved by this much, but for a rim that is not covered; the left half is face."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    covered = (columns > 3) & (columns < WIDTH - 4) & (rows > 3) & (rows < HEIGHT - 4)
    u, v = (columns + 0.5) / WIDTH, (rows + 0.5) / HEIGHT
    return DenseMap(columns + np.float32(x), rows + np.float32(y), u, v, covered & (columns < 25), covered)


def test_whole_steps_move_pixels_bit_for_bit() -> None:
    rgb = np.random.default_rng(0).uniform(0, 255, (HEIGHT, WIDTH, 3)).astype(np.float32)
    moved = move_and_light(rgb, dense(2, -1), np.zeros((TEXTURE, TEXTURE), np.float32))
    np.testing.assert_array_equal(moved[10:20, 10:20], rgb[9:19, 12:22])
    np.testing.assert_array_equal(moved[:4], rgb[:4])
    np.testing.assert_array_equal(moved[:, -4:], rgb[:, -4:])


def lit(rgb: NDArray[np.float32], by: float) -> NDArray[np.float32]:
    return np.asarray(move_and_light(rgb, dense(0, 0), np.full((TEXTURE, TEXTURE), by, np.float32)))


def test_darkening_deepens_a_colour_and_lightening_adds_grey() -> None:
    rgb = np.empty((HEIGHT, WIDTH, 3), np.float32)
    rgb[:] = 150, 90, 60
    darker, lighter = (lit(rgb, by)[20, 10] for by in (-0.2, 0.2))
    np.testing.assert_allclose(darker + FLOOR, (1 - 0.2 * falls(rgb[0, 0])) * (rgb[0, 0] + FLOOR), rtol=1e-5)
    assert (np.diff(darker / rgb[0, 0]) < 0).all()  # blue falls most
    grey = float(rgb[0, 0] @ np.array([0.2126, 0.7152, 0.0722])) + FLOOR
    wanted = rgb[0, 0] + 0.2 * (1 - GREY_SHARE) * (rgb[0, 0] + FLOOR) + 0.2 * GREY_SHARE * grey
    np.testing.assert_allclose(lighter, wanted, rtol=1e-5)
    np.testing.assert_array_equal(lit(rgb, 0.2)[20, 30], rgb[20, 30])  # not of the face


def test_grey_darkens_to_grey() -> None:
    darker = lit(np.full((HEIGHT, WIDTH, 3), 90.0, np.float32), -0.2)[20, 10]
    np.testing.assert_allclose(darker + FLOOR, 0.8 * (90 + FLOOR), rtol=1e-5)
