"""Every flaw is nothing for a picture left alone, and tells of what was done to it."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from dfm.core import weights
from dfm.core.evaluation import flaws
from dfm.core.evaluation.compare import hull_mask
from dfm.core.evaluation.flaws import LIMITS, Flaws
from dfm.core.faces.model import load_face_model
from dfm.core.faces.topology import FACE_OVAL, INNER_LIPS, LOWER_INNER_LIP, OUTER_LIPS, POINTS

NOTHING = Flaws(*[0.0] * 6)


@pytest.fixture(scope="module")
def points() -> NDArray[np.float32]:
    """The mean face in a square of 384 pixels, its lips a little apart."""
    mean = load_face_model(weights.find("face_model")).mean
    low, high = mean[:, :2].min(axis=0), mean[:, :2].max(axis=0)
    out = np.zeros((POINTS, 3), np.float32)
    out[: len(mean), :2] = (mean[:, :2] - (low + high) / 2) * [1, -1] * (226 / (high - low)[1]) + 192
    out[list(LOWER_INNER_LIP), 1] += 12
    return out


@pytest.fixture(scope="module")
def source() -> NDArray[np.uint8]:
    """Something that is full of detail."""
    return np.asarray(cv2.resize(data.astronaut(), (384, 384)), np.uint8)


def test_a_picture_left_alone_has_no_flaw(source: NDArray[np.uint8], points: NDArray[np.float32]) -> None:
    assert flaws.seams(source, source, points) == 0
    assert flaws.blur(source, source, points, points) == 0
    assert flaws.colour(source, source, points, points) == pytest.approx(0, abs=1e-3)
    assert flaws.shape(points, points, points, points) == 0


def test_a_hard_edge_around_the_face_is_a_seam(
    source: NDArray[np.uint8], points: NDArray[np.float32]
) -> None:
    smooth = cv2.GaussianBlur(source, (0, 0), 3).astype(np.uint8)
    made = smooth.copy()
    made[hull_mask(points[list(FACE_OVAL)], 384, 384)] //= 2
    assert flaws.seams(smooth, made, points) > LIMITS.seams


def test_lost_detail_counts_at_the_mouth_alone_too(
    source: NDArray[np.uint8], points: NDArray[np.float32]
) -> None:
    soft = cv2.GaussianBlur(source, (0, 0), 3).astype(np.uint8)
    made = source.copy()
    lips = hull_mask(points[list(OUTER_LIPS)], 384, 384, 10)
    made[lips] = soft[lips]
    assert flaws.blur(source, soft, points, points) > LIMITS.blur
    assert flaws.blur(source, made, points, points) > LIMITS.blur
    assert flaws.blur(soft, source, points, points) == 0


def test_a_tint_is_a_jump_of_colour(source: NDArray[np.uint8], points: NDArray[np.float32]) -> None:
    darker = (source * 0.6).astype(np.uint8)
    made = np.maximum(darker, 20)
    made[..., 0] += 30
    assert flaws.colour(darker, made, points, points) > 25


def test_landmarks_elsewhere_are_another_shape(points: NDArray[np.float32]) -> None:
    wanted = points.copy()
    wanted[:, 0] += 10
    height = float(np.ptp(points[:, 1]))
    assert flaws.shape(points, wanted, points, wanted) == 0
    assert flaws.shape(points, wanted, points, points) == pytest.approx(10 / height, rel=1e-4)
    assert flaws.shape(points, wanted, points, None) == 1


def test_a_mouth_of_one_colour_is_empty(source: NDArray[np.uint8], points: NDArray[np.float32]) -> None:
    noise = np.random.default_rng(0).integers(0, 200, source.shape, dtype=np.uint8)
    made = noise.copy()
    made[hull_mask(points[list(INNER_LIPS)], 384, 384, 3)] = 40
    assert flaws.mouth(noise, noise, points, points) == 0
    assert flaws.mouth(noise, made, points, points) > 0.5
    assert flaws.mouth(noise, np.full_like(made, 255), points, points) > 0.5


def test_teeth_that_turn_grey_are_dull(points: NDArray[np.float32]) -> None:
    bright = np.random.default_rng(0).integers(0, 250, (384, 384, 3), dtype=np.uint8)
    assert flaws.mouth(bright, bright // 2, points, points) == pytest.approx(0.5, abs=0.02)
    assert flaws.mouth(bright // 2, bright, points, points) == 0


def test_flaws_are_weighed_by_their_limits() -> None:
    spoilt = replace(NOTHING, blur=LIMITS.blur, colour=2 * LIMITS.colour)
    assert flaws.badness(NOTHING) == 0
    assert flaws.badness(spoilt) == pytest.approx(np.sqrt(5))
    assert flaws.reason(spoilt) == "colour"


def test_what_was_not_measured_does_not_count() -> None:
    unknown = replace(NOTHING, identity=float("nan"), blur=LIMITS.blur)
    assert flaws.badness(unknown) == pytest.approx(1)
    assert flaws.reason(unknown) == "soft"
    assert flaws.reason(Flaws(*[float("nan")] * 6)) == ""
