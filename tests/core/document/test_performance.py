"""A performance keeps exactly what it was given, in thousandths, and refuses what is none."""

from fractions import Fraction
from math import hypot, inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfm.core.document.performance import COEFFICIENTS, MOST_NAME, MOST_ROWS, Performance, shortened
from dfm.core.errors import UsageError

ROW = tuple(index / 10 for index in range(COEFFICIENTS))
HELD = Performance("grin", (0.5, 0.25), (ROW,), source="grin.jpg")


def test_one_row_without_a_rate_is_held() -> None:
    assert HELD.is_held
    assert not Performance("talk", (0.5, 0.25), (ROW, ROW), Fraction(15)).is_held


@given(st.lists(st.floats(-50, 50), min_size=COEFFICIENTS, max_size=COEFFICIENTS))
def test_numbers_are_rounded_once_and_for_all(numbers: list[float]) -> None:
    once = Performance("any", (0, 0), (tuple(numbers),))
    assert Performance("any", once.place, once.rows) == once
    assert max(abs(a - b) for a, b in zip(once.rows[0], numbers, strict=True)) <= 0.0005 + 1e-9


@given(st.floats(-2, 2), st.floats(-2, 2))
def test_the_place_lies_in_the_disc_and_stays_there(valence: float, arousal: float) -> None:
    place = Performance("any", (valence, arousal), (ROW,)).place
    assert hypot(*place) <= 1
    assert Performance("any", place, (ROW,)).place == place


def test_it_is_named_after_the_nearest_emotion() -> None:
    assert HELD.emotion == "happy"
    assert Performance("grin", (0.5, 0.25), (ROW,), emotion="Sad").emotion == "sad"
    assert Performance("stone", (0, 0), (ROW,)).emotion == "neutral"


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": ()},
        {"rows": (ROW[:-1],)},
        {"rows": ((*ROW[:-1], 51.0),)},
        {"rows": ((*ROW[:-1], nan),)},
        {"rows": ((*ROW[:-1], inf),)},
        {"rows": (ROW, ROW)},
        {"rows": (ROW,) * (MOST_ROWS + 1), "rate": Fraction(15)},
        {"rate": Fraction(0)},
        {"rate": Fraction(31)},
        {"place": (nan, 0.0)},
        {"emotion": "bliss"},
        {"name": " "},
        {"name": "x" * (MOST_NAME + 1)},
    ],
)
def test_what_is_none_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        Performance(**{"name": "any", "place": (0.0, 0.0), "rows": (ROW,), **wrong})  # type: ignore[arg-type]


def test_long_names_are_cut() -> None:
    assert shortened("short") == "short"
    assert len(shortened("x" * 99)) == MOST_NAME
