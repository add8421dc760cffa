"""Labelled photographs to evaluate on."""

from pathlib import Path

import pytest

from dfm.core.errors import InputError
from dfm.core.evaluation.photos import read_photos


def test_those_that_were_not_trained_on_count(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        (tmp_path / name).touch()
    rows = [
        "file,use,label",
        "a.jpg,evaluate,fearful",
        "b.jpg,train,sad",
        "c.jpg,evaluate,",
        "d.jpg,evaluate,sad",
    ]
    (tmp_path / "photos.csv").write_text("\n".join(rows), "utf-8")
    assert read_photos(tmp_path) == ((tmp_path / "a.jpg", "fear"),)


def test_without_any_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="with such a list"):
        read_photos(tmp_path)
    (tmp_path / "photos.csv").write_text("file,use,label\n", "utf-8")
    with pytest.raises(InputError, match="add some"):
        read_photos(tmp_path)
