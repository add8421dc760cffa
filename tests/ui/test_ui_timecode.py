"""Timecode: every frame has one of its own, and what is typed is understood as editors understand it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfm.core.errors import UsageError
from dfm.ui.timecode import first_frame, format_timecode, parse_timecode

RATES = [Fraction(24), Fraction(25), Fraction(30), Fraction(30000, 1001), Fraction(24000, 1001), Fraction(60)]
RATES += [Fraction(15), Fraction(12500, 1000), Fraction(1, 2), Fraction(120)]


@given(st.integers(0, 40_000_000), st.sampled_from(RATES))
def test_every_frame_is_found_again_by_its_timecode(frame: int, rate: Fraction) -> None:
    assert parse_timecode(format_timecode(frame, rate), rate) == frame


@given(st.integers(0, 400_000), st.sampled_from(RATES))
def test_the_clock_is_true(frame: int, rate: Fraction) -> None:
    hours, minutes, seconds, _ = map(int, format_timecode(frame, rate).split(":"))
    shown = hours * 3600 + minutes * 60 + seconds
    assert shown - 1 < frame / rate
    assert frame < first_frame(shown + 1, rate) or rate < 1


@pytest.mark.parametrize(
    ("frame", "rate", "text"),
    [
        (0, Fraction(30), "00:00:00:00"),
        (29, Fraction(30), "00:00:00:29"),
        (102, Fraction(30), "00:00:03:12"),
        (30, Fraction(30000, 1001), "00:00:01:00"),
        (-12, Fraction(25), "-00:00:00:12"),
        (25 * 3600, Fraction(25), "01:00:00:00"),
    ],
)
def test_how_it_is_written(frame: int, rate: Fraction, text: str) -> None:
    assert format_timecode(frame, rate) == text


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("00:00:03:12", 102),
        ("3:12", 102),
        ("3;12", 102),
        ("312", 102),
        ("12", 12),
        (" 1:00:00 ", 1800),
        ("+10", 60),
        ("-1:00", 20),
        ("45f", 45),
        ("1.5s", 45),
        ("+1s", 80),
    ],
)
def test_what_is_typed(text: str, frame: int) -> None:
    assert parse_timecode(text, Fraction(30), now=50) == frame


@pytest.mark.parametrize("text", ["", "abc", "1:2:3:4:5", "++1", "1::2", "-", "123456789", "٣"])
def test_what_cannot_be_read_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="no time"):
        parse_timecode(text, Fraction(30))
