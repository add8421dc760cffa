"""Life: smooth, seeded, and the same however an edit is cut."""

import numpy as np
import pytest

from dfm.core.motion.life import MOST, life

SECONDS = np.arange(-60, 240) / 30


def test_it_is_smooth_and_keeps_near_to_nothing() -> None:
    drawn = life(SECONDS, 3, 5)
    assert drawn.shape == (300, 5)
    assert np.abs(drawn).max() <= MOST
    assert np.abs(np.diff(drawn, axis=0)).max() < 0.12
    assert np.abs(life(np.arange(0, 4000) / 5, 0, 4).mean(axis=0)).max() < 0.15


def test_it_does_not_stand_still() -> None:
    assert life(SECONDS, 0, 4).std(axis=0).min() > 0.1


@pytest.mark.parametrize("start", [0, 17, 150])
def test_trimming_changes_nothing_of_the_other_frames(start: int) -> None:
    np.testing.assert_allclose(life(SECONDS[start:], 9, 3), life(SECONDS, 9, 3)[start:], atol=1e-12)


def test_another_seed_is_another_take() -> None:
    one, other = life(SECONDS, 1, 4), life(SECONDS, 2**64 - 1, 4)
    assert np.abs(one.mean(axis=0) - other.mean(axis=0)).max() > 0.2
    np.testing.assert_array_equal(one, life(SECONDS, 1, 4))


def test_no_time_is_no_life() -> None:
    assert life(np.zeros(0), 1, 4).shape == (0, 4)
