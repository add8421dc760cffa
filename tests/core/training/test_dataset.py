"""Which clips are read, what is kept of them, and what is never touched."""

import csv
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dfm.core import places
from dfm.core.errors import InputError
from dfm.core.jobs import Progress, drain
from dfm.core.training.dataset import FEWEST_FRAMES, TEXTURE, clip_rows, gather, read_face, read_faces


def _listing(folder: Path, *rows: dict[str, str]) -> None:
    with (folder / "clips.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["file", "use", "person", "tags"])
        writer.writeheader()
        writer.writerows(rows)


def test_rows_are_those_of_the_use_whose_files_are_there(clips: Any) -> None:
    rows = clip_rows(clips.folder, "train")
    assert [row.path.name for row in rows] == [*(f"{name}.mp4" for name in clips.people), "nobody.mp4"]
    assert rows[0].person == "ada"
    assert rows[3].tags == ("indoor", "odd-colour")
    assert [row.path.name for row in clip_rows(clips.folder, "evaluate")] == ["secret.mp4"]


def test_a_row_without_a_person_is_a_person_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    _listing(tmp_path, {"file": "a.mp4", "use": "train", "person": "", "tags": ""})
    (row,) = clip_rows(tmp_path, "train")
    assert row.person == "a.mp4"


def test_columns_that_are_not_needed_may_be_missing(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    (tmp_path / "clips.csv").write_text("file,use\na.mp4,train\n", "utf-8")
    (row,) = clip_rows(tmp_path, "train")
    assert (row.person, [tag for tag in row.tags if tag]) == ("a.mp4", [])


def test_a_folder_without_a_list_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"clips\.csv") as failure:
        drain(gather(tmp_path))
    assert failure.value.exit_code == 3
    with pytest.raises(InputError):
        clip_rows(tmp_path / "nowhere", "train")


def test_a_list_without_footage_to_learn_from_is_told(tmp_path: Path) -> None:
    _listing(tmp_path, {"file": "gone.mp4", "use": "train", "person": "a", "tags": ""})
    with pytest.raises(InputError, match="names no clip whose use is 'train'"):
        clip_rows(tmp_path, "train")


def test_faces_are_gathered_once_and_kept_in_the_cache(clips: Any) -> None:
    seen: list[Progress] = []
    archives = drain(gather(clips.folder), seen.append)
    assert {archive.parent for archive in archives} == {places.cache_folder() / "training"}
    assert seen[-1].done == seen[-1].total == 5
    written = [archive.stat().st_mtime_ns for archive in archives]
    seen.clear()
    assert drain(gather(clips.folder), seen.append) == archives
    assert [archive.stat().st_mtime_ns for archive in archives] == written
    assert {each.stage for each in seen} == {"track clips"}  # no clip was decoded again


def test_a_gathered_face_is_whole(clips: Any) -> None:
    archives = drain(gather(clips.folder))
    faces = list(read_faces(archives))
    assert [face.person for face in faces] == list(clips.people)  # nobody.mp4 shows none
    for face in faces:
        count = len(face.points)
        assert count >= FEWEST_FRAMES
        assert face.clip == f"{face.person}.mp4"
        assert face.points.shape == (count, 478, 3)
        assert face.blendshapes.shape == (count, 52)
        assert face.pixel_aspect == 1
        assert face.textures.shape == (len(face.texture_frames), TEXTURE, TEXTURE, 3)
        assert 0 <= face.texture_frames.min() <= face.texture_frames.max() < count
        assert face.textures.mean() > 30
    narrow, wide = (np.ptp(faces[k].points[:, :468, 0], axis=1).mean() for k in (1, 3))
    assert wide > 1.15 * narrow
    assert read_face(archives[-1]) is None


def test_a_clip_that_cannot_be_read_is_named(tmp_path: Path, clips: Any) -> None:
    shutil.copy(clips.folder / "secret.mp4", tmp_path / "broken.mp4")
    _listing(tmp_path, {"file": "broken.mp4", "use": "train", "person": "a", "tags": ""})
    with pytest.raises(InputError, match=r"broken\.mp4"):
        drain(gather(tmp_path))
    assert not list(places.cache_folder().glob("training/*.part"))
