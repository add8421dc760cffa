"""The shipped decoder for anybody: labels distinct, strengths ordered, takes that differ and last."""

from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.affect.estimator import NAMES
from dfm.core.document.emotions import INTENSITIES, emotion, nearest_emotion
from dfm.core.errors import MissingWeights, UsageError
from dfm.core.faces.model import FaceModel
from dfm.core.motion.universal import DecoderWeights, UniversalDecoder, load_decoder, load_universal

FELT = NAMES[1:]
CORNER, INNER_BROW, UPPER_LID, LOWER_LID = 61, 55, 159, 145
SECONDS = np.arange(150) / 30


@pytest.fixture(scope="module")
def universal() -> UniversalDecoder:
    return load_universal()


def _centre(label: str, intensity: float = 0.85, frames: int = 3) -> NDArray[np.float64]:
    row = emotion(label)
    return np.tile(np.array([row.valence, row.arousal]) * intensity, (frames, 1))


def _face(
    universal: UniversalDecoder, model: FaceModel, label: str, intensity: float = 0.85
) -> NDArray[np.float32]:
    return np.asarray(model.displacement(universal.decode(label, _centre(label, intensity)))[0])


def test_the_neutral_face_does_not_move_and_has_no_life(universal: UniversalDecoder) -> None:
    np.testing.assert_allclose(universal.decode("neutral", np.zeros((5, 2))), 0, atol=1e-6)
    np.testing.assert_allclose(universal.decode("neutral", np.zeros((150, 2)), SECONDS, 7), 0, atol=1e-6)


@pytest.mark.parametrize(("one", "other"), list(combinations(NAMES, 2)))
def test_all_labels_look_different(
    universal: UniversalDecoder, model: FaceModel, one: str, other: str
) -> None:
    a, b = _face(universal, model, one), _face(universal, model, other)
    apart = np.linalg.norm(a - b, axis=1)
    assert np.sort(apart)[-20:].mean() > 0.2  # centimetres at the vertices that differ most
    assert np.linalg.norm(a - b) > 0.35 * max(np.linalg.norm(a), np.linalg.norm(b))


@pytest.mark.parametrize("label", FELT)
def test_three_strengths_are_clearly_ordered(
    universal: UniversalDecoder, model: FaceModel, label: str
) -> None:
    sizes = [np.linalg.norm(_face(universal, model, label, strength)) for strength in INTENSITIES.values()]
    assert sizes[0] > 0.2 * sizes[2]
    assert sizes[1] > 1.3 * sizes[0]
    assert sizes[2] > 1.2 * sizes[1]


@pytest.mark.parametrize(("label", "seed"), list(product(FELT, (0, 5))))
def test_strengths_of_a_take_never_overlap(
    universal: UniversalDecoder, model: FaceModel, label: str, seed: int
) -> None:
    along = model.displacement(universal.decode(label, _centre(label, 0.85, 1))[0]).ravel()
    shown = [
        model.displacement(universal.decode(label, _centre(label, strength, 150), SECONDS, seed)).reshape(
            150, -1
        )
        @ along
        for strength in INTENSITIES.values()
    ]
    assert shown[0].mean() < shown[1].mean() < shown[2].mean()
    assert shown[0].max() < shown[2].min()


def test_the_signature_of_each_emotion(universal: UniversalDecoder, model: FaceModel) -> None:
    faces = {label: _face(universal, model, label) for label in FELT}

    def gap(label: str, upper: int, lower: int) -> float:
        return float(faces[label][upper, 1] - faces[label][lower, 1])

    assert faces["happy"][CORNER, 1] > 0.3
    assert faces["sad"][CORNER, 1] < -0.1
    for raised in ("surprise", "fear", "sad"):
        assert faces[raised][INNER_BROW, 1] > 0.05, raised
    for lowered in ("anger", "disgust"):
        assert faces[lowered][INNER_BROW, 1] < -0.1, lowered
    assert gap("surprise", UPPER_LID, LOWER_LID) > 0.05
    assert gap("surprise", 13, 14) > gap("anger", 13, 14) + 0.3
    assert faces["contempt"][CORNER, 1] > 1.5 * faces["contempt"][model.mirror[CORNER], 1]


