"""How much landmarks shake, before and after."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.evaluation.measure import STEADY, Seen, jitter
from dfm.core.faces.topology import OUTER_LIPS


def seen(landmarks: NDArray[np.float64], frames: NDArray[np.int32] | None = None) -> Seen:
    count = len(landmarks)
    return Seen(
        np.arange(count, dtype=np.int32) if frames is None else frames,
        landmarks.astype(np.float32),
        np.zeros((count, 52), np.float32),
        np.zeros(count, np.float32),
    )


@pytest.fixture
def shaking() -> NDArray[np.float64]:
    """Landmarks (20, 478, 3) that shake by a pixel while the face slides."""
    random = np.random.default_rng(4)
    return random.normal(0, 1, (20, 478, 3)) + 3.0 * np.arange(20)[:, None, None]


def test_a_face_that_shakes_twice_as_much_has_twice_the_jitter(shaking: NDArray[np.float64]) -> None:
    slide = 3.0 * np.arange(20)[:, None, None]
    assert jitter(seen(shaking), seen(slide + 2 * (shaking - slide))) == pytest.approx(2, rel=1e-3)


def test_a_slow_movement_and_a_mouth_that_moves_more_are_none(shaking: NDArray[np.float64]) -> None:
    moved = shaking + 0.5 * np.arange(20)[:, None, None]
    moved[:, list(OUTER_LIPS)] += 9 * np.random.default_rng(5).normal(size=(20, len(OUTER_LIPS), 3))
    assert not set(STEADY) & set(OUTER_LIPS)
    assert jitter(seen(shaking), seen(moved)) == pytest.approx(1, rel=1e-3)


def test_frames_that_do_not_follow_one_another_tell_nothing(shaking: NDArray[np.float64]) -> None:
    frames = 2 * np.arange(20, dtype=np.int32)
    assert math.isnan(jitter(seen(shaking, frames), seen(shaking, frames)))
    assert math.isnan(jitter(seen(shaking[:2]), seen(shaking[:2])))
