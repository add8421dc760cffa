"""Uniform cubic B-splines against another implementation."""

import numpy as np
import pytest
from scipy.interpolate import BSpline

from dfm.core.motion.splines import b_spline, knots_between


def test_the_course_is_the_uniform_cubic_b_spline() -> None:
    points = np.random.default_rng(3).normal(size=(9, 2))
    times = np.linspace(0.0, 5.9, 40)
    expected = BSpline(np.arange(-3.0, 10.0), points, 3)(times)
    assert b_spline(times, lambda knots: points[knots.start : knots.stop]) == pytest.approx(expected)


def test_points_that_shape_no_moment_are_not_asked_for() -> None:
    assert knots_between(np.array([2.0, 2.9])) == range(2, 6)
    assert knots_between(np.array([-0.5, 1.5])) == range(-1, 5)
