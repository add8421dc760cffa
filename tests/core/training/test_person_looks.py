"""How a face looks: sharp or not, covered or not, and the same from the cache."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from dfm.core import places, weights
from dfm.core.analyze import Analysis, analyze
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.jobs import drain
from dfm.core.training import person_looks
from dfm.core.training.person_looks import SIDE, SMALL, Looks, covered_shares, look_at, sharpness, skin


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    return drain(analyze(short_clip))


@pytest.fixture(scope="module")
def looks(analysis: Analysis) -> Looks:
    return drain(look_at(analysis, analysis.tracks))[1]


@pytest.fixture(scope="module")
def model() -> FaceModel:
    return load_face_model(weights.find("face_model"))


def test_every_frame_is_looked_at(analysis: Analysis, looks: Looks) -> None:
    assert looks.sharpness.shape == looks.hidden.shape == (len(analysis.tracks[0].frames),)
    assert np.isfinite(looks.sharpness).all()
    assert (looks.hidden < 0.1).mean() > 0.95
    assert looks.descriptor.shape == (SMALL * SMALL + 3,)


def test_a_second_time_nothing_is_read(
    analysis: Analysis, looks: Looks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person_looks, "read_frames", None)
    again = drain(look_at(analysis, analysis.tracks))[1]
    np.testing.assert_array_equal(again.sharpness, looks.sharpness)
    np.testing.assert_array_equal(again.descriptor, looks.descriptor)
    assert not list((places.cache_folder() / "training").glob("*.part"))


def test_a_broken_or_unwritable_cache_costs_time_alone(
    analysis: Analysis, looks: Looks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "training").write_bytes(b"a file where the folder should be")
    monkeypatch.setattr(places, "cache_folder", lambda: tmp_path)
    found = drain(look_at(analysis, analysis.tracks))[1]
    np.testing.assert_array_equal(found.hidden, looks.hidden)


def test_blur_takes_the_detail(model: FaceModel) -> None:
    texture = np.random.default_rng(0).integers(0, 255, (SIDE, SIDE, 3), np.uint8)
    coverage = model.unwrapper(SIDE).coverage
    blurred = np.asarray(cv2.GaussianBlur(texture, (0, 0), 2), np.uint8)
    assert sharpness(blurred, coverage) < 0.5 * sharpness(texture, coverage)


def test_what_lies_over_the_face_is_seen_and_a_change_of_light_is_not(model: FaceModel) -> None:
    chance = np.random.default_rng(0)
    frames = np.clip(120 + chance.normal(0, 3, (40, SMALL, SMALL, 3)), 0, 255)
    frames[10] *= 1.3
    frames[20, : SMALL // 2] = 20
    shares = covered_shares(frames.astype(np.uint8), skin(model.unwrapper(SIDE)))
    assert shares[10] < 0.05
    assert shares[20] > 0.2
    assert np.delete(shares, 20).max() < 0.05


def test_mouth_and_eyes_do_not_count(model: FaceModel) -> None:
    counted = skin(model.unwrapper(SIDE))
    mouth = model.uv[13] * SMALL
    assert not counted[int(mouth[1]), int(mouth[0])]
    assert 0.2 < counted.mean() < 0.8


def test_no_frames_are_no_shares(model: FaceModel) -> None:
    assert covered_shares(np.zeros((0, SMALL, SMALL, 3), np.uint8), skin(model.unwrapper(SIDE))).shape == (0,)
