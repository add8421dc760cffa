"""The landmark model on a real face, and on none."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.faces.landmarks import Landmarks, MediaPipeBackend
from dfm.core.faces.topology import (
    BLENDSHAPES,
    CHIN,
    FOREHEAD_TOP,
    LEFT_EYE_CORNERS,
    LEFT_IRIS,
    POINTS,
    RIGHT_EYE_CORNERS,
)


def test_finds_the_face_with_its_box(backend: MediaPipeBackend, portrait: NDArray[np.uint8]) -> None:
    (face,) = backend.find(portrait)
    assert face.score > 0.6
    assert face.left < 130 < face.left + face.width
    assert face.top < 125 < face.top + face.height
    assert 70 < face.height < 140


def test_points_lie_on_the_face(portrait_face: Landmarks) -> None:
    points = portrait_face.points
    assert points.shape == (POINTS, 3)
    assert points[FOREHEAD_TOP, 1] < points[4, 1] < points[CHIN, 1]
    assert points[RIGHT_EYE_CORNERS[0], 0] < points[LEFT_EYE_CORNERS[0], 0]
    left, right = sorted(points[list(LEFT_EYE_CORNERS), 0])
    assert left < points[LEFT_IRIS[0], 0] < right
    assert points[4, 2] < points[234, 2]  # nearer is less


def test_she_smiles_and_her_eyes_are_open(portrait_face: Landmarks) -> None:
    shapes = dict(zip(BLENDSHAPES, portrait_face.blendshapes, strict=True))
    assert shapes["mouthSmileLeft"] > 0.5
    assert shapes["mouthSmileRight"] > 0.5
    assert shapes["eyeBlinkLeft"] < 0.3
    assert shapes["jawOpen"] < 0.3
    assert 0 <= portrait_face.blendshapes.min() <= portrait_face.blendshapes.max() <= 1


def test_memory_layout_does_not_matter(
    backend: MediaPipeBackend, portrait: NDArray[np.uint8], portrait_face: Landmarks
) -> None:
    padded = np.zeros((256, 300, 3), np.uint8)
    padded[:, :256] = portrait
    window = padded[:, :256]
    assert not window.flags.c_contiguous
    assert len(backend.find(window)) == 1
    found = backend.landmarks(window)
    assert found is not None
    np.testing.assert_array_equal(found.points, portrait_face.points)


def test_one_picture_does_not_sway_the_next(
    backend: MediaPipeBackend, portrait: NDArray[np.uint8], portrait_face: Landmarks
) -> None:
    backend.landmarks(np.ascontiguousarray(portrait[::-1]))
    backend.landmarks(np.zeros_like(portrait))
    again = backend.landmarks(portrait)
    assert again is not None
    np.testing.assert_array_equal(again.points, portrait_face.points)


@pytest.mark.parametrize("kind", ["grey", "noise", "stripes"])
def test_no_face_is_none(backend: MediaPipeBackend, kind: str) -> None:
    picture = np.full((192, 192, 3), 128, np.uint8)
    if kind == "noise":
        picture = np.random.default_rng(0).integers(0, 255, picture.shape).astype(np.uint8)
    elif kind == "stripes":
        picture[:, ::8] = 20
    assert backend.landmarks(picture) is None
    if kind != "noise":  # noise may look like a face for a moment: it counts once landmarks confirm it
        assert backend.find(picture) == []


def test_a_file_that_is_no_model_fails_at_once(tmp_path: Path) -> None:
    path = tmp_path / "other.task"
    path.write_bytes(b"nothing")
    with pytest.raises(zipfile.BadZipFile):
        MediaPipeBackend(path)
