"""A performance is played at the edit's strength, never jumps, and is the same every time."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from dfm.core.document.edits import Edit, moved
from dfm.core.document.performance import COEFFICIENTS, Performance
from dfm.core.document.timebase import Span
from dfm.core.motion.performed import LIFE, performed

RATE = Fraction(30)
ROW = tuple(np.linspace(-1, 1, COEFFICIENTS))
HELD = Performance("grin", (0.6, 0.2), (ROW,))
SLOPE = Performance(
    "rise", (0.6, 0.2), tuple((number / 10,) * COEFFICIENTS for number in range(16)), Fraction(15)
)


def play(performance: Performance, frames: int = 300, **of_edit: object) -> np.ndarray:
    edit = Edit("happy", 1.0, Span(0, frames), performance=performance)
    return performed(replace(edit, **of_edit), performance, RATE, Span(0, frames))  # type: ignore[arg-type]


def test_an_expression_is_held_and_lives_a_little() -> None:
    rows = play(HELD)
    strength = rows @ ROW / (np.array(ROW) @ ROW)
    np.testing.assert_allclose(rows, np.outer(strength, ROW), atol=2e-3)
    assert 0.01 < np.ptp(strength) < 2 * LIFE
    assert abs(strength.mean() - 1) < LIFE / 2
    assert np.abs(np.diff(strength)).max() < 0.01


def test_strength_scales_it() -> None:
    np.testing.assert_allclose(play(HELD, intensity=0.0), 0)
    half = np.abs(play(HELD, intensity=0.5)).max() / np.abs(play(HELD)).max()
    assert half == pytest.approx(0.5, abs=0.05)


def test_another_seed_is_another_take() -> None:
    for performance in (HELD, SLOPE):
        assert (play(performance, seed=3) == play(performance, seed=3)).all()
        assert not np.allclose(play(performance, seed=3), play(performance, seed=4), atol=1e-3)


def test_a_course_is_played_forth_and_back_from_its_start() -> None:
    rows = play(SLOPE)[:, 0]
    np.testing.assert_allclose(rows[:31], np.linspace(0, 1.5, 31), atol=1e-3)
    np.testing.assert_allclose(rows[30:61], np.linspace(1.5, 0, 31), atol=1e-3)
    np.testing.assert_allclose(rows[60:120], rows[:60], atol=1e-6)
    assert np.abs(np.diff(rows)).max() < 0.06


def test_a_split_plays_on_and_a_moved_edit_takes_its_course_along() -> None:
    edit = Edit("happy", 1.0, Span(10, 90), seed=2, origin=10, performance=SLOPE)
    whole = performed(edit, SLOPE, RATE, edit.span)
    np.testing.assert_array_equal(performed(edit, SLOPE, RATE, Span(40, 90)), whole[30:])
    later = moved(edit, 25)
    np.testing.assert_array_equal(performed(later, SLOPE, RATE, later.span), whole)


def test_what_lies_before_the_origin_is_played_too() -> None:
    edit = Edit("happy", 1.0, Span(10, 90), origin=10, performance=SLOPE)
    rows = performed(edit, SLOPE, RATE, Span(0, 20))[:, 0]
    np.testing.assert_allclose(rows[1:10], rows[11:20][::-1], atol=1e-6)
    assert np.abs(np.diff(rows)).max() < 0.06


def test_a_course_of_one_row_is_still() -> None:
    one = Performance("one", (0.6, 0.2), (ROW,), Fraction(15))
    np.testing.assert_allclose(play(one), np.tile(np.round(ROW, 3), (300, 1)))


def test_a_place_of_its_own_is_not_needed() -> None:
    stone = Performance("stone", (0, 0), (ROW,))
    np.testing.assert_allclose(play(stone), np.tile(np.round(ROW, 3), (300, 1)))
