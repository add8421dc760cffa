"""A custom emotion always bears the name and the strength that it comes nearest to; pins follow it."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfm.core.document.edits import Edit, Pin, region_of
from dfm.core.document.emotions import EMOTIONS, nearest_emotion
from dfm.core.document.performance import COEFFICIENTS, Performance
from dfm.core.document.regions import Regions
from dfm.core.document.shaping import (
    with_centre,
    with_emotion,
    with_intensity,
    with_performance,
    with_pin,
    with_region,
    without_pin,
    without_shape,
)
from dfm.core.document.timebase import Span

PLAIN = Edit("happy", 0.6, Span(0, 90), seed=3)

coordinates = st.floats(-1.5, 1.5, allow_subnormal=False)
emotions = st.sampled_from(EMOTIONS)


@given(coordinates, coordinates)
def test_any_centre_makes_an_edit_named_after_the_nearest_emotion(valence: float, arousal: float) -> None:
    edit = with_centre(PLAIN, valence, arousal)
    place = region_of(edit)
    assert edit.centre == (place.valence, place.arousal)
    assert hypot(*edit.centre) <= 1 + 1e-9
    assert edit.emotion == nearest_emotion(*edit.centre).name
    assert 0 <= edit.intensity <= 1
    assert without_shape(edit).centre is None


def test_a_centre_on_the_way_to_an_emotion_has_its_strength() -> None:
    edit = with_centre(PLAIN, -0.42 * 0.5, 0.70 * 0.5)
    assert edit.emotion == "anger"
    assert edit.intensity == pytest.approx(0.5)


def test_an_emotion_of_the_table_replaces_a_custom_one() -> None:
    custom = with_pin(with_centre(PLAIN, -0.2, -0.7), 2, 0.1, 0.1)
    assert with_emotion(custom, "surprised") == with_emotion(
        Edit("fear", custom.intensity, PLAIN.span, seed=3), "surprise"
    )


def test_strength_moves_a_custom_centre_on_its_way_from_neutral() -> None:
    custom = with_centre(PLAIN, 0.4, -0.3)
    stronger = with_intensity(custom, 2 * custom.intensity)
    assert stronger.centre == pytest.approx((0.8, -0.6))
    assert stronger.emotion == custom.emotion
    again = with_intensity(with_intensity(custom, 0.0), 0.5)
    assert region_of(again).valence == pytest.approx(0.85 * 0.5)


@given(emotions, st.floats(0, 1), coordinates, coordinates)
def test_strength_never_leaves_the_disc(row: object, strength: float, valence: float, arousal: float) -> None:
    edit = with_intensity(with_centre(PLAIN, valence, arousal), strength)
    assert edit.intensity == strength
    assert hypot(*(edit.centre or (0, 0))) <= 1 + 1e-9


def test_a_pin_is_put_moved_and_taken_away() -> None:
    once = with_pin(PLAIN, 2, 0.5, 0.5)
    assert once.pins == (Pin(2, 0.5, 0.5),)
    assert with_pin(with_pin(once, 1, 0.0, 0.0), 2, 3.0, 0.0).pins == (Pin(1, 0.0, 0.0), Pin(2, 1.0, 0.0))
    assert without_pin(once, 2) == PLAIN


def test_pins_follow_the_region() -> None:
    pinned = with_pin(with_centre(PLAIN, 0.2, 0.2), 2, 0.3, 0.3)
    (pin,) = with_centre(pinned, 0.1, 0.4).pins
    assert (pin.valence, pin.arousal) == pytest.approx((0.2, 0.5))
    (pin,) = with_intensity(with_pin(PLAIN, 2, 0.5, 0.132), 0.8).pins
    assert (pin.valence, pin.arousal) == pytest.approx((0.5 + 0.2 * 0.85, 0.132 + 0.2 * 0.22))


def test_a_region_is_weighed_and_keeps_its_weight_whatever_the_emotion() -> None:
    held = with_region(with_region(PLAIN, "mouth", 0.25), "brows", 0.0)
    assert held.regions == Regions(0.0, 1.0, 0.25)
    assert without_shape(with_intensity(with_emotion(held, "sad"), 0.9)).regions == held.regions


def test_a_performance_stays_until_an_emotion_or_a_place_is_chosen() -> None:
    sad = Performance("grief", (-0.5, -0.2), ((0.5,) * COEFFICIENTS,))
    edit = with_performance(with_pin(with_centre(PLAIN, 0.2, 0.4), 2, 0.1, 0.1), sad)
    assert (edit.performance, edit.emotion, edit.name) == (sad, "sad", "grief")
    assert (edit.centre, edit.pins) == (None, ())
    assert with_intensity(edit, 0.5).performance == with_region(edit, "mouth", 0).performance == sad
    assert region_of(with_intensity(edit, 0.5)).valence == pytest.approx(-0.25)
    assert with_emotion(edit, "fear").performance is None
    assert with_centre(edit, 0.5, 0.5).performance is None
    assert with_performance(edit, None).emotion == "sad"
