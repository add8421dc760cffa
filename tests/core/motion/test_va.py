"""The way through the valence-arousal plane is seeded, smooth, and stays where the edit puts it."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfm.core.document.edits import MOST_SEED, Edit, Pin, moved, region_of
from dfm.core.document.emotions import EMOTIONS, INTENSITIES, REGION_RADIUS, emotion, inside_disc
from dfm.core.document.timebase import Span
from dfm.core.motion.va import knot_frame, knots_of, points_of, va_curve

RATE = Fraction(30000, 1001)

places = st.builds(inside_disc, st.floats(-1, 1), st.floats(-1, 1))
edits = st.builds(
    lambda row, intensity, start, length, seed, centre, by: moved(
        Edit(row.name, intensity, Span(start, start + length), seed=seed, centre=centre), by
    ),
    st.sampled_from(EMOTIONS),
    st.floats(0, 1),
    st.integers(0, 10**5),
    st.integers(1, 200),
    st.integers(0, MOST_SEED),
    st.none() | places,
    st.integers(0, 10**5),
)


@given(edits)
def test_every_frame_lies_in_the_region_and_in_the_unit_disc(edit: Edit) -> None:
    curve = va_curve(edit, RATE)
    place = region_of(edit)
    assert curve.shape == (edit.span.length, 2)
    assert np.linalg.norm(curve, axis=1).max() <= 1 + 1e-12
    distance = np.linalg.norm(curve - [place.valence, place.arousal], axis=1)
    assert distance.max() <= place.radius + 1e-12


@given(edits)
def test_the_same_seed_draws_the_same_way(edit: Edit) -> None:
    assert np.array_equal(va_curve(edit, RATE), va_curve(edit, RATE))


def test_another_seed_is_another_take() -> None:
    takes = [va_curve(Edit("happy", 0.6, Span(0, 90), seed=seed), RATE) for seed in range(5)]
    assert all(np.abs(one - other).max() > 0.01 for one, other in pairwise(takes))


@given(edits, st.data())
def test_splitting_an_edit_leaves_its_way_as_it_was(edit: Edit, data: st.DataObject) -> None:
    whole = va_curve(edit, RATE)
    cut = data.draw(st.integers(0, edit.span.length))
    parts = [
        va_curve(edit, RATE, Span(edit.span.start, edit.span.start + cut)),
        va_curve(edit, RATE, Span(edit.span.start + cut, edit.span.end)),
    ]
    assert np.allclose(np.concatenate(parts), whole, rtol=0, atol=1e-12)


def test_the_way_moves_and_is_smooth() -> None:
    curve = va_curve(Edit("sad", 0.6, Span(0, 600)), RATE)
    assert np.ptp(curve, axis=0).min() > 0.5 * REGION_RADIUS
    assert np.abs(np.diff(curve, axis=0)).max() < 0.01
    assert np.abs(np.diff(curve, n=2, axis=0)).max() < 0.001


def test_the_three_strengths_stay_apart() -> None:
    row = emotion("anger")
    reach = []
    for level in INTENSITIES.values():
        along = va_curve(Edit(row.name, level, Span(0, 600)), RATE) @ [row.valence, row.arousal]
        reach.append((along.min(), along.max()))
    assert all(lower[1] < upper[0] for lower, upper in pairwise(reach))


@pytest.mark.parametrize("edit", [Edit("neutral", 1.0, Span(5, 50)), Edit("fear", 0.0, Span(5, 50))])
def test_neutral_and_no_intensity_stay_at_the_origin(edit: Edit) -> None:
    assert not va_curve(edit, RATE).any()


def test_the_way_is_the_same_at_twice_the_rate() -> None:
    slow = va_curve(Edit("happy", 0.6, Span(30, 90)), Fraction(30))
    fast = va_curve(Edit("happy", 0.6, Span(60, 180)), Fraction(60))
    assert np.allclose(fast[::2], slow, rtol=0, atol=1e-12)


def test_without_a_custom_shape_the_way_is_the_one_it_always_was() -> None:
    curve = va_curve(Edit("happy", 0.6, Span(30, 33), seed=4), Fraction(30))
    expected = [[0.484746, 0.100886], [0.486129, 0.101726], [0.487438, 0.102854]]
    np.testing.assert_allclose(curve, expected, atol=1e-6)


@given(edits, st.integers(-(10**5), 10**5))
def test_a_moved_edit_takes_its_way_along(edit: Edit, by: int) -> None:
    by = max(by, -edit.span.start)
    np.testing.assert_array_equal(va_curve(moved(edit, by), RATE), va_curve(edit, RATE))


@given(edits, st.data())
def test_a_pin_replaces_a_drawn_point_and_bends_the_way_around_it_alone(
    edit: Edit, data: st.DataObject
) -> None:
    knots = knots_of(edit, RATE)
    pin = Pin(data.draw(st.sampled_from(knots)), *data.draw(places))
    pinned = replace(edit, pins=(pin, Pin(knots.stop + 5, 0.0, 0.0)))
    points, before = points_of(pinned, knots), points_of(edit, knots)
    at = pin.knot - knots.start
    np.testing.assert_allclose(points[at], [pin.valence, pin.arousal], atol=1e-9)
    np.testing.assert_array_equal(np.delete(points, at, 0), np.delete(before, at, 0))
    curve = va_curve(pinned, RATE)
    assert np.linalg.norm(curve, axis=1).max() <= 1 + 1e-12
    seconds = (np.arange(edit.span.start, edit.span.end) - edit.origin) / float(RATE)
    far = np.abs(seconds - (pin.knot - 1)) >= 2
    np.testing.assert_array_equal(curve[far], va_curve(edit, RATE)[far])


def test_a_pinned_point_weighs_most_on_its_frame() -> None:
    edit = Edit("neutral", 1.0, Span(100, 400), pins=(Pin(6, 0.6, 0.0),), origin=40)
    frame = knot_frame(edit, Fraction(30), 6)
    assert frame == 40 + 5 * 30
    curve = va_curve(edit, Fraction(30))
    assert int(np.argmax(curve[:, 0])) == frame - edit.span.start
    assert curve[:, 0].max() == pytest.approx(0.6 * 4 / 6)
