"""The metrics: known values, properties, and honesty about what cannot be measured."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from dfm.core.evaluation import metrics

Series = NDArray[np.float64]

SERIES = arrays(np.float64, 24, elements=st.floats(-1, 1).map(lambda value: round(value, 6)))


def pictures(seed: int, count: int = 3, side: int = 96) -> NDArray[np.uint8]:
    """Random RGB pictures (count, side, side, 3)."""
    return np.random.default_rng(seed).integers(0, 256, (count, side, side, 3), dtype=np.uint8)


def test_pixel_distance_is_the_length_of_the_colour_difference() -> None:
    real = np.zeros((1, 2, 2, 3), np.uint8)
    made = real.copy()
    made[0, 0, 0] = (3, 4, 12)
    assert metrics.pixel_distance(real, made)[0, 0, 0] == pytest.approx(13)
    assert metrics.average_pixel_distance(real, made) == pytest.approx(13 / 4)


def test_black_and_white_are_as_far_apart_as_can_be() -> None:
    black = np.zeros((2, 8, 8, 3), np.uint8)
    white = np.full_like(black, 255)
    assert metrics.average_pixel_distance(black, white) == pytest.approx(255 * math.sqrt(3))


def test_the_face_distance_counts_the_masked_pixels_of_all_frames_alike() -> None:
    real, made = np.zeros((2, 4, 4, 3), np.uint8), np.zeros((2, 4, 4, 3), np.uint8)
    made[0, :, :, 0], made[1, :, :, 0] = 10, 100
    mask = np.zeros((2, 4, 4), bool)
    mask[0, 0, :3], mask[1, 0, 0] = True, True
    assert metrics.average_pixel_distance(real, made, mask) == pytest.approx((3 * 10 + 100) / 4)
    assert math.isnan(metrics.average_pixel_distance(real, made, np.zeros_like(mask)))


@given(st.integers(0, 2**16), st.integers(0, 2**16))
def test_pixel_distance_is_a_metric(first: int, second: int) -> None:
    one, two, three = pictures(first, 1, 8), pictures(second, 1, 8), pictures(first + second + 1, 1, 8)
    there = metrics.average_pixel_distance(one, two)
    assert there == pytest.approx(metrics.average_pixel_distance(two, one))
    assert metrics.average_pixel_distance(one, one) == 0
    assert there <= (
        metrics.average_pixel_distance(one, three) + metrics.average_pixel_distance(three, two) + 1e-4
    )


@given(st.floats(-300, 600), st.floats(-300, 600))
def test_the_mouth_crop_stays_inside_the_picture(x: float, y: float) -> None:
    top, left = metrics.mouth_corner(np.array([[x, y]]), 256, 256)
    assert 0 <= top <= 256 - metrics.MOUTH_SIZE
    assert 0 <= left <= 256 - metrics.MOUTH_SIZE


def test_the_mouth_crop_is_centred_on_the_median_of_the_landmarks() -> None:
    mouth = np.array([[100.0, 150.0], [110.0, 160.0], [900.0, 900.0]])
    assert metrics.mouth_corner(mouth, 256, 256) == (160 - 36, 110 - 36)


def test_the_mouth_distance_sees_the_crop_alone() -> None:
    real = pictures(1, 2)
    made = real.copy()
    made[:, :12] = 255 - made[:, :12]
    mouths = np.full((2, 5, 2), 58.0)
    assert metrics.mouth_pixel_distance(real, made, mouths) == 0
    made[:, 58, 58] = real[:, 58, 58] ^ 128
    expected = math.sqrt(3) * 128 / metrics.MOUTH_SIZE**2
    assert metrics.mouth_pixel_distance(real, made, mouths) == pytest.approx(expected)


@given(SERIES, st.floats(0.1, 10), st.floats(-5, 5))
def test_correlation_ignores_scale_and_shift(series: Series, scale: float, shift: float) -> None:
    assume(series.std() > 1e-3)
    assert metrics.correlation(series, series * scale + shift) == pytest.approx(1, abs=1e-6)
    assert metrics.correlation(series, -scale * series + shift) == pytest.approx(-1, abs=1e-6)


@given(SERIES, SERIES)
def test_correlation_agrees_with_numpy(first: Series, second: Series) -> None:
    assume(first.std() > 1e-3 and second.std() > 1e-3)
    assert metrics.correlation(first, second) == pytest.approx(np.corrcoef(first, second)[0, 1], abs=1e-9)


def test_what_does_not_move_has_no_correlation() -> None:
    assert math.isnan(metrics.correlation(np.full(5, 0.3), np.arange(5.0)))


def test_closure_recall_is_the_share_of_closed_frames_that_stay_closed() -> None:
    source = np.array([0.0, 0.005, 0.2, 0.0, 0.3, 0.001, np.nan])
    edited = np.array([0.0, 0.100, 0.0, 0.0, 0.3, 0.001, 0.0])
    assert metrics.closure_recall(source, edited) == pytest.approx(3 / 4)
    assert math.isnan(metrics.closure_recall(np.full(4, 0.2), np.zeros(4)))


@given(SERIES, SERIES)
def test_concordance_never_exceeds_correlation(first: Series, second: Series) -> None:
    assume(first.std() > 1e-3 and second.std() > 1e-3)
    concordance = metrics.concordance(first, second)
    assert abs(concordance) <= abs(metrics.correlation(first, second)) + 1e-9
    assert metrics.concordance(first, first) == pytest.approx(1)


def test_concordance_punishes_a_shift() -> None:
    series = np.linspace(-1, 1, 50)
    variance = float(np.var(series))
    assert metrics.concordance(series, series + 1) == pytest.approx(2 * variance / (2 * variance + 1))


def test_root_mean_square_and_sign() -> None:
    first, second = np.array([1.0, -1.0, 0.5, 0.0]), np.array([1.0, 1.0, 0.1, 0.0])
    assert metrics.root_mean_square(first, second) == pytest.approx(math.sqrt((4 + 0.16) / 4))
    assert metrics.sign_agreement(first, second) == pytest.approx(3 / 4)


def test_pixels_outside_the_mask_are_counted_one_by_one() -> None:
    before = pictures(3, 1)[0]
    after = before.copy()
    inside = np.zeros(before.shape[:2], bool)
    inside[10:20, 10:20] = True
    after[12, 12] ^= 255
    assert metrics.pixels_changed_outside(before, after, inside) == 0
    after[40, 40, 1] ^= 1
    after[41, 40] ^= 1
    assert metrics.pixels_changed_outside(before, after, inside) == 2
    assert metrics.pixels_changed_outside(before[..., 0], after[..., 0], inside) == 1


def test_the_median_leaves_out_what_was_not_measured() -> None:
    assert metrics.median([1.0, math.nan, 3.0, 8.0]) == 3
    assert math.isnan(metrics.median([math.nan]))
