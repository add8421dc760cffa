"""The table of emotions is whole, and its regions lie where the circumplex puts them."""

import re
from itertools import pairwise
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfm.core.document.emotions import (
    EMOTIONS,
    INTENSITIES,
    REGION_RADIUS,
    Emotion,
    emotion,
    inside_disc,
    nearest_emotion,
    region,
    region_around,
    strength_towards,
)
from dfm.core.errors import UsageError

ORDER = ["neutral", "happy", "surprise", "fear", "anger", "disgust", "contempt", "sad"]


def test_the_table_has_the_eight_rows_in_order_with_keys_of_their_own() -> None:
    assert [row.name for row in EMOTIONS] == ORDER
    assert [row.key for row in EMOTIONS] == [str(number) for number in range(1, 9)]
    assert len({row.colour for row in EMOTIONS}) == 8
    assert len({word for row in EMOTIONS for word in row.words}) == sum(len(row.words) for row in EMOTIONS)


@pytest.mark.parametrize("row", EMOTIONS, ids=lambda row: row.name)
def test_every_row_is_within_its_bounds(row: Emotion) -> None:
    assert hypot(row.valence, row.arousal) <= 1
    assert re.fullmatch("#[0-9A-F]{6}", row.colour)
    assert all(
        re.fullmatch(r"(AU|R|L)\d+", unit) and 0 < weight <= 1 for unit, weight in row.action_units.items()
    )
    assert bool(row.action_units) == (row.name != "neutral")


@pytest.mark.parametrize("row", EMOTIONS, ids=lambda row: row.name)
def test_every_word_of_a_row_finds_it(row: Emotion) -> None:
    assert all(emotion(f" {word.upper()} ") is row for word in row.words)


@pytest.mark.parametrize(
    ("adjective", "name"),
    [("surprised", "surprise"), ("angry", "anger"), ("disgusted", "disgust"), ("fearful", "fear")],
)
def test_adjectives_are_understood(adjective: str, name: str) -> None:
    assert emotion(adjective).name == name


@pytest.mark.parametrize(
    ("wrong", "nearest"), [("hapy", "happy"), ("Sadd", "sad"), ("suprised", "surprised")]
)
def test_a_slip_of_the_pen_is_answered_with_the_nearest_word(wrong: str, nearest: str) -> None:
    with pytest.raises(UsageError, match=f"'{wrong}' is unknown; did you mean '{nearest}'"):
        emotion(wrong)


def test_a_word_near_to_none_is_answered_with_all() -> None:
    with pytest.raises(UsageError, match=", ".join(ORDER)):
        emotion("qqqqqq")


def test_the_table_cannot_be_written_to() -> None:
    units = emotion("happy").action_units
    with pytest.raises(TypeError):
        units["AU6"] = 0.0  # type: ignore[index]
    assert hash(emotion("happy")) == hash(emotion("happy"))


def test_the_three_strengths_do_not_touch() -> None:
    for row in EMOTIONS[1:]:
        places = [region(row, level) for level in INTENSITIES.values()]
        reach = [hypot(place.valence, place.arousal) for place in places]
        assert all(later - earlier > 1.8 * REGION_RADIUS for earlier, later in pairwise(reach))


coordinates = st.floats(-1, 1, allow_subnormal=False)


@given(st.sampled_from(EMOTIONS), st.floats(0.01, 1))
def test_every_emotion_is_the_nearest_one_on_the_way_to_itself(row: Emotion, intensity: float) -> None:
    valence, arousal = row.valence * intensity, row.arousal * intensity
    assert nearest_emotion(valence, arousal) is row
    if row.name != "neutral":
        assert strength_towards(row, valence, arousal) == pytest.approx(intensity)


@given(coordinates, coordinates)
def test_any_place_is_near_to_an_emotion_that_it_shares_something_with(
    valence: float, arousal: float
) -> None:
    row = nearest_emotion(valence, arousal)
    assert (row.name == "neutral") == (valence == arousal == 0)
    assert strength_towards(row, valence, arousal) >= 0


def test_calm_which_has_no_label_is_nearest_to_happy_and_weak() -> None:
    assert nearest_emotion(0.4, -0.5).name == "happy"
    assert 0.2 < strength_towards(emotion("happy"), 0.4, -0.5) < 0.4
    assert strength_towards(emotion("neutral"), 0.4, -0.5) == 0


@given(st.floats(-9, 9), st.floats(-9, 9))
def test_a_place_outside_the_disc_goes_to_its_rim(valence: float, arousal: float) -> None:
    inside = inside_disc(valence, arousal)
    assert hypot(*inside) <= 1 + 1e-12
    assert inside_disc(*inside) == pytest.approx(inside)
    if hypot(valence, arousal) <= 1:
        assert inside == (valence, arousal)


def test_a_chosen_place_has_a_region_that_shrinks_near_neutral() -> None:
    assert region_around(0.6, -0.6).radius == REGION_RADIUS
    assert 0 < region_around(0.1, 0.0).radius < REGION_RADIUS
    assert region_around(0.0, 0.0).radius == 0


@given(st.sampled_from(EMOTIONS), st.floats(0, 1))
def test_a_region_lies_on_the_way_from_neutral_to_the_emotion(row: Emotion, intensity: float) -> None:
    place = region(row, intensity)
    assert place.valence == row.valence * intensity
    assert place.arousal == row.arousal * intensity
    assert 0 <= place.radius <= REGION_RADIUS


def test_no_intensity_and_neutral_are_the_origin() -> None:
    assert all(
        (place.valence, place.arousal, place.radius) == (0, 0, 0)
        for place in [region(r, 0.0) for r in EMOTIONS]
    )
    assert region(emotion("neutral"), 1.0).radius == 0
