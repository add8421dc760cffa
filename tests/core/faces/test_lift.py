"""68 points of a face give back the mesh that they were taken from."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from dfm.core.faces.alignment import FLIP
from dfm.core.faces.landmarks import Landmarks
from dfm.core.faces.lift import SPARSE, VERTICES, Lifter
from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import (
    BLENDSHAPES,
    CHIN,
    FOREHEAD_TOP,
    LEFT_EYE,
    LEFT_IRIS,
    RIGHT_EYE,
    RIGHT_IRIS,
)

MIRRORED = (
    [16 - k for k in range(17)] + [43 - k for k in range(17, 27)] + [27, 28, 29, 30, 35, 34, 33, 32, 31]
    + [45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40]
    + [54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65]
)  # fmt: skip
"""Each point's twin in the 68-point markup."""


@pytest.fixture(scope="module")
def lifter(model: FaceModel) -> Lifter:
    return Lifter(model)


def sparse(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """The 68 points (68, 3) of a mesh."""
    return np.stack([points[list(vertices)].mean(axis=0) for vertices in VERTICES])


def height(points: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(points[FOREHEAD_TOP, :2] - points[CHIN, :2]))


def _made(model: FaceModel, shapes: dict[str, float], yaw: float = 0.0) -> NDArray[np.float32]:
    """Landmarks (468, 3) in pixels of a face made of the model."""
    blendshapes = np.zeros(52, np.float32)
    for name, value in shapes.items():
        blendshapes[BLENDSHAPES.index(name)] = value
    head = model.mean + model.displacement(model.coefficients_of_blendshapes(blendshapes))
    turned = head @ Rotation.from_euler("Y", yaw, degrees=True).as_matrix().T
    return np.asarray((8 * turned + np.array([120, -110, 0])) * FLIP, np.float32)


def test_the_table_is_whole_and_symmetric(model: FaceModel) -> None:
    assert len(VERTICES) == SPARSE
    for point, vertices in enumerate(VERTICES):
        twins = {int(model.mirror[vertex]) for vertex in vertices}
        assert twins == set(VERTICES[MIRRORED[point]]), point


def test_a_real_face_comes_back_within_a_few_percent(lifter: Lifter, portrait_face: Landmarks) -> None:
    lifted = lifter.lift(sparse(portrait_face.points))
    assert lifted.points.shape == portrait_face.points.shape
    error = np.linalg.norm(lifted.points - portrait_face.points, axis=1) / height(portrait_face.points)
    assert np.sqrt(np.square(error).mean()) < 0.01
    assert error.max() < 0.04


def test_the_points_themselves_are_met(lifter: Lifter, portrait_face: Landmarks) -> None:
    given_points = sparse(portrait_face.points)
    given_points = given_points + np.random.default_rng(0).normal(0, 1, given_points.shape).astype(np.float32)
    np.testing.assert_allclose(sparse(lifter.lift(given_points).points), given_points, atol=0.02)


def test_noise_of_the_points_is_not_blown_up(lifter: Lifter, portrait_face: Landmarks) -> None:
    given_points = sparse(portrait_face.points)
    size = 0.01 * height(portrait_face.points)
    chance = np.random.default_rng(1)
    still = lifter.lift(given_points).points
    errors = [
        np.linalg.norm(lifter.lift(given_points + noise).points - still, axis=1)
        for noise in chance.normal(0, size, (20, SPARSE, 3)).astype(np.float32)
    ]
    assert np.sqrt(np.square(errors).mean()) < 1.5 * np.sqrt(3) * size


@given(st.floats(-35, 35), st.floats(0.3, 4), st.floats(-200, 200))
@settings(max_examples=15, deadline=None)
def test_it_turns_and_grows_with_the_points(model: FaceModel, yaw: float, scale: float, place: float) -> None:
    made = _made(model, {"jawOpen": 0.4}, yaw) * scale + np.array([place, -place, 0], np.float32)
    lifted = Lifter(model).lift(sparse(made)).points[:468]
    assert np.linalg.norm(lifted - made, axis=1).max() < 0.05 * 8 * scale * model.face_height


@pytest.mark.parametrize(
    ("name", "twin"), [("mouthSmileLeft", "mouthSmileRight"), ("browDownRight", "browDownLeft")]
)
def test_a_one_sided_movement_is_read_on_its_side(
    model: FaceModel, lifter: Lifter, name: str, twin: str
) -> None:
    shapes = dict(zip(BLENDSHAPES, lifter.lift(sparse(_made(model, {name: 0.8}))).blendshapes, strict=True))
    assert shapes[name] > max(0.2, 1.6 * shapes[twin])


@pytest.mark.parametrize("name", ["jawOpen", "mouthPucker", "browInnerUp", "eyeBlinkLeft", "mouthFunnel"])
def test_blendshapes_grow_with_what_they_name(model: FaceModel, lifter: Lifter, name: str) -> None:
    read = [
        lifter.lift(sparse(_made(model, {name: strength}))).blendshapes[BLENDSHAPES.index(name)]
        for strength in (0.0, 0.4, 0.8)
    ]
    assert read[0] < 0.15
    assert read[0] + 0.05 < read[1]
    assert read[1] + 0.05 < read[2]


def test_blendshapes_are_shares_and_say_nothing_of_gaze(lifter: Lifter, portrait_face: Landmarks) -> None:
    blendshapes = lifter.lift(sparse(portrait_face.points)).blendshapes
    assert blendshapes.shape == (52,)
    assert 0 <= blendshapes.min() <= blendshapes.max() <= 1
    assert all(not blendshapes[k] for k, name in enumerate(BLENDSHAPES) if name.startswith("eyeLook"))
    assert blendshapes[BLENDSHAPES.index("mouthSmileLeft")] > 0.4  # she smiles


def test_irises_rest_in_the_middle_of_the_eyes(lifter: Lifter, portrait_face: Landmarks) -> None:
    points = lifter.lift(sparse(portrait_face.points)).points
    for outline, iris in ((RIGHT_EYE, RIGHT_IRIS), (LEFT_EYE, LEFT_IRIS)):
        np.testing.assert_allclose(points[iris[0]], points[list(outline)].mean(axis=0), atol=0.01)
        ring = points[list(iris[1:]), :2] - points[iris[0], :2]
        seen = portrait_face.points[list(iris[1:]), :2] - portrait_face.points[iris[0], :2]
        np.testing.assert_allclose(ring, seen, atol=1.5)  # in the same order, of the same size
