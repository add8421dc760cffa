"""Frames are due one after the other, round a loop, at any speed and at varying rates."""

from fractions import Fraction
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfm.core.document.timebase import Span
from dfm.ui.players.course import Course, FrameTimes

RATES = st.sampled_from([Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(60)])
STEADY = FrameTimes(Fraction(25), 100)
UNEVEN = FrameTimes.of(Fraction(25), 4, [Fraction(0), Fraction(1, 10), Fraction(1, 2), Fraction(6, 10)])


@given(RATES, st.integers(1, 500_000))
def test_a_frame_shows_from_its_start_on(rate: Fraction, frame: int) -> None:
    times = FrameTimes(rate, 1_000_000)
    assert times.frame(times.start(frame)) == frame
    assert times.frame(times.start(frame) - 1) == frame - 1


def test_frames_of_a_varying_rate_are_listed() -> None:
    assert [UNEVEN.frame(at) for at in (0, 99_999, 100_000, 499_999, 500_000, 9_000_000)] == [
        0,
        0,
        1,
        1,
        2,
        3,
    ]
    assert UNEVEN.start(4) == 640_000


@given(st.integers(0, 99), st.booleans(), RATES)
def test_what_is_due_is_what_the_clock_says(first: int, loops: bool, rate: Fraction) -> None:
    course = Course(first, Span(0, 100), FrameTimes(rate, 100), loops=loops)
    dues = list(islice(course.dues(), 250))
    assert dues[0].frame == first
    assert dues[0].at == 0
    assert all(one.until == other.at for one, other in pairwise(dues))
    for due in dues:
        assert course.frame_at(due.at + 2) == due.frame
    assert len(dues) == (250 if loops else 100 - first)


@pytest.mark.parametrize("speed", [1, 2, 4, 8, -1, -2, -4, -8])
def test_speeds(speed: int) -> None:
    course = Course(50, Span(0, 100), STEADY, speed)
    assert course.frame_at(0) == 50
    assert course.frame_at(200_001) == 50 + 5 * speed
    assert course.frame_at(60 * 40_000) is None


def test_backwards_ends_at_the_start() -> None:
    course = Course(3, Span(0, 100), STEADY, -1)
    frames = [course.frame_at(at) for at in range(0, 200_000, 40_000)]
    assert frames == [3, 2, 1, 0, None]
    assert course.last == 0


@pytest.mark.parametrize("speed", [1, 2, -1, -4])
def test_a_loop_never_leaves_its_lap(speed: int) -> None:
    course = Course(40, Span(30, 60), STEADY, speed, loops=True)
    frames = {course.frame_at(at) for at in range(0, 10_000_000, 10_000)}
    assert frames == set(range(30, 60))


def test_a_loop_goes_on_at_its_start() -> None:
    course = Course(58, Span(30, 60), STEADY, loops=True)
    assert [due.frame for due in islice(course.dues(), 5)] == [58, 59, 30, 31, 32]
    assert list(islice(course.spans(), 3)) == [
        (2_320_000, 2_400_000),
        (1_200_000, 2_400_000),
        (1_200_000, 2_400_000),
    ]


def test_a_course_that_does_not_loop_is_heard_once() -> None:
    assert list(Course(98, Span(0, 100), STEADY).spans()) == [(3_920_000, 4_000_000)]
