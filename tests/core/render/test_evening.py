"""Gains follow the light over a face, and leave alone what an expression does to it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.render.evening import GAIN_MAP, LARGEST_GAIN, gains_of, lightened

SIDE = 128
SEEN = np.ones((2, SIDE, SIDE), np.float32)


def face(seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).uniform(70, 150, (SIDE, SIDE, 3)).astype(np.float32)


def dimmed(by: float) -> NDArray[np.float32]:
    return face() / np.float32(by)


def test_light_that_falls_from_the_side_is_followed() -> None:
    slope = np.exp(np.linspace(-0.2, 0.2, SIDE, dtype=np.float32))[None, :, None]
    gains = gains_of([face(), face() * slope], SEEN)
    assert gains.shape == (2, GAIN_MAP, GAIN_MAP, 3)
    assert (gains[0] == 1).all()
    row = gains[1, GAIN_MAP // 2, :, 0]
    assert 1.1 < row[0] < 1.25
    assert 0.8 < row[-1] < 0.9


def test_a_fold_and_a_cheek_stay() -> None:
    other = face()
    other[60:80, 20:60] *= 0.85
    other[40:55, 80:110] *= 1.15
    gains = gains_of([face(), other], SEEN)
    assert np.abs(gains[1] - 1).max() < 0.06


def test_what_nobody_saw_is_left_as_it_is() -> None:
    assert (gains_of([face(), dimmed(2)], 0 * SEEN) == 1).all()
    assert gains_of([face(), dimmed(4)], SEEN).max() == pytest.approx(LARGEST_GAIN)


def test_a_picture_is_lit_in_planes() -> None:
    out = np.empty((3, SIDE, SIDE), np.float32)
    gain = np.ones((GAIN_MAP, GAIN_MAP, 3), np.float32) * np.array([0.5, 1, 4], np.float32)
    lightened(np.full((SIDE, SIDE, 3), 100, np.uint8), gain, 1 / 255, out)
    assert out[:, 5, 5] == pytest.approx([50 / 255, 100 / 255, 1.0])
