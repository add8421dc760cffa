"""What the decoder for anybody learns from has the right places, labels, shapes and lips."""

from typing import Any

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.affect.estimator import NAMES
from dfm.core.analyze import analyze
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.jobs import drain
from dfm.core.motion.action_units import lip_parting
from dfm.core.motion.decoder import PrototypeDecoder
from dfm.core.training.universal_lessons import footage_rows, mixed, photo_rows, prototype_rows
from tests.core.training.affect_people import photo_face

PLAYED = {"happy": {"AU12": 1.5}}


@pytest.fixture(scope="module")
def model() -> FaceModel:
    return load_face_model(weights.find("face_model"))


@pytest.fixture(scope="module")
def prototypes(model: FaceModel) -> PrototypeDecoder:
    return PrototypeDecoder(model, PLAYED)


def test_footage_is_read_frame_by_frame_and_its_speech_left_out(
    clips: Any, model: FaceModel, prototypes: PrototypeDecoder
) -> None:
    analysis = drain(analyze(clips.folder / "ada.mp4"))
    rows = footage_rows(analysis.tracks[0], analysis.media, prototypes, model)
    assert 10 < len(rows) <= len(analysis.tracks[0].frames)
    assert rows.emotions.sum(axis=1) == pytest.approx(1, abs=1e-3)
    assert (np.linalg.norm(rows.places, axis=1) <= 1).all()
    assert (rows.counts > 0).all()
    parted = mixed(prototypes, rows.places, rows.emotions) @ lip_parting(model)
    np.testing.assert_allclose(rows.coefficients @ lip_parting(model), parted, atol=1e-3)


def test_prototypes_are_played_as_they_were_refined(model: FaceModel, prototypes: PrototypeDecoder) -> None:
    rows = prototype_rows(PLAYED, model, 600, np.random.default_rng(0))
    assert rows.coefficients.shape == (600, 30)
    assert (np.linalg.norm(rows.places, axis=1) <= 1 + 1e-6).all()
    assert (rows.emotions.sum(axis=1) == 1).all()
    assert len(set(rows.emotions.argmax(axis=1))) == len(NAMES)
    happy = rows.emotions.argmax(axis=1) == NAMES.index("happy")
    off = rows.coefficients[happy] - prototypes.decode("happy", rows.places[happy].astype(np.float64))
    assert 0 < np.abs(off.mean(axis=0)).max() < 0.5


def test_photographs_of_a_label_lie_on_its_way(model: FaceModel, prototypes: PrototypeDecoder) -> None:
    photos = [photo_face("a", 0, 1), photo_face("b", 1, 2), photo_face("c", 7, 3)]
    rows = photo_rows(photos, prototypes, model, 50, np.random.default_rng(0))
    labels = rows.emotions.argmax(axis=1)
    assert set(labels) == {1, 7}
    assert (rows.places[labels == 1, 0] > 0.3).all()
    assert (rows.places[labels == 7, 0] < -0.3).all()
    assert len(photo_rows(photos[:1], prototypes, model, 50, np.random.default_rng(0))) == 0


def test_emotions_are_mixed_by_their_weights(prototypes: PrototypeDecoder) -> None:
    place = np.array([[0.5, 0.3]], np.float32)
    one = [prototypes.decode(name, place.astype(np.float64)) for name in ("happy", "surprise")]
    half = np.zeros((1, 8), np.float32)
    half[0, [1, 2]] = 0.5
    np.testing.assert_allclose(mixed(prototypes, place, half), (one[0] + one[1]) / 2, atol=1e-5)
