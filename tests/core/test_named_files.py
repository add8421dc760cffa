"""Files that a project names are known by their content, and found beside it when both were moved."""

from dataclasses import replace
from pathlib import Path

import pytest

from dfm.core import digests
from dfm.core.document.persons import PersonFile
from dfm.core.document.project import Project
from dfm.core.document.renderers import RendererFile
from dfm.core.document.storage import write_project
from dfm.core.named_files import FileState, file_state, found_beside
from dfm.core.projects import open_project


@pytest.fixture
def file(tmp_path: Path) -> RendererFile:
    """A file that is named by its content."""
    path = tmp_path / "nets" / "talk.dfmrenderer"
    path.parent.mkdir()
    path.write_bytes(b"a net")
    return RendererFile(str(path), digests.sha256(path), in_use=False)


def test_a_file_is_there_is_another_or_is_gone(file: RendererFile) -> None:
    person = PersonFile(1, file.path, file.digest)
    assert file_state(file) is file_state(person) is FileState.FOUND
    Path(file.path).write_bytes(b"another net")
    assert file_state(file) is file_state(person) is FileState.CHANGED
    assert file_state(replace(file, digest="")) is FileState.FOUND
    Path(file.path).unlink()
    assert file_state(file) is file_state(person) is FileState.MISSING
    assert file_state(RendererFile("odd\0name", "a")) is FileState.MISSING


def test_a_file_beside_the_project_is_found(file: RendererFile, tmp_path: Path) -> None:
    saved = tmp_path / "work" / "talk.dfm"
    saved.parent.mkdir()
    write_project(Project(renderer=file), saved)
    assert open_project(saved).project.renderer == file
    moved = Path(file.path).rename(saved.parent / "talk.dfmrenderer")
    assert open_project(saved).project.renderer == RendererFile(str(moved), file.digest, in_use=False)
    moved.write_bytes(b"another net")
    assert found_beside(file, saved.parent) == file
