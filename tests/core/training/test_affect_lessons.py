"""Lessons: emotions laid onto calm faces, and photographs."""

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.affect.estimator import NAMES
from dfm.core.affect.features import FEATURES
from dfm.core.document.emotions import emotion
from dfm.core.errors import InputError
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.faces.topology import BLENDSHAPES
from dfm.core.training.affect_faces import average_of
from dfm.core.training.affect_lessons import PLACES, SHOWN, Lessons, laid_lessons, photo_lessons
from tests.core.training.affect_people import clip_face, photo_face

COUNT = 400


@pytest.fixture(scope="module")
def model() -> FaceModel:
    return load_face_model(weights.find("face_model"))


@pytest.fixture(scope="module")
def laid(model: FaceModel) -> Lessons:
    clips = [clip_face("ada", 0), clip_face("ben", 1)]
    return laid_lessons(clips, [], model, average_of(clips), COUNT, np.random.default_rng(0))


def test_every_emotion_is_laid_onto_faces(laid: Lessons) -> None:
    assert laid.features.shape == (COUNT, FEATURES)
    assert (laid.truth.sum(axis=0) > 20).all()
    assert np.allclose(laid.truth.sum(axis=1), 1)


def test_a_place_is_the_emotions_as_far_out_as_it_is_strong(laid: Lessons) -> None:
    labels = laid.truth.argmax(axis=1)
    assert not laid.places[labels == 0].any()
    for label in range(1, 8):
        place = PLACES[label]
        along = laid.places[labels == label] @ place / (place @ place)
        assert np.allclose(laid.places[labels == label], along[:, None] * place, atol=1e-5)
        assert 0.2 < along.min() < along.max() < 1.001


def test_smiles_show_in_the_blendshapes(laid: Lessons) -> None:
    smile = BLENDSHAPES.index("mouthSmileLeft")
    labels = laid.truth.argmax(axis=1)
    happy, neutral = (laid.features[labels == NAMES.index(name), smile] for name in ("happy", "neutral"))
    assert happy.mean() > neutral.mean() + 0.2


def test_contempt_is_of_either_side(laid: Lessons) -> None:
    sides = [BLENDSHAPES.index(f"mouthSmile{side}") for side in ("Left", "Right")]
    contempt = laid.features[laid.truth[:, NAMES.index("contempt")] == 1][:, sides]
    assert (contempt[:, 0] > contempt[:, 1] + 0.1).any()
    assert (contempt[:, 1] > contempt[:, 0] + 0.1).any()


def test_the_same_chance_makes_the_same_lessons(model: FaceModel, laid: Lessons) -> None:
    clips = [clip_face("ada", 0), clip_face("ben", 1)]
    again = laid_lessons(clips, [], model, average_of(clips), COUNT, np.random.default_rng(0))
    assert np.array_equal(again.features, laid.features)


def test_nobody_at_rest_is_too_few(model: FaceModel) -> None:
    with pytest.raises(InputError, match="calm people"):
        laid_lessons([], [], model, average_of([clip_face("ada", 0)]), 1, np.random.default_rng(0))


def test_photographs_come_as_often_of_each_label_and_some_milder() -> None:
    photos = [photo_face("ada", 1, seed) for seed in range(9)] + [photo_face("ben", 7, 0)]
    lessons = photo_lessons(photos, average_of([clip_face("cyd", 0)]), COUNT, np.random.default_rng(0))
    counts = lessons.truth.sum(axis=0)
    assert counts[1] + counts[7] == COUNT
    assert 0.4 < counts[7] / COUNT < 0.6
    assert (lessons.features[:, -1] == 0).all()
    happy = emotion("happy")
    lengths = lessons.places[lessons.truth[:, 1] == 1, 0] / happy.valence
    assert lengths.max() == pytest.approx(SHOWN)
    assert 0.55 * SHOWN < lengths.min() < 0.9 * SHOWN
