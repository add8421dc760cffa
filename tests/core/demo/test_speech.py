"""The script of the mouth: syllables in order, closures that close, and the same words for the same seed."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dfm.core.demo.speech import FIRST, ONSETS, VOWELS, speak

ROUNDING = 1e-9


@settings(max_examples=25, deadline=None)
@given(seconds=st.integers(1, 12), seed=st.integers(0, 10_000))
def test_syllables_follow_each_other_within_the_clip(seconds: int, seed: int) -> None:
    speech = speak(seconds, seed)
    assert speech.syllables[0].start == FIRST
    assert speech.syllables[-1].end <= seconds - FIRST
    for one, other in zip(speech.syllables, speech.syllables[1:], strict=False):
        assert one.start < one.end <= other.start
    times = np.linspace(0, seconds, 400)
    assert speech.opening(times).min() >= -ROUNDING
    assert speech.opening(times).max() <= 1 + ROUNDING
    assert np.abs(speech.rounding(times)).max() <= 1 + ROUNDING
    assert speech.loudness(times).min() >= -ROUNDING


def test_lips_meet_in_every_m_b_and_p_and_open_in_every_vowel() -> None:
    speech = speak(10, 7)
    closures = [each for each in speech.syllables if ONSETS[each.onset] == 0]
    assert len(closures) > 5
    for each in closures:
        assert speech.opening(float(each.start) + 0.02) == pytest.approx(0, abs=1e-9)
    for each in speech.syllables:
        middle = float(each.start + Fraction(1, 2) * (each.end - each.start))
        assert speech.opening(middle) == pytest.approx(VOWELS[each.vowel].opening)


def test_the_mouth_rests_before_between_and_after_the_words() -> None:
    speech = speak(5, 7)
    pauses = [
        float(one.end + other.start) / 2
        for one, other in zip(speech.syllables, speech.syllables[1:], strict=False)
        if other.start > one.end
    ]
    assert len(pauses) == 2
    for moment in (0.0, *pauses, 5.0):
        assert speech.opening(moment) == speech.loudness(moment) == 0


def test_one_seed_says_one_thing() -> None:
    assert speak(5, 1).syllables == speak(5, 1).syllables != speak(5, 2).syllables
