"""The face of a photograph."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest

from dfm.core import weights
from dfm.core.errors import InputError
from dfm.core.faces.landmarks import MediaPipeBackend
from dfm.core.faces.photographs import read_photograph, read_rgb_file
from dfm.core.media.probe import probe
from dfm.core.media.read import read_frame


@pytest.fixture(scope="module")
def backend() -> Iterator[MediaPipeBackend]:
    with closing(MediaPipeBackend(weights.find("face_landmarker"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def portrait(short_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    rgb = read_frame(probe(short_clip), 0).picture.to_ndarray(format="rgb24")
    path = tmp_path_factory.mktemp("photos") / "portrait.png"
    cv2.imwrite(str(path), rgb[..., ::-1])
    return path


def test_its_face_is_found_in_pixels_of_the_picture(portrait: Path, backend: MediaPipeBackend) -> None:
    photo = read_photograph(portrait, backend)
    assert photo.rgb.shape == (320, 320, 3)
    assert photo.points.shape == (478, 3)
    assert photo.blendshapes.shape == (52,)
    low, high = photo.points[:, :2].min(axis=0), photo.points[:, :2].max(axis=0)
    assert (low > 0).all()
    assert (high < 320).all()
    assert (high - low > 60).all()


def test_a_picture_without_a_face_says_so(tmp_path: Path, backend: MediaPipeBackend) -> None:
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((200, 301, 3), 90, np.uint8))
    with pytest.raises(InputError, match="shows no face"):
        read_photograph(tmp_path / "wall.png", backend)


def test_what_is_no_picture_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.jpg").write_text("hello")
    (tmp_path / "empty.jpg").touch()
    for name in ("notes.jpg", "empty.jpg"):
        with pytest.raises(InputError, match="JPEG or PNG"):
            read_rgb_file(tmp_path / name)
    with pytest.raises(InputError, match="cannot be read"):
        read_rgb_file(tmp_path / "gone.jpg")
