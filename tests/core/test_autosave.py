"""What a crash leaves is found again; what was saved, or closed on purpose, is not offered."""

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from dfm.core import places
from dfm.core.autosave import Autosave, discard, recoverable
from dfm.core.document.edits import Edit
from dfm.core.document.project import Project
from dfm.core.document.storage import write_project
from dfm.core.document.timebase import Span
from dfm.core.errors import WriteError

CRASH = """
import os, sys
from pathlib import Path
from dfm.core.autosave import Autosave
from dfm.core.document.storage import read_project
saved, path = Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None
Autosave().keep(read_project(saved), path)
os.kill(os.getpid(), 9)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of this test."""
    monkeypatch.setenv("DFM_STATE_DIR", str(tmp_path / "state"))
    return places.autosave_folder()


def project(tmp_path: Path, end: int = 60) -> Project:
    edits = (Edit("happy", 0.6, Span(0, end)),)
    return Project(str(tmp_path / "talk.mp4"), edits, "c0ffee", Fraction(30), 300)


def crash_with(project: Project, tmp_path: Path, path: Path | None = None) -> None:
    """Let another process keep a copy of a project and be killed."""
    write_project(project, tmp_path / "given.dfm")
    words = [sys.executable, "-c", CRASH, str(tmp_path / "given.dfm"), *([] if path is None else [str(path)])]
    assert subprocess.run(words, check=False).returncode != 0


def test_after_a_crash_the_project_is_offered_with_the_name_of_its_file(tmp_path: Path, folder: Path) -> None:
    target = tmp_path / "talk.dfm"
    write_project(project(tmp_path, end=30), target)
    crash_with(project(tmp_path), tmp_path, target)
    crash_with(project(tmp_path, end=90), tmp_path)
    found = {recovered.path: recovered for recovered in recoverable()}
    assert found[target].project == project(tmp_path)
    assert found[None].project == project(tmp_path, end=90)
    assert found[None].saved >= found[target].saved
    discard(found[target])
    assert [recovered.path for recovered in recoverable()] == [None]
    discard(found[None])
    assert list(folder.iterdir()) == []


def test_what_an_open_window_keeps_is_not_offered(tmp_path: Path, folder: Path) -> None:
    autosave = Autosave()
    assert not folder.exists()
    autosave.keep(project(tmp_path), None)
    autosave.keep(project(tmp_path, end=90), None)
    assert len(list(folder.glob("*.autosave"))) == 1
    assert recoverable() == ()
    autosave.drop()
    assert list(folder.iterdir()) == []
    autosave.drop()
    autosave.keep(project(tmp_path), None)
    assert len(list(folder.iterdir())) == 2
    autosave.drop()


def test_two_windows_keep_two_projects(tmp_path: Path, folder: Path) -> None:
    one, other = Autosave(), Autosave()
    one.keep(project(tmp_path), None)
    other.keep(project(tmp_path), None)
    one.drop()
    assert len(list(folder.glob("*.autosave"))) == 1
    other.drop()


def test_what_was_saved_after_all_is_not_offered(tmp_path: Path, folder: Path) -> None:
    target = tmp_path / "talk.dfm"
    write_project(project(tmp_path), target)
    crash_with(project(tmp_path), tmp_path, target)
    crash_with(Project(), tmp_path)
    assert recoverable() == ()
    assert list(folder.iterdir()) == []


def test_what_cannot_be_read_is_passed_over_and_left(tmp_path: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for number, content in enumerate([b"", b"[]", b"[" * 100_000, b'{"project": {"schema": 99}}']):
        (folder / f"{number}.autosave").write_bytes(content)
    crash_with(project(tmp_path), tmp_path)
    assert [recovered.project for recovered in recoverable()] == [project(tmp_path)]
    assert len(list(folder.glob("?.autosave"))) == 4


def test_a_changed_project_keeps_everything(tmp_path: Path) -> None:
    whole = replace(project(tmp_path), marked=Span(3, 9))
    crash_with(whole, tmp_path)
    assert recoverable()[0].project == whole


def test_where_nothing_can_be_kept_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WriteError, match="save it yourself"):
        Autosave(tmp_path / "file" / "autosave").keep(project(tmp_path), None)
    assert recoverable(tmp_path / "missing") == ()
