"""The fit finds again what a face was made of."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from dfm.core.faces.alignment import FLIP, to_camera
from dfm.core.faces.fit import fit_expression, fit_track, lip_aperture
from dfm.core.faces.landmarks import Landmarks
from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import BLENDSHAPES

FRAMES = 80


class Made:
    """A person made of the model: identity, blendshapes over time, poses, and the landmarks of it all."""

    def __init__(self, model: FaceModel, pixel_aspect: float = 1.0, noise: float = 0.0) -> None:
        chance = np.random.default_rng(11)
        self.identity = chance.normal(0, 0.7, len(model.identity)).astype(np.float32)
        self.neutral = model.mean + np.tensordot(self.identity, model.identity, axes=1).astype(np.float32)
        self.blendshapes = np.zeros((FRAMES, 52), np.float32)
        beat = np.arange(FRAMES) / 6
        for name, phase in (
            ("jawOpen", 0),
            ("mouthSmileLeft", 1),
            ("mouthSmileRight", 1),
            ("browInnerUp", 2),
        ):
            wave = 0.35 - 0.35 * np.cos(beat + phase)
            self.blendshapes[:, BLENDSHAPES.index(name)] = wave
        self.expression = model.coefficients_of_blendshapes(self.blendshapes)
        turns = np.stack([20 * np.sin(beat / 3), 8 * np.cos(beat / 4), np.zeros(FRAMES)], 1)
        self.rotation = Rotation.from_euler("YXZ", turns, degrees=True).as_matrix().astype(np.float32)
        head = self.neutral + model.displacement(self.expression)
        camera = 9 * np.einsum("nvc,ndc->nvd", head, self.rotation) + np.array([200, -150, 0])
        camera += chance.normal(0, noise, camera.shape)
        points = camera * FLIP
        points[..., [0, 2]] /= pixel_aspect
        self.points = np.concatenate([points, points[:, :10]], axis=1).astype(np.float32)


@pytest.mark.parametrize("pixel_aspect", [1.0, 1.4])
def test_finds_pose_and_expression_again(model: FaceModel, pixel_aspect: float) -> None:
    made = Made(model, pixel_aspect)
    fit = fit_track(model, made.points, made.blendshapes, pixel_aspect)
    assert fit.residual < 0.002
    assert fit.error.shape == (FRAMES,)
    np.testing.assert_allclose(fit.poses.rotation, made.rotation, atol=0.02)
    np.testing.assert_allclose(fit.poses.scale, 9, rtol=0.03)
    found = model.displacement(fit.expression - fit.expression.mean(0))
    wanted = model.displacement(made.expression - made.expression.mean(0))
    assert float((found * wanted).sum() / np.square(wanted).sum()) == pytest.approx(1, abs=0.05)
    assert np.linalg.norm(fit.neutral - made.neutral, axis=1).mean() < 0.02 * model.face_height


def test_a_known_person_is_fitted_frame_by_frame(model: FaceModel) -> None:
    made = Made(model)
    fit = fit_track(model, made.points, made.blendshapes, 1.0)
    np.testing.assert_allclose(
        fit_expression(model, fit.neutral, made.points[3:5], 1.0), fit.expression[3:5], atol=1e-3
    )


def test_noise_of_a_pixel_is_noise_of_the_residual_not_of_the_face(model: FaceModel) -> None:
    made = Made(model, noise=1.0)
    fit = fit_track(model, made.points, made.blendshapes, 1.0)
    assert fit.residual == pytest.approx(np.sqrt(3) / 9 / model.face_height, rel=0.15)
    clean = fit_track(model, Made(model).points, made.blendshapes, 1.0)
    moved = model.displacement(fit.expression - clean.expression)
    assert np.linalg.norm(moved, axis=2).mean() < 0.008 * model.face_height


def test_the_identity_explains_most_of_a_neutral(model: FaceModel) -> None:
    made = Made(model)
    fit = fit_track(model, made.points, made.blendshapes, 1.0)
    shape = model.mean + np.tensordot(fit.identity, model.identity, axes=1)
    left = np.linalg.norm(shape - fit.neutral, axis=1).mean()
    assert left < 0.4 * np.linalg.norm(model.mean - fit.neutral, axis=1).mean()


def test_a_single_real_frame_is_fitted(model: FaceModel, portrait_face: Landmarks) -> None:
    fit = fit_track(model, portrait_face.points[None], portrait_face.blendshapes[None], 1.0)
    assert fit.residual < 0.01
    assert np.isfinite(fit.expression).all()
    smile = model.coefficients_of_blendshapes(portrait_face.blendshapes)
    assert float(fit.expression[0] @ smile / np.linalg.norm(smile) / np.linalg.norm(fit.expression[0])) > 0.7


def test_long_tracks_are_fitted_in_pieces_alike(model: FaceModel, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Made(model)
    whole = fit_track(model, made.points, made.blendshapes, 1.0)
    monkeypatch.setattr("dfm.core.faces.fit.CHUNK", 33)
    pieces = fit_track(model, made.points, made.blendshapes, 1.0)
    np.testing.assert_allclose(pieces.expression, whole.expression, atol=1e-4)
    assert pieces.residual == pytest.approx(whole.residual)


def test_lip_aperture_is_the_gap_over_the_faces_height(model: FaceModel) -> None:
    def aperture(jaw: float) -> float:
        shapes: NDArray[np.float32] = np.zeros(52, np.float32)
        shapes[BLENDSHAPES.index("jawOpen")] = jaw
        head = model.mean + model.displacement(model.coefficients_of_blendshapes(shapes))
        return float(lip_aperture(head[None], model.face_height)[0])

    assert aperture(0) < 0.03
    assert aperture(0.5) > aperture(0) + 0.02
    assert aperture(1.0) > aperture(0.5) + 0.02
    head = to_camera(np.zeros((3, 478, 3), np.float32), 1.0)
    np.testing.assert_array_equal(lip_aperture(head, 17.0), 0)
