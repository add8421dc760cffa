"""Lips that speak part with an expression, those that touch stay together, and silent ones may fall open."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.motion.lips import (
    HELD_SHUT,
    LEAST_DROP,
    LEAST_SCALE,
    MOST_DROP,
    SHUT,
    WIDE,
    WIDER,
    WIDEST,
    Lips,
    openness,
    silence,
)

RATE = 30.0
FRAMES = np.arange(150, dtype=np.int32)
SPEAKING = (0.5 * (1 - np.cos(2 * np.pi * FRAMES / 25))).astype(np.float32)
ALL = slice(0, len(FRAMES))


def _parted(by: float, count: int = len(FRAMES)) -> NDArray[np.float32]:
    return np.full(count, by, np.float32)


def test_touching_lips_stay_together_and_gaps_keep_their_order() -> None:
    grown, widened = Lips(FRAMES, SPEAKING, RATE).spoken(_parted(1.5), ALL)
    assert not widened[SPEAKING < SHUT].any()
    assert widened[SPEAKING > 0.5].min() > 0.7 * 1.5
    made = SPEAKING * (1 + grown) + widened
    rising = np.argsort(SPEAKING)
    assert (np.diff(made[rising]) >= -1e-5).all()
    assert np.corrcoef(SPEAKING, made)[0, 1] > 0.94


def test_an_expression_that_presses_lips_narrows_gaps_and_widens_none() -> None:
    grown, widened = Lips(FRAMES, SPEAKING, RATE).spoken(_parted(-0.05), ALL)
    assert not widened.any()
    assert ((grown < 0) & (grown >= LEAST_SCALE - 1)).all()
    grown, _ = Lips(FRAMES, SPEAKING, RATE).spoken(_parted(-9), ALL)
    np.testing.assert_allclose(grown, LEAST_SCALE - 1)


def test_a_wide_mouth_opens_no_wider_than_mouths_do() -> None:
    shouting = 2.5 * SPEAKING
    grown, widened = Lips(FRAMES, shouting, RATE).spoken(_parted(1.8), ALL)
    made = shouting * (1 + grown) + widened
    assert made.max() <= WIDEST + 1e-5
    assert (made >= shouting - 1e-5).all()
    assert made[shouting > 2.4].min() > WIDE
    gaping = np.full(len(FRAMES), WIDEST + 1, np.float32)
    grown, widened = Lips(FRAMES, gaping, RATE).spoken(_parted(1.8), ALL)
    np.testing.assert_allclose(gaping * (1 + grown) + widened, gaping, atol=1e-5)


def test_who_opens_the_mouth_wide_drops_the_jaw_less() -> None:
    small, wide = (
        Lips(FRAMES, share * SPEAKING, RATE).spoken(_parted(1.8), ALL)[1].max() for share in (0.5, 1.5)
    )
    assert LEAST_DROP <= wide < small <= MOST_DROP + WIDER


def test_no_jaw_drops_further_than_speech_bears() -> None:
    pressed, widened = Lips(FRAMES, SPEAKING, RATE).spoken(_parted(9), ALL)
    assert (widened <= MOST_DROP + WIDER * SPEAKING).all()
    assert not pressed.any()


def test_who_hardly_opens_the_mouth_goes_along_sooner() -> None:
    mumbling = openness((0.4 * SPEAKING).astype(np.float32))
    assert (
        mumbling[np.argmin(np.abs(0.4 * SPEAKING - 0.3))]
        > openness(SPEAKING)[np.argmin(np.abs(SPEAKING - 0.3))]
    )
    assert openness(np.zeros(0, np.float32)).shape == (0,)


def test_a_still_mouth_is_silent_and_a_consonants_closure_is_not() -> None:
    gap = np.full(90, 0.8, np.float32)
    gap[40:44] = 0.05  # 0.13 s
    assert silence(np.arange(90, dtype=np.int32), gap, RATE).max() < 0.05
    gap[40:80] = 0.05  # 1.3 s
    found = silence(np.arange(90, dtype=np.int32), gap, RATE)
    assert found[48:72].min() > 0.9
    assert found[:35].max() < 0.05
    assert np.abs(np.diff(found)).max() < 0.5


def test_lips_that_rest_a_little_apart_are_silent_too() -> None:
    still = np.full(90, 0.27, np.float32) + 0.02 * np.sin(np.arange(90)).astype(np.float32)
    assert silence(np.arange(90, dtype=np.int32), still, RATE).min() > 0.99
    assert not silence(np.arange(90, dtype=np.int32), still + np.float32(0.3), RATE).any()


def test_a_silent_mouth_falls_open_in_surprise_but_for_no_smile() -> None:
    lips = Lips(FRAMES, np.full(len(FRAMES), 0.05, np.float32), RATE)
    assert lips.spoken(_parted(1.5), ALL)[1] == pytest.approx(1.5 - HELD_SHUT)
    assert not lips.spoken(_parted(HELD_SHUT), ALL)[1].any()


def test_silence_ends_where_a_track_has_a_gap() -> None:
    frames = np.r_[np.arange(40), np.arange(80, 120)].astype(np.int32)
    gap = np.r_[np.full(40, 0.05), np.full(40, 0.9)].astype(np.float32)
    found = silence(frames, gap, RATE)
    assert found[39] > 0.99
    assert not found[40:].any()
