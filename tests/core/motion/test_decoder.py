"""All labels at all strengths: distinct, ordered, and each with its own signature on the face."""

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.document.emotions import EMOTIONS, INTENSITIES, emotion, nearest_emotion
from dfm.core.errors import UsageError
from dfm.core.faces.model import FaceModel
from dfm.core.motion.decoder import Decoder, PrototypeDecoder

LABELS = [row.name for row in EMOTIONS]
FELT = [name for name in LABELS if name != "neutral"]
CORNER, INNER_BROW, UPPER_LID, LOWER_LID = 61, 55, 159, 145


def _centre(label: str, intensity: float, frames: int = 3) -> NDArray[np.float64]:
    row = emotion(label)
    return np.tile(np.array([row.valence, row.arousal]) * intensity, (frames, 1))


def _face(decoder: Decoder, model: FaceModel, label: str, intensity: float = 0.85) -> NDArray[np.float32]:
    return np.asarray(model.displacement(decoder.decode(label, _centre(label, intensity)))[0])


def test_neutral_is_no_movement(decoder: PrototypeDecoder) -> None:
    assert not decoder.decode("neutral", np.zeros((10, 2))).any()


def test_a_way_away_from_neutral_tints_the_neutral_face(decoder: PrototypeDecoder, model: FaceModel) -> None:
    pleasant, unpleasant = model.displacement(decoder.decode("neutral", np.array([[0.6, 0.0], [-0.6, 0.0]])))
    assert pleasant[CORNER, 1] > 0.03 > unpleasant[CORNER, 1]
    assert np.linalg.norm(pleasant) < 0.5 * np.linalg.norm(_face(decoder, model, "happy", 0.6))


@pytest.mark.parametrize("angle", range(0, 360, 15))
def test_a_custom_emotion_anywhere_makes_a_sensible_face(
    decoder: PrototypeDecoder, model: FaceModel, angle: int
) -> None:
    place = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    label = nearest_emotion(*place).name
    curve = place * np.linspace(0, 1, 21)[:, None]
    faces = model.displacement(decoder.decode(label, curve))
    sizes = np.linalg.norm(faces, axis=(1, 2))
    assert sizes[0] == 0
    assert (np.diff(sizes) > 0).all() or sizes[-1] > 0.9 * sizes.max()
    assert sizes[12] > 0.12 * np.linalg.norm(_face(decoder, model, "happy", 0.6))
    strongest = max(np.linalg.norm(_face(decoder, model, name, 1.0)) for name in FELT)
    assert sizes[-1] < 1.3 * strongest


def test_calm_droops_the_lids_under_a_faint_smile(decoder: PrototypeDecoder, model: FaceModel) -> None:
    place = (0.35, -0.6)
    face = model.displacement(decoder.decode(nearest_emotion(*place).name, np.array([place])))[0]
    assert face[CORNER, 1] > 0.03
    assert face[UPPER_LID, 1] < face[LOWER_LID, 1]


@pytest.mark.parametrize(("one", "other"), list(combinations(LABELS, 2)))
def test_all_labels_look_different(decoder: PrototypeDecoder, model: FaceModel, one: str, other: str) -> None:
    a, b = _face(decoder, model, one), _face(decoder, model, other)
    apart = np.linalg.norm(a - b, axis=1)
    assert np.sort(apart)[-20:].mean() > 0.25  # centimetres at the vertices that differ most
    larger = max(np.linalg.norm(a), np.linalg.norm(b))
    assert np.linalg.norm(a - b) > 0.35 * larger


@pytest.mark.parametrize("label", FELT)
def test_three_strengths_are_clearly_ordered(decoder: PrototypeDecoder, model: FaceModel, label: str) -> None:
    sizes = [np.linalg.norm(_face(decoder, model, label, strength)) for strength in INTENSITIES.values()]
    assert sizes[0] > 0.2 * sizes[2]
    assert sizes[1] > 1.3 * sizes[0]
    assert sizes[2] > 1.2 * sizes[1]


