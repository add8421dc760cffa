"""Edits come and go smoothly, mix without exceeding one, and touch no frame outside themselves."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dfm.core.document.timebase import Span
from dfm.core.motion.blend import Envelope, blend_edits, ramp_weights, shaping, smooth

spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 60), st.integers(1, 40))
clips = st.lists(st.tuples(spans, st.integers(0, 25)), max_size=6)


def dense(envelopes: tuple[Envelope, ...], frames: int) -> NDArray[np.float64]:
    """Lay envelopes out as (edits, frames)."""
    table = np.zeros((len(envelopes), frames))
    for row, envelope in zip(table, envelopes, strict=True):
        row[envelope.span.start : envelope.span.end] = envelope.weights
    return table


@given(st.integers(0, 100), st.integers(0, 60), st.integers(0, 60))
def test_a_ramp_stays_above_zero_and_never_exceeds_one(length: int, ramp_in: int, ramp_out: int) -> None:
    weights = ramp_weights(length, ramp_in, ramp_out)
    assert weights.shape == (length,)
    assert ((weights > 0) & (weights <= 1)).all()


@given(st.integers(0, 100), st.integers(0, 60), st.integers(0, 60))
def test_a_ramp_run_backwards_is_its_mirror(length: int, ramp_in: int, ramp_out: int) -> None:
    assert np.array_equal(
        ramp_weights(length, ramp_in, ramp_out)[::-1], ramp_weights(length, ramp_out, ramp_in)
    )


def test_a_ramp_rises_over_its_own_frames_and_holds_between() -> None:
    weights = ramp_weights(100, 20, 10)
    assert (np.diff(weights[:21]) > 0).all()
    assert (weights[20:90] == 1).all()
    assert (np.diff(weights[89:]) < 0).all()
    assert weights[0] < 0.01
    assert weights[-1] < 0.03
    assert np.abs(np.diff(np.pad(weights, 1))).max() < 0.16
    assert np.abs(np.diff(weights[:30])).max() < 0.08


def test_no_ramp_is_a_hard_edge() -> None:
    assert (ramp_weights(5, 0, 0) == 1).all()
    assert (ramp_weights(1, 20, 20) == 1).all()


@given(clips)
def test_weights_never_exceed_one_and_lie_exactly_on_edited_frames(edits: list[tuple[Span, int]]) -> None:
    envelopes = blend_edits([span for span, _ in edits], [ramp for _, ramp in edits])
    total = dense(envelopes, 120).sum(axis=0)
    edited = [any(span.contains(frame) for span, _ in edits) for frame in range(120)]
    assert total.max(initial=0) <= 1 + 1e-12
    assert np.array_equal(total > 0, edited)


@given(clips)
def test_every_edit_shows_on_every_frame_of_its_own(edits: list[tuple[Span, int]]) -> None:
    envelopes = blend_edits([span for span, _ in edits], [ramp for _, ramp in edits])
    for (span, _), row in zip(edits, dense(envelopes, 120), strict=True):
        assert (row[span.start : span.end] > 0).all()


def test_an_edit_alone_keeps_to_its_span() -> None:
    (envelope,) = blend_edits([Span(10, 70)], [20])
    assert envelope.span == Span(10, 70)
    assert np.array_equal(envelope.weights, ramp_weights(60, 20, 20))


def test_overlapping_edits_share_the_frame_by_their_strength() -> None:
    table = dense(blend_edits([Span(0, 60), Span(30, 90)], [10, 10]), 90)
    assert np.allclose(table[:, 45], 0.5)
    assert table[0, 31] > table[1, 31] > 0
    assert np.allclose(table[:, :20].sum(axis=0)[10:], 1)


def test_edits_that_meet_fade_into_each_other() -> None:
    table = dense(blend_edits([Span(0, 60), Span(60, 120)], [20, 20]), 120)
    assert np.allclose(table.sum(axis=0)[20:100], 1)
    assert np.allclose(table[:, [59, 60]].mean(axis=1), 0.5)
    assert np.flatnonzero(table[0]).max() == 69
    assert np.flatnonzero(table[1]).min() == 50


@given(st.integers(0, 25), st.integers(1, 40), st.integers(1, 40), st.integers(0, 50))
def test_a_split_edit_shows_as_strongly_as_the_whole(ramp: int, left: int, right: int, start: int) -> None:
    cut = start + 2 * ramp + left
    end = cut + 2 * ramp + right
    split = dense(blend_edits([Span(start, cut), Span(cut, end)], [ramp, ramp]), end)
    whole = dense(blend_edits([Span(start, end)], [ramp]), end)
    assert np.allclose(split.sum(axis=0), whole[0])


@given(clips, st.integers(0, 150), st.integers(1, 60))
def test_what_shapes_some_frames_gives_them_the_weights_that_all_give(
    edits: list[tuple[Span, int]], start: int, length: int
) -> None:
    within = Span(start, start + length)
    spans, ramps = [span for span, _ in edits], [ramp for _, ramp in edits]
    chosen = shaping(spans, ramps, within)
    whole = blend_edits(spans, ramps)
    part = blend_edits([spans[each] for each in chosen], [ramps[each] for each in chosen])
    frames = max([within.end, *(each.span.end for each in whole)])
    for index, envelope in enumerate(whole):
        found = (part[chosen.index(index)],) if index in chosen else ()
        window = slice(within.start, within.end)
        assert np.array_equal(dense(found, frames).sum(0)[window], dense((envelope,), frames)[0, window])


def test_no_edits_have_no_envelopes() -> None:
    assert blend_edits([], []) == ()


@pytest.mark.parametrize("rate", [Fraction(30000, 1001), Fraction(60)])
@pytest.mark.parametrize(("hertz", "low", "high"), [(0.75, 0.98, 1.01), (4.0, 0.42, 0.58), (12.0, 0.0, 0.05)])
def test_smoothing_keeps_slow_motion_and_damps_fast(
    rate: Fraction, hertz: float, low: float, high: float
) -> None:
    wave = np.sin(2 * np.pi * hertz * np.arange(600) / float(rate))[:, None]
    kept = np.ptp(smooth(wave, rate)[100:500]) / np.ptp(wave[100:500])
    assert low <= kept <= high


def test_smoothing_has_no_delay_and_keeps_straight_lines() -> None:
    line = np.linspace([0.0, 1.0], [2.0, -3.0], 50)
    assert np.allclose(smooth(line, Fraction(30)), line)
    bump = np.exp(-(((np.arange(101) - 50) / 3.0) ** 2))[:, None]
    smoothed = smooth(bump, Fraction(30))
    assert np.argmax(smoothed) == 50
    assert np.allclose(smoothed, smoothed[::-1])


@pytest.mark.parametrize("frames", range(6))
def test_the_shortest_edits_are_left_in_shape(frames: int) -> None:
    values = np.arange(frames * 2, dtype=np.float32).reshape(frames, 2)
    assert np.allclose(smooth(values, Fraction(30)), values, atol=1e-6)
