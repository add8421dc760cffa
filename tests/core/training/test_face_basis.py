"""The arithmetic of the face model, on faces whose truth is known."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from dfm.core import weights
from dfm.core.faces.alignment import FLIP
from dfm.core.faces.canonical import CanonicalMesh, read_canonical_mesh
from dfm.core.faces.fit import fit_track
from dfm.core.faces.model import EXPRESSIONS, FaceModel, load_face_model
from dfm.core.faces.topology import BLENDSHAPES
from dfm.core.training.face_basis import TrackedFace, learn_face_model

FRAMES = 90
MOVES = ("jawOpen", "mouthSmileLeft", "mouthSmileRight", "browInnerUp", "eyeBlinkLeft", "mouthPucker")


@pytest.fixture(scope="module")
def truth() -> FaceModel:
    """The shipped model, from which the people of these tests are made."""
    return load_face_model(weights.find("face_model"))


@pytest.fixture(scope="module")
def mesh() -> CanonicalMesh:
    return read_canonical_mesh(weights.find("face_landmarker"))


def _person(truth: FaceModel, seed: int, pixel_aspect: float = 1.0) -> TrackedFace:
    """Somebody of the true model who moves, turns, and is measured with a little noise."""
    chance = np.random.default_rng(seed)
    identity = chance.normal(0, 1, len(truth.identity)).astype(np.float32)
    blendshapes = np.zeros((FRAMES, 52), np.float32)
    for name in MOVES:
        wave = np.sin(np.arange(FRAMES) * chance.uniform(0.1, 0.5) + chance.uniform(0, 6))
        blendshapes[:, BLENDSHAPES.index(name)] = chance.uniform(0.4, 0.8) * np.maximum(wave, 0)
    head = truth.mean + np.tensordot(identity, truth.identity, axes=1)
    head = head + truth.displacement(truth.coefficients_of_blendshapes(blendshapes))
    turns = 15 * np.sin(np.arange(FRAMES)[:, None] / [11, 17, 23] + chance.uniform(0, 6, 3))
    rotation = Rotation.from_euler("YXZ", turns, degrees=True).as_matrix()
    camera = 8 * np.einsum("nvc,ndc->nvd", head, rotation) + np.array([150, -150, 0])
    points = (camera + chance.normal(0, 0.15, camera.shape)) * FLIP
    points[..., [0, 2]] /= pixel_aspect
    textures = chance.integers(60, 200, (3, 32, 32, 3)).astype(np.uint8)
    places = np.array([0, 30, 60])
    filled = np.concatenate([points, points[:, :10]], axis=1).astype(np.float32)
    return TrackedFace(f"{seed}.mp4", f"person {seed}", filled, blendshapes, pixel_aspect, textures, places,
                       np.arange(len(filled), dtype=np.int32))  # fmt: skip


@pytest.fixture(scope="module")
def learned(truth: FaceModel, mesh: CanonicalMesh) -> FaceModel:
    people = [_person(truth, seed) for seed in range(5)]
    return learn_face_model([*people, _person(truth, 5, pixel_aspect=1.5)], mesh)


def test_its_parts_have_their_sizes(learned: FaceModel) -> None:
    assert learned.mean.shape == (468, 3)
    assert learned.expression.shape == (EXPRESSIONS, 468, 3)
    assert learned.identity.shape == (6, 468, 3)
    assert learned.blendshape_map.shape == (EXPRESSIONS, 52)
    assert learned.blendshape_scale.shape == (52,)
    for name in ("mean", "identity", "expression", "blendshape_map", "appearance"):
        assert np.isfinite(getattr(learned, name)).all(), name


def test_its_basis_is_symmetric_or_antisymmetric(learned: FaceModel) -> None:
    mirrored = learned.expression[:, learned.mirror] * np.array([-1, 1, 1], np.float32)
    largest = np.abs(learned.expression).max(axis=(1, 2))
    wanted = learned.expression * learned.expression_parity[:, None, None]
    assert (np.abs(mirrored - wanted).max(axis=(1, 2)) < 1e-3 + 0.01 * largest).all()


def test_components_come_in_the_order_of_their_strength(learned: FaceModel) -> None:
    strength = np.linalg.norm(learned.expression.reshape(EXPRESSIONS, -1), axis=1)
    assert strength[0] > 3 * strength[10]
    assert strength[:3].min() > strength[-10:].max()


@pytest.mark.parametrize("name", MOVES)
def test_blendshapes_move_the_learned_face_as_the_true_one(
    truth: FaceModel, learned: FaceModel, name: str
) -> None:
    def moved(model: FaceModel) -> NDArray[np.float32]:
        row = np.zeros(52, np.float32)
        row[BLENDSHAPES.index(name)] = 1
        return model.displacement(model.coefficients_of_blendshapes(row)).ravel()

    found, wanted = moved(learned), moved(truth)
    alike = float(found @ wanted / np.linalg.norm(found) / np.linalg.norm(wanted))
    assert alike > 0.9
    assert np.linalg.norm(found) == pytest.approx(float(np.linalg.norm(wanted)), rel=0.25)


def test_people_never_seen_are_explained(truth: FaceModel, learned: FaceModel) -> None:
    stranger = _person(truth, 77)
    fit = fit_track(learned, stranger.points, stranger.blendshapes, 1.0)
    assert fit.residual < 0.006  # noise alone is .0019
    still = fit_track(learned, stranger.points, 0 * stranger.blendshapes, 1.0)
    assert fit.residual <= still.residual + 1e-4


def test_the_observed_range_of_blendshapes_is_kept(learned: FaceModel) -> None:
    for name in MOVES:
        assert 0.3 < learned.blendshape_scale[BLENDSHAPES.index(name)] < 0.85
    assert learned.blendshape_scale[BLENDSHAPES.index("cheekPuff")] == 0
