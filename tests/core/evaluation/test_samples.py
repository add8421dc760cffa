"""The clips of a folder, with and without a table beside them."""

from pathlib import Path

import pytest

from dfm.core.errors import InputError
from dfm.core.evaluation.samples import one_a_person, read_samples, unknown_people


def test_the_table_tells_who_acts_what(tmp_path: Path) -> None:
    for name in ("b.mp4", "a.MOV", "notes.txt"):
        (tmp_path / name).touch()
    (tmp_path / "clips.csv").write_text(
        "file,person,emotion,tags,face_height_px\nb.mp4,Ann,surprised,glasses;hires,120\ngone.mp4,Bob,,,\n"
    )
    first, second = read_samples(tmp_path)
    assert (first.name, first.person, first.acted, first.face_height) == ("a", "a", "", 0)
    assert (second.person, second.acted, second.face_height) == ("Ann", "surprise", 120)
    assert second.tags == {"glasses", "hires"}


def test_the_largest_face_of_each_person_comes_first(tmp_path: Path) -> None:
    rows = ["file,person,emotion,tags,face_height_px"]
    for name, person, height in (("a", "Ann", 90), ("b", "Ann", 200), ("c", "Bob", 150)):
        (tmp_path / f"{name}.mp4").touch()
        rows.append(f"{name}.mp4,{person},,,{height}")
    (tmp_path / "clips.csv").write_text("\n".join(rows))
    assert [sample.name for sample in one_a_person(read_samples(tmp_path))] == ["b", "c", "a"]


def test_people_of_whom_a_clip_was_trained_on_are_known(tmp_path: Path) -> None:
    rows = ["file,person,use"]
    for name, person, use in (("a", "Ann", "train"), ("b", "Ann", "evaluate"), ("c", "Bob", "evaluate")):
        (tmp_path / f"{name}.mp4").touch()
        rows.append(f"{name}.mp4,{person},{use}")
    (tmp_path / "clips.csv").write_text("\n".join(rows))
    assert [sample.name for sample in unknown_people(read_samples(tmp_path))] == ["c"]


def test_a_folder_without_clips_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no video"):
        read_samples(tmp_path)
    with pytest.raises(InputError, match="not a folder"):
        read_samples(tmp_path / "absent")
