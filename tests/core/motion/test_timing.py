"""Onsets: the upper face ahead of the mouth, both ahead of the edit's own weights; nothing else touched."""

import numpy as np
import pytest

from dfm.core.motion.blend import ramp_weights
from dfm.core.motion.timing import hastened, onset


def test_brows_and_lids_are_ahead_of_the_mouth_which_is_ahead_of_the_weights() -> None:
    weights = ramp_weights(100, 20, 20)
    upper, mouth = onset(weights, 20)
    rising = slice(2, 14)
    assert (upper[rising] > mouth[rising] + 0.02).all()
    assert (mouth[rising] > weights[rising] + 0.004).all()
    np.testing.assert_allclose(upper[20:], weights[20:], atol=1e-6)
    np.testing.assert_allclose(mouth[20:], weights[20:], atol=1e-6)
    assert (np.diff(upper[:21]) >= 0).all()
    assert upper[0] < 0.03


def test_it_sets_in_faster_than_it_leaves() -> None:
    upper, mouth = onset(ramp_weights(100, 20, 20), 20)
    for weights in (upper, mouth):
        assert (weights[:20] < 0.9).sum() < (weights[80:] < 0.9).sum()


@pytest.mark.parametrize("length", [1, 2, 5])
def test_short_edits_and_edits_without_ramp_are_whole(length: int) -> None:
    for part in onset(np.ones(length), 0):
        np.testing.assert_array_equal(part, 1)
    for part in onset(ramp_weights(length, 20, 20), 20):
        assert np.isfinite(part).all()
        assert part.max() <= 1


def test_haste_keeps_nothing_and_all() -> None:
    np.testing.assert_allclose(hastened(np.array([0.0, 1.0]), 1.6), [0, 1], atol=1e-6)
    np.testing.assert_allclose(hastened(np.linspace(0, 1, 9), 1.0), np.linspace(0, 1, 9), atol=1e-6)
