"""The ruler's ticks are round in timecode, never too close, and labels are among the ticks."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dfm.ui.timecode import format_timecode
from dfm.ui.timeline.ticks import LABEL_SPACE, TICK_SPACE, Step, label_step, tick_step

RATES = [Fraction(24), Fraction(25), Fraction(30), Fraction(30000, 1001), Fraction(60), Fraction(15, 2)]


@pytest.mark.parametrize("rate", RATES)
@settings(deadline=None)
@given(pixels=st.floats(0.001, 40))
def test_labels_are_far_enough_apart_and_are_ticks_too(rate: Fraction, pixels: float) -> None:
    labels, ticks = label_step(rate, pixels), tick_step(rate, pixels)
    assert labels.pixels(rate, pixels) >= LABEL_SPACE or labels.seconds == 36000
    assert ticks.pixels(rate, pixels) >= TICK_SPACE or ticks.seconds == 36000
    end = int(2 * labels.pixels(rate, 1))
    assert {frame for frame in labels.ticks(0, end, rate) if frame <= end} <= set(ticks.ticks(0, end, rate))


def test_seconds_are_labelled_at_their_first_frame() -> None:
    rate = Fraction(30000, 1001)
    shown = [format_timecode(frame, rate) for frame in Step(5).ticks(0, 400, rate)]
    assert shown == ["00:00:00:00", "00:00:05:00", "00:00:10:00", "00:00:15:00"]


def test_ticks_reach_over_what_is_asked_for() -> None:
    ticks = list(Step(0, 5).ticks(47, 73, Fraction(25)))
    assert ticks[0] <= 47
    assert ticks[-1] >= 73
    assert ticks == sorted(ticks)


def test_from_frames_to_hours() -> None:
    rate = Fraction(30)
    assert label_step(rate, 40) == Step(0, 3)
    assert label_step(rate, 4) == Step(1)
    assert label_step(rate, 0.01) == Step(600)
