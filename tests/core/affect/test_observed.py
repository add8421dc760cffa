"""What is observed of tracks and of photographs."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.affect.observed import MOST_RESTING, observe_points, observe_track, resting_face, worn
from dfm.core.analyze import analyze
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.faces.tracks import FaceTrack
from dfm.core.jobs import drain


@pytest.fixture(scope="module")
def track(short_clip: Path) -> FaceTrack:
    return drain(analyze(short_clip)).tracks[0]


@pytest.fixture(scope="module")
def model() -> FaceModel:
    return load_face_model(weights.find("face_model"))


def test_a_resting_face_is_what_is_low_most_of_the_time() -> None:
    shapes = np.zeros((10, 52), np.float32)
    shapes[5:, 3] = 0.9
    shapes[:, 7] = 0.9
    resting = resting_face(shapes)
    assert resting[3] == 0
    assert resting[7] == np.float32(MOST_RESTING)


def test_the_average_neutral_face_wears_no_expression(model: FaceModel) -> None:
    assert np.allclose(worn(model.mean, model), 0, atol=1e-5)


def test_an_expression_worn_by_the_neutral_face_is_told_from_identity(model: FaceModel) -> None:
    expression = np.zeros(30, np.float32)
    expression[2] = 2
    identity = np.tensordot(np.full(len(model.identity), 0.5, np.float32), model.identity, axes=1)
    bare = worn(model.mean + identity, model)
    found = worn(model.mean + identity + model.displacement(expression), model)
    assert np.abs(bare).max() < 1
    assert found[2] - bare[2] > 0.4
    assert (found - bare).argmax() == 2


def test_a_track_is_observed_on_every_frame(track: FaceTrack, model: FaceModel) -> None:
    seen = observe_track(track, model)
    assert len(seen) == len(track.frames)
    assert seen.mesh.shape == (len(track.frames), 30)
    moved = replace(track, expression=track.expression + 1)
    assert np.allclose(observe_track(moved, model).mesh, seen.mesh + 1, atol=1e-5)


def test_a_photograph_shows_no_resting_face(track: FaceTrack, model: FaceModel) -> None:
    seen = observe_points(track.points[0], track.blendshapes[0], model)
    assert len(seen) == 1
    assert seen.resting is None
    assert np.abs(seen.mesh - observe_track(track, model).mesh[:1]).mean() < 1