def test_the_signature_of_each_emotion(decoder: PrototypeDecoder, model: FaceModel) -> None:
    faces = {label: _face(decoder, model, label) for label in FELT}

    def gap(face: NDArray[np.float32], upper: int, lower: int) -> float:
        return float(face[upper, 1] - face[lower, 1])

    assert faces["happy"][CORNER, 1] > 0.3
    assert faces["sad"][CORNER, 1] < -0.1
    assert faces["disgust"][CORNER, 1] < faces["happy"][CORNER, 1] - 0.3
    for raised in ("surprise", "fear", "sad"):
        assert faces[raised][INNER_BROW, 1] > 0.05, raised
    for lowered in ("anger", "disgust"):
        assert faces[lowered][INNER_BROW, 1] < -0.1, lowered
    assert gap(faces["surprise"], UPPER_LID, LOWER_LID) > 0.05
    for shut in ("happy", "disgust", "anger"):
        assert gap(faces["fear"], UPPER_LID, LOWER_LID) > gap(faces[shut], UPPER_LID, LOWER_LID), shut
    for gaping in ("surprise", "fear"):
        assert gap(faces[gaping], 13, 14) > 0.2, gaping
    assert gap(faces["surprise"], 13, 14) > gap(faces["anger"], 13, 14) + 0.3
    assert faces["contempt"][CORNER, 1] > 1.5 * faces["contempt"][model.mirror[CORNER], 1]


@pytest.mark.parametrize("label", [name for name in FELT if name != "contempt"])
def test_emotions_but_contempt_are_symmetric(decoder: PrototypeDecoder, model: FaceModel, label: str) -> None:
    face = _face(decoder, model, label)
    np.testing.assert_allclose(face[model.mirror] * [-1, 1, 1], face, atol=0.08)


@pytest.mark.parametrize("label", LABELS)
def test_a_smooth_curve_is_a_smooth_movement_of_the_same_length(
    decoder: PrototypeDecoder, model: FaceModel, label: str
) -> None:
    time = np.linspace(0, 2 * np.pi, 60)
    curve = _centre(label, 0.6, 60) + 0.1 * np.stack([np.cos(time), np.sin(time)], 1)
    coefficients = decoder.decode(label, curve)
    assert coefficients.shape == (60, 30)
    assert coefficients.dtype == np.float32
    assert np.isfinite(coefficients).all()
    moved = model.displacement(coefficients)
    assert np.linalg.norm(np.diff(moved, axis=0), axis=2).max() < 0.08


def test_the_rest_of_the_curve_colours_the_expression(decoder: PrototypeDecoder, model: FaceModel) -> None:
    row = emotion("surprise")
    across = np.array([row.arousal, -row.valence]) / np.hypot(row.valence, row.arousal)
    place = 0.6 * np.array([row.valence, row.arousal])
    pleasant, unpleasant = model.displacement(
        decoder.decode("surprise", np.stack([place + 0.15 * across, place - 0.15 * across]))
    )
    assert pleasant[CORNER, 1] > unpleasant[CORNER, 1] + 0.02
    assert np.linalg.norm(pleasant - unpleasant) < 0.5 * np.linalg.norm(pleasant)


def test_no_frame_is_no_coefficient_and_adjectives_are_labels(decoder: PrototypeDecoder) -> None:
    assert decoder.decode("happy", np.zeros((0, 2))).shape == (0, 30)
    np.testing.assert_array_equal(
        decoder.decode("angry", _centre("anger", 0.5)), decoder.decode("anger", _centre("anger", 0.5))
    )


def test_an_unknown_label_is_told_with_the_nearest(decoder: PrototypeDecoder) -> None:
    with pytest.raises(UsageError, match="did you mean 'happy'"):
        decoder.decode("hapy", np.zeros((1, 2)))
