"""Time stays exact: spans are half-open, every boundary is found again from its own text."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfm.core.document.timebase import (
    END,
    FrameNumber,
    Seconds,
    Span,
    format_timecode,
    frame_at,
    moment_to_frame,
    parse_time,
)
from dfm.core.errors import UsageError

RATES = (
    Fraction(24000, 1001),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(60),
    Fraction(240),
)
rates = st.sampled_from(RATES)
spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 50), st.integers(0, 50))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1.5", Seconds(Fraction(3, 2))),
        ("2", Seconds(Fraction(2))),
        ("0.1", Seconds(Fraction(1, 10))),
        (".5", Seconds(Fraction(1, 2))),
        ("00:00:01.500", Seconds(Fraction(3, 2))),
        ("1:02.5", Seconds(Fraction(125, 2))),
        ("1:00:00", Seconds(Fraction(3600))),
        ("45f", FrameNumber(45)),
        (" 45F ", FrameNumber(45)),
        ("end", END),
        ("END", END),
    ],
)
def test_reads_every_way_to_tell_a_time(text: str, moment: object) -> None:
    assert parse_time(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "1e3",
        "nan",
        "inf",
        "f",
        "1.5f",
        "1:75",
        "1:60:00",
        "1:2:3:4",
        "1_0",
        "１",
        "soon",
        "1 2",
        "9" * 500,
    ],
)
def test_refuses_what_is_no_time_and_names_it(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_time(text)
    assert f"'{text}'" in str(caught.value)


def test_a_second_and_a_frame_are_never_taken_for_each_other() -> None:
    assert parse_time("2") != parse_time("2f")


@given(st.integers(0, 10**7), rates)
def test_every_frame_is_found_again_from_its_timecode(frame: int, rate: Fraction) -> None:
    assert moment_to_frame(parse_time(format_timecode(frame, rate)), rate, frames=frame) == frame


@given(st.integers(0, 10**7), rates)
def test_every_frame_is_found_again_from_its_exact_second(frame: int, rate: Fraction) -> None:
    assert moment_to_frame(Seconds(frame / rate), rate, frames=1) == frame


@given(st.fractions(0, 1000, max_denominator=10**6), rates)
def test_the_nearest_boundary_is_at_most_half_a_frame_away(seconds: Fraction, rate: Fraction) -> None:
    frame = moment_to_frame(Seconds(seconds), rate, frames=1)
    assert abs(frame / rate - seconds) <= 1 / (2 * rate)


def test_the_end_is_where_the_video_ends() -> None:
    assert moment_to_frame(END, Fraction(30), frames=77) == 77
    assert moment_to_frame(FrameNumber(45), Fraction(30), frames=77) == 45


@given(st.lists(st.fractions(Fraction(1, 1000), 1), min_size=1, max_size=30), st.data())
def test_a_varying_rate_finds_the_frame_that_starts_nearest(
    gaps: list[Fraction], data: st.DataObject
) -> None:
    times = [sum(gaps[:index], Fraction(0)) for index in range(len(gaps) + 1)]
    seconds = data.draw(st.fractions(0, times[-1]))
    found = frame_at(seconds, times)
    assert abs(times[found] - seconds) == min(abs(time - seconds) for time in times)


@given(st.integers(1, 200), st.integers(0, 400), rates)
def test_a_constant_rate_is_the_special_case_of_a_varying_one(
    frames: int, frame: int, rate: Fraction
) -> None:
    times = [index / rate for index in range(frames + 1)]
    assert frame_at(frame / rate, times) == frame


def test_boundaries_go_on_after_the_last_frame_has_started() -> None:
    times = [Fraction(0), Fraction(1, 30), Fraction(2, 30)]
    assert frame_at(Fraction(3, 30), times) == 3
    assert moment_to_frame(Seconds(Fraction(1)), Fraction(30), 3, times) == 30
    assert frame_at(Fraction(0), [Fraction(0)]) == 0
    assert frame_at(Fraction(3), [Fraction(0)]) == 3


@given(spans, spans)
def test_spans_meet_where_both_contain_the_frame(one: Span, other: Span) -> None:
    both = {frame for frame in range(120) if one.contains(frame) and other.contains(frame)}
    meeting = one.intersect(other)
    assert one.overlaps(other) == bool(both)
    assert both == (set() if meeting is None else set(range(meeting.start, meeting.end)))


@given(spans, st.integers(0, 100))
def test_a_moved_span_keeps_its_length_and_moves_back(span: Span, start: int) -> None:
    assert span.moved(start).length == span.length
    assert span.moved(start).moved(span.start) == span


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (4, 3)])
def test_a_span_runs_forwards_from_zero_on(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="forwards"):
        Span(start, end)
