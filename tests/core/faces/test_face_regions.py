"""Brows, eyes and mouth lie where they are, and together they are the face."""

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.faces.regions import region_masks
from dfm.core.faces.topology import (
    CHIN,
    FOREHEAD_TOP,
    INNER_LIPS,
    LEFT_BROW,
    LEFT_EYE,
    NOSE_BASE,
    OUTER_LIPS,
    RIGHT_BROW,
    RIGHT_EYE,
)


@pytest.fixture(scope="module")
def model() -> FaceModel:
    return load_face_model(weights.find("face_model"))


def test_the_regions_are_the_whole_face(model: FaceModel) -> None:
    masks = region_masks(model)
    assert masks.shape == (3, 468)
    assert masks.min() >= 0
    np.testing.assert_allclose(masks.sum(axis=0), 1, atol=1e-6)


@pytest.mark.parametrize(
    ("region", "vertices"),
    [
        (0, (*RIGHT_BROW, *LEFT_BROW, FOREHEAD_TOP)),
        (1, (*RIGHT_EYE, *LEFT_EYE)),
        (2, (*OUTER_LIPS, *INNER_LIPS, *NOSE_BASE, CHIN)),
    ],
)
def test_what_a_region_is_named_after_is_all_its_own(
    model: FaceModel, region: int, vertices: tuple[int, ...]
) -> None:
    assert region_masks(model)[region, list(vertices)] == pytest.approx(1, abs=1e-5)


def test_both_sides_of_the_face_are_the_same(model: FaceModel) -> None:
    masks = region_masks(model)
    assert np.abs(masks - masks[:, model.mirror]).max() < 0.05


def test_no_region_ends_abruptly(model: FaceModel) -> None:
    masks = region_masks(model)
    sides = np.concatenate([model.triangles[:, [0, 1]], model.triangles[:, [1, 2]]])
    jump = np.abs(masks[:, sides[:, 0]] - masks[:, sides[:, 1]]).max(axis=0)
    apart = np.linalg.norm(model.mean[sides[:, 0]] - model.mean[sides[:, 1]], axis=1)
    assert (jump < 3 * np.maximum(apart, 0.3)).all()
    assert np.median(jump) < 0.1
