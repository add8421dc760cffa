"""Landmarks that wander over a face are brought back to it by what is seen."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.faces.registration import FEWEST_FRAMES, MOST, Pictures, shifts
from dfm.core.faces.topology import POINTS

SIDE = 64
FRAMES = 60
SCALE = 2.5
"""Pixels of a patch for each of the raster."""


@pytest.fixture(scope="module")
def model() -> FaceModel:
    return load_face_model(weights.find("face_model"))


def _moving() -> NDArray[np.float64]:
    """Where the head is, in pixels of the patch (60, 2)."""
    time = np.linspace(0, 2 * np.pi, FRAMES)
    return np.stack([1.5 * np.sin(time), np.cos(2 * time)], axis=1)


def _wandering() -> NDArray[np.float64]:
    """By how much the landmarks are wrong, in pixels of the patch (60, 2)."""
    time = np.linspace(0, 2 * np.pi, FRAMES)
    return 0.5 * np.stack([np.cos(3 * time), np.sin(2 * time + 1)], axis=1)


def _pictures(look: NDArray[np.float32]) -> Pictures:
    """Patches in which a look moves along."""
    patches = []
    for x, y in _moving():
        matrix = np.array([[1, 0, x], [0, 1, y]])
        moved = cv2.warpAffine(look, matrix, (SIDE, SIDE), borderMode=cv2.BORDER_REFLECT)
        patches.append(np.clip(moved, 0, 255).astype(np.uint8))
    views = np.tile(np.array([SCALE, SCALE, 0, 0], np.float32), (FRAMES, 1))
    return Pictures(np.stack(patches), views)


def _points(model: FaceModel, wrong: NDArray[np.float64]) -> NDArray[np.float32]:
    """Landmarks (60, 478, 3) in the raster that follow the head, but for what is wrong with them."""
    still = np.zeros((POINTS, 2))
    still[:468] = model.mean[:, :2] * (1, -1) * (0.8 * SIDE / np.ptp(model.mean[:, 1]))
    where = still + SIDE / 2 + (_moving() + wrong)[:, None]
    return np.concatenate([where / SCALE, np.zeros((FRAMES, POINTS, 1))], axis=2).astype(np.float32)


def _grain(seed: int = 0) -> NDArray[np.float32]:
    grain = cv2.GaussianBlur(np.random.default_rng(seed).normal(0, 1, (SIDE, SIDE)), (0, 0), 2.0)
    return np.asarray(128 + 40 * grain / grain.std(), np.float32)


def _found(model: FaceModel, wrong: NDArray[np.float64], pictures: Pictures) -> NDArray[np.float64]:
    """Shifts in pixels of the patch."""
    rotation = np.tile(np.eye(3, dtype=np.float32), (FRAMES, 1, 1))
    run = slice(0, FRAMES)
    return np.asarray(shifts(model, _points(model, wrong), rotation, pictures, run) * SCALE, np.float64)


def test_what_wanders_is_brought_back(model: FaceModel) -> None:
    wrong = _wandering()
    found = _found(model, wrong, _pictures(_grain()))
    left = wrong + found
    left -= np.median(left, axis=0)
    assert np.abs(left).max() < 0.2 * np.abs(wrong).max()


def test_what_fits_stays(model: FaceModel) -> None:
    found = _found(model, np.zeros((FRAMES, 2)), _pictures(_grain()))
    assert np.abs(found).max() < 0.06


def test_a_face_without_features_is_not_moved(model: FaceModel) -> None:
    flat = np.full((SIDE, SIDE), 90, np.float32)
    np.testing.assert_allclose(_found(model, _wandering(), _pictures(flat)), 0, atol=1e-6)


def test_something_before_the_face_does_not_pull_at_it(model: FaceModel) -> None:
    pictures = _pictures(_grain())
    patches = np.array(pictures.patches)
    covered = slice(28, 33)
    patches[covered, :, :24] = 255
    wrong = _wandering()
    left = wrong + _found(model, wrong, Pictures(patches, pictures.views))
    left -= np.median(left, axis=0)
    assert np.sqrt(np.square(left[covered]).mean()) < 0.35 * np.sqrt(np.square(wrong[covered]).mean())


def test_nothing_is_moved_far(model: FaceModel) -> None:
    found = _found(model, 4 * _wandering(), _pictures(_grain()))
    assert np.abs(found).max() <= MOST + 1e-6


def test_a_few_frames_tell_too_little(model: FaceModel) -> None:
    pictures = _pictures(_grain())
    rotation = np.tile(np.eye(3, dtype=np.float32), (FRAMES, 1, 1))
    run = slice(10, 10 + FEWEST_FRAMES - 1)
    part = Pictures(np.array(pictures.patches)[run], pictures.views[run])
    found = shifts(model, _points(model, _wandering()), rotation, part, run)
    np.testing.assert_array_equal(found, np.zeros((FEWEST_FRAMES - 1, 2), np.float32))
