"""Frames to learn from: spread, sharp, cut out around the face, and kept."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.faces.topology import FACE_OVAL
from dfm.core.jobs import Progress, drain
from dfm.core.render.shading import ShadingMaps, load_shading
from dfm.core.training.dataset import clip_rows, gather, read_face
from dfm.core.training.face_basis import TrackedFace
from dfm.core.training.reference_frames import MOST_FRAMES, SIDE, Frames, frames_of, sharpness, spread


@pytest.fixture(scope="module")
def model() -> FaceModel:
    return load_face_model(weights.find("face_model"))


@pytest.fixture(scope="module")
def shading() -> ShadingMaps:
    return load_shading(weights.find("shading"))


@pytest.fixture(scope="module")
def first(clips: Any) -> tuple[Path, TrackedFace]:
    """The first clip and its gathered face."""
    face = read_face(drain(gather(clips.folder))[0])
    assert face is not None
    return clip_rows(clips.folder, "train")[0].path, face


@pytest.fixture(scope="module")
def frames(model: FaceModel, shading: ShadingMaps, first: tuple[Path, TrackedFace]) -> Frames:
    return drain(frames_of(model, shading, *first))


def test_frames_are_squares_around_the_face(frames: Frames) -> None:
    count, chosen = len(frames.numbers), len(frames.after)
    assert 8 < chosen <= MOST_FRAMES
    assert count > chosen
    assert frames.pictures.shape == (count, SIDE, SIDE, 3)
    assert frames.points.shape == (count, 478, 3)
    assert frames.expression.shape == (count, 30)
    assert frames.rotation.shape == (count, 3, 3)
    assert (np.diff(frames.numbers[:chosen]) > 0).all()
    oval = frames.points[:, list(FACE_OVAL), :2]
    assert 20 < oval.min() < oval.max() < SIDE - 20
    assert frames.pictures[:, SIDE // 2, SIDE // 2].mean() > 40
    assert 0.7 <= float(frames.gain) <= 1.5


def test_frames_are_read_once(
    model: FaceModel, shading: ShadingMaps, first: tuple[Path, TrackedFace], frames: Frames
) -> None:
    seen: list[Progress] = []
    again = drain(frames_of(model, shading, *first), seen.append)
    assert (again.pictures == frames.pictures).all()
    assert (again.numbers == frames.numbers).all()
    assert not seen


def test_the_frame_after_a_frame_is_the_next_of_the_video(frames: Frames) -> None:
    chosen = len(frames.after)
    followed = np.flatnonzero(frames.after >= 0)
    assert len(followed) == len(frames.numbers) - chosen
    assert sorted(frames.after[followed].tolist()) == list(range(chosen, len(frames.numbers)))
    assert (frames.numbers[frames.after[followed]] == frames.numbers[followed] + 1).all()


def test_a_face_that_is_not_always_there_is_cut_out_where_it_is(
    model: FaceModel, shading: ShadingMaps, clips: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = clip_rows(clips.folder, "train")[1].path
    face = read_face(drain(gather(clips.folder))[1])
    assert face is not None
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path))
    (tmp_path / "training").mkdir()
    late = replace(
        face,
        points=face.points[5:],
        blendshapes=face.blendshapes[5:],
        frames=face.frames[5:],
        textures=face.textures[:0],
        texture_frames=face.texture_frames[:0],
        pictures=None,
    )
    assert drain(frames_of(model, shading, clip, late)).numbers.min() >= 5


def test_places_are_spread_as_far_as_they_go() -> None:
    line = np.array([0, 0.1, 5, 5.1, 9.9, 10.2], np.float32)
    assert spread(np.abs(line[:, None] - line), 3).tolist() in ([0, 2, 5], [0, 3, 5])
    assert spread(np.zeros((2, 2), np.float32), 9).tolist() == [0]


def test_blurred_pictures_are_less_sharp() -> None:
    random = np.random.default_rng(0)
    noise = random.integers(0, 255, (64, 64, 3)).astype(np.uint8)
    smooth = np.repeat(np.repeat(noise[::8, ::8], 8, axis=0), 8, axis=1)
    assert sharpness(noise) > 3 * sharpness(smooth)
    assert sharpness(np.zeros((64, 64, 3), np.uint8)) == 0
