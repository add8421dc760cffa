"""The distances to the eye: nothing for the same picture, more for what looks less alike, the face alone."""

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from skimage import data

from dfm.core.evaluation.perceptual import gradient_deviation, perceptual_distance
from dfm.models.image_features import ImageFeatures

MOUTH = np.array([[110.0, 170.0], [150.0, 170.0], [130.0, 180.0]], np.float32)


@pytest.fixture(scope="module")
def net() -> ImageFeatures:
    """A net of chance: its features are no one's, but they are features."""
    torch.manual_seed(0)
    return ImageFeatures()


@pytest.fixture(scope="module")
def real() -> NDArray[np.uint8]:
    """A portrait, 256 px."""
    return np.asarray(data.astronaut()[:256, 96:352], np.uint8)


def face() -> NDArray[np.bool_]:
    mask = np.zeros((256, 256), np.bool_)
    mask[60:220, 60:200] = True
    return mask


def blurred(picture: NDArray[np.uint8], sigma: float) -> NDArray[np.uint8]:
    return cv2.GaussianBlur(picture, (0, 0), sigma).astype(np.uint8)


def test_the_same_picture_is_at_no_distance(net: ImageFeatures, real: NDArray[np.uint8]) -> None:
    found = perceptual_distance(net, real, real, face(), MOUTH)
    assert (found.face, found.mouth) == (0, 0)
    assert gradient_deviation(real, real, face()) == pytest.approx(0, abs=1e-6)


def test_a_softer_picture_is_further_away(net: ImageFeatures, real: NDArray[np.uint8]) -> None:
    near, far = (perceptual_distance(net, real, blurred(real, sigma), face(), MOUTH) for sigma in (0.7, 3))
    assert 0 < near.face < far.face
    assert 0 < near.mouth < far.mouth
    deviations = [gradient_deviation(real, blurred(real, sigma), face()) for sigma in (0.7, 3)]
    assert 0 < deviations[0] < deviations[1]


def test_what_lies_outside_the_face_does_not_count(net: ImageFeatures, real: NDArray[np.uint8]) -> None:
    made = real.copy()
    made[:20] = 0
    inside = perceptual_distance(net, real, made, face(), MOUTH)
    everywhere = perceptual_distance(net, real, made, np.ones_like(face()), MOUTH)
    assert inside.face < 0.05 * everywhere.face
    assert gradient_deviation(real, made, face()) == pytest.approx(0, abs=1e-6)


def test_a_spoilt_mouth_counts_more_at_the_mouth(net: ImageFeatures, real: NDArray[np.uint8]) -> None:
    made = real.copy()
    made[150:190, 110:150] = blurred(real, 4)[150:190, 110:150]
    found = perceptual_distance(net, real, made, face(), MOUTH)
    assert found.mouth > 2 * found.face


def test_no_face_is_no_measure(net: ImageFeatures, real: NDArray[np.uint8]) -> None:
    nowhere = np.zeros_like(face())
    assert np.isnan(perceptual_distance(net, real, real, nowhere, MOUTH).face)
    assert np.isnan(gradient_deviation(real, real, nowhere))
