"""Reports are checked before the work and appear whole or not at all."""

import os
from pathlib import Path

import pytest

from dfm.cli.files import check_target, make_folder, publish, to_text
from dfm.core.errors import UsageError, WriteError


def test_a_report_is_text_that_ends_its_line() -> None:
    assert to_text({"ä": 1}) == '{\n  "ä": 1\n}\n'
    assert to_text("done\n") == "done\n"


def test_publishing_replaces_by_rename(tmp_path: Path) -> None:
    publish(tmp_path / "r.json", "one")
    publish(tmp_path / "r.json", "two")
    assert [(path.name, path.read_text("utf-8")) for path in tmp_path.iterdir()] == [("r.json", "two")]
    with pytest.raises(WriteError, match="nowhere"):
        publish(tmp_path / "nowhere" / "r.json", "three")


def test_a_target_that_is_also_a_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "talk.mp4").touch()
    same = tmp_path / "." / "talk.mp4"
    with pytest.raises(UsageError, match="named twice"):
        check_target(same, overwrite=True, others=(tmp_path / "talk.mp4",))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(WriteError, match="cannot be written to"):
        check_target(tmp_path / "r.json", overwrite=False)


def test_a_folder_in_the_place_of_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WriteError, match="cannot be made"):
        make_folder(tmp_path / "file" / "folder")
