"""Learning to read affect, on made-up people."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from dfm.core import weights
from dfm.core.affect.features import FEATURES, features_of
from dfm.core.faces.model import load_face_model
from dfm.core.jobs import drain
from dfm.core.training.affect_faces import average_of
from dfm.core.training.affect_loop import Recipe, affect_errors, answer_lessons, fair, learn, steady_pairs
from dfm.models.affect_net import AffectNet, Reading
from tests.core.training.affect_people import FRAMES, clip_face, photo_face

SMALL = Recipe(nets=1, steps=60, batch=64, laid=300, photographed=60)


def _learned(seed: int) -> AffectNet:
    clips = [clip_face("ada", 0), clip_face("ben", 1)]
    photos = [photo_face("cyd", 1, 0), photo_face("dan", 0, 1)]
    model = load_face_model(weights.find("face_model"))
    return drain(learn(clips, photos, model, average_of(clips), seed, SMALL))[0]


def test_calm_people_are_read_as_calm_after_a_while() -> None:
    clips = [clip_face("ada", 0), clip_face("ben", 1)]
    net = _learned(0)
    with torch.no_grad():
        reading = net(torch.from_numpy(features_of(clips[1].observed, average_of(clips))))
    assert float(reading.place.norm(dim=1).mean()) < 0.3


def test_the_same_seed_makes_the_same_net() -> None:
    one, two, other = _learned(3), _learned(3), _learned(4)
    assert torch.equal(one.leave.weight, two.leave.weight)
    assert not torch.equal(one.leave.weight, other.leave.weight)


def test_answers_count_with_and_without_the_resting_face() -> None:
    clips = [clip_face("ada", 0, answers=5), clip_face("ben", 1)]
    lessons = answer_lessons(clips, average_of(clips), 0.0)
    assert lessons is not None
    assert lessons.features.shape == (10, FEATURES)
    assert lessons.features[:, -1].tolist() == [1.0] * 5 + [0.0] * 5
    assert np.allclose(lessons.truth[:, 1], 0.75, atol=0.01)
    assert answer_lessons([replace(clips[1])], average_of(clips), 0.0) is None


def test_what_is_always_said_of_a_person_counts_less() -> None:
    answers = np.array([[0.6, 0.4], [0.4, 0.6]], np.float32)
    everywhere = np.array([0.8, 0.2])
    assert np.allclose(fair(answers, everywhere, 0.0), answers, atol=0.01)
    whole = fair(answers, everywhere, 1.0)
    assert whole[0, 0] > 0.8
    assert whole[1, 0] < whole[0, 0]
    assert np.allclose(whole.sum(axis=1), 1)


def test_steadiness_is_asked_of_neighbours() -> None:
    clips = [clip_face("ada", 0)]
    pairs = steady_pairs(clips, average_of(clips))
    assert pairs.shape == (FRAMES - 1, 2, FEATURES)
    assert np.array_equal(pairs[0, 1], pairs[1, 0])


def test_the_errors_are_those_of_each_frame() -> None:
    reading = Reading(torch.tensor([[0.5, 0.0]]), torch.zeros(1, 8))
    errors = affect_errors(reading, torch.eye(8)[:1], torch.zeros(1, 2), 0.1)
    assert errors["place"].tolist() == [0.25]
    assert float(errors["emotion"][0]) == pytest.approx(np.log(8), abs=1e-5)
