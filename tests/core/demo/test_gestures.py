"""Blinks that shut and are short, and a head that wanders without a jerk."""

import numpy as np

from dfm.core.demo.gestures import BLINKS, gesture

TIMES = np.arange(150) / 30


def test_each_blink_shuts_the_eyes_for_a_moment() -> None:
    lids = gesture(TIMES, 5, np.zeros(150), 7).lids
    shut = lids > 0.97
    starts = np.flatnonzero(np.diff(shut.astype(int)) == 1)
    assert len(starts) == len(BLINKS)
    for start, share in zip(starts, BLINKS, strict=True):
        assert abs(start - share * 150) < 4
        moving = lids[start - 5 : start + 10] > 0.02
        assert 4 <= moving.sum() <= 9
    assert shut.sum() <= 4 * len(BLINKS)


def test_the_head_wanders_slowly_and_little() -> None:
    moves = gesture(TIMES, 5, np.abs(np.sin(9 * TIMES)), 7)
    for curve, most in ((moves.turn, 1.6), (moves.across, 0.01), (moves.down, 0.02), (moves.growth, 0.02)):
        assert 0.2 * most < np.abs(curve).max() < most
        assert np.abs(np.diff(curve)).max() < 0.15 * most


def test_another_seed_moves_otherwise() -> None:
    one, same, other = (gesture(TIMES, 5, np.zeros(150), seed).turn for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.allclose(one, other)