@pytest.mark.parametrize("label", [name for name in FELT if name != "contempt"])
def test_means_but_that_of_contempt_are_symmetric(
    universal: UniversalDecoder, model: FaceModel, label: str
) -> None:
    face = _face(universal, model, label)
    np.testing.assert_allclose(face[model.mirror] * [-1, 1, 1], face, atol=0.1)


@pytest.mark.parametrize("angle", range(0, 360, 30))
def test_a_place_anywhere_makes_a_sensible_face(
    universal: UniversalDecoder, model: FaceModel, angle: int
) -> None:
    place = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    faces = model.displacement(
        universal.decode(nearest_emotion(*place).name, place * np.linspace(0, 1, 11)[:, None])
    )
    sizes = np.linalg.norm(faces, axis=(1, 2))
    assert sizes[9] > 0.1 * np.linalg.norm(_face(universal, model, "happy", 0.6))
    assert sizes.max() < 1.4 * max(np.linalg.norm(_face(universal, model, name, 1.0)) for name in FELT)


@pytest.mark.parametrize("label", FELT)
def test_a_held_expression_lives_a_little_and_smoothly(
    universal: UniversalDecoder, model: FaceModel, label: str
) -> None:
    played = universal.decode(label, _centre(label, 0.85, 150), SECONDS, 3)
    assert played.shape == (150, 30)
    assert played.dtype == np.float32
    moved = model.displacement(played)
    assert np.linalg.norm(np.diff(moved, axis=0), axis=2).max() < 0.06  # centimetres a frame
    assert moved.std(axis=0).max() > 0.01
    mean = _face(universal, model, label)
    assert np.linalg.norm(moved - mean, axis=(1, 2)).max() < 0.8 * np.linalg.norm(mean)


def test_takes_differ_and_trimming_one_changes_nothing(universal: UniversalDecoder) -> None:
    curve = _centre("happy", 0.6, 150)
    one, other = (universal.decode("happy", curve, SECONDS, seed) for seed in (1, 2))
    assert np.abs(one.mean(axis=0) - other.mean(axis=0)).max() > 0.1
    np.testing.assert_allclose(universal.decode("happy", curve[40:], SECONDS[40:], 1), one[40:], atol=1e-4)


def test_mean_and_spread_take_mixtures_of_emotions(universal: UniversalDecoder) -> None:
    places = np.concatenate([_centre("happy", 0.5, 2), _centre("sad", 0.5, 2)])
    mixed = np.full((4, 8), 1 / 8)
    assert universal.mean(places, mixed).shape == (4, 30)
    spread = universal.spread(places, mixed)
    assert (spread > 0).all()
    assert (spread < 3).all()
    assert universal.decode("happy", np.zeros((0, 2)), np.zeros(0), 1).shape == (0, 30)


def test_an_unknown_label_is_told_with_the_nearest(universal: UniversalDecoder) -> None:
    with pytest.raises(UsageError, match="did you mean 'happy'"):
        universal.decode("hapy", np.zeros((1, 2)))


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    learned = load_decoder(weights.find("decoder"))
    learned.save(tmp_path / "again.safetensors")
    again = load_decoder(tmp_path / "again.safetensors")
    np.testing.assert_array_equal(again.modes, learned.modes)
    for (one, _), (other, _) in zip(again.layers, learned.layers, strict=True):
        np.testing.assert_array_equal(one, other)


def test_other_files_are_no_decoder(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("nothing")
    with pytest.raises(MissingWeights, match="holds no decoder"):
        load_decoder(tmp_path / "text")
    with pytest.raises(MissingWeights, match="holds no decoder"):
        load_decoder(weights.find("affect"))
    learned = load_decoder(weights.find("decoder"))
    DecoderWeights(learned.layers, learned.modes[:, :5]).save(tmp_path / "other")
    with pytest.raises(MissingWeights, match="another version"):
        load_decoder(tmp_path / "other")
