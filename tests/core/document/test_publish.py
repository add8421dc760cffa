"""A file is whole or as it was: under its own name, behind a link, and when the disk or the program fails."""

import os
from pathlib import Path

import pytest

from dfm.core.document.publish import publish


def test_the_new_content_takes_the_place_of_the_old_and_nothing_else_is_left(tmp_path: Path) -> None:
    publish(tmp_path / "talk.dfm", b"one")
    publish(tmp_path / "talk.dfm", b"two")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("talk.dfm", b"two")]


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_what_fails_leaves_the_old_file_and_no_part(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path / "talk.dfm", b"the old one")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(step, fail)
    with pytest.raises(OSError, match="No space"):
        publish(tmp_path / "talk.dfm", b"the new one")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("talk.dfm", b"the old one")]


def test_it_is_on_the_disk_before_it_takes_the_old_ones_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = tmp_path / "talk.dfm", list[bytes]()
    publish(path, b"old")
    flush = os.fsync

    def watched(file: int) -> None:
        seen.append(path.read_bytes())
        flush(file)

    monkeypatch.setattr("os.fsync", watched)
    publish(path, b"new")
    assert (seen, path.read_bytes()) == ([b"old"], b"new")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="this system has no links")
def test_a_link_stays_a_link_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "talk.dfm").write_bytes(b"old")
    link = tmp_path / "talk.dfm"
    link.symlink_to(tmp_path / "far" / "talk.dfm")
    publish(link, b"new")
    assert link.is_symlink()
    assert [(path.name, path.read_bytes()) for path in (tmp_path / "far").iterdir()] == [("talk.dfm", b"new")]


def test_a_folder_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        publish(tmp_path / "nowhere" / "talk.dfm", b"new")
