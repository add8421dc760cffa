"""The persons of a project: found by their content, moved with the project, and never exchanged silently."""

from pathlib import Path

import pytest

from dfm.core import digests
from dfm.core.casting import load_cast, person_file
from dfm.core.document.persons import PersonFile, parse_person
from dfm.core.document.project import Project
from dfm.core.document.storage import write_project
from dfm.core.errors import InputError
from dfm.core.named_files import FileState, file_state, found_beside
from dfm.core.projects import open_project
from tests.core.people import person_at


@pytest.fixture
def anna(tmp_path: Path) -> PersonFile:
    (tmp_path / "people").mkdir()
    return person_file(person_at(tmp_path / "people" / "anna.dfmperson"), 2)


def test_a_file_is_known_by_its_content(anna: PersonFile) -> None:
    assert (anna.face, anna.digest) == (2, digests.sha256(Path(anna.path)))
    assert file_state(anna) is FileState.FOUND
    assert load_cast((anna,))[2].name == "Anna"
    assert load_cast((PersonFile(1, anna.path),))[1].digest == anna.digest


def test_what_is_no_person_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.dfmperson").write_bytes(b"something else")
    with pytest.raises(InputError, match="not a person's file"):
        person_file(tmp_path / "other.dfmperson", 1)
    with pytest.raises(InputError, match="does not exist"):
        load_cast((PersonFile(1, str(tmp_path / "none.dfmperson")),))


def test_a_missing_file_is_told_with_the_face(anna: PersonFile) -> None:
    Path(anna.path).unlink()
    assert file_state(anna) is FileState.MISSING
    with pytest.raises(InputError, match=r"anna\.dfmperson', the person of face 2, is not there: put"):
        load_cast((anna,))


def test_another_file_of_the_same_name_is_not_taken(anna: PersonFile) -> None:
    person_at(Path(anna.path), seed=1)
    assert file_state(anna) is FileState.CHANGED
    with pytest.raises(InputError, match="is not the file that was chosen"):
        load_cast((anna,))


def test_a_file_beside_the_project_is_found(anna: PersonFile, tmp_path: Path) -> None:
    saved = tmp_path / "work" / "talk.dfm"
    saved.parent.mkdir()
    write_project(Project(persons=(anna,)), saved)
    assert open_project(saved).project.persons == (anna,)
    moved = Path(anna.path).rename(saved.parent / "anna.dfmperson")
    assert open_project(saved).project.persons == (PersonFile(2, str(moved), anna.digest),)
    person_at(moved, seed=1)
    assert found_beside(anna, saved.parent) == anna


@pytest.mark.parametrize(
    ("text", "face", "path"),
    [
        ("anna.dfmperson", 3, "anna.dfmperson"),
        ("anna.dfmperson@2", 2, "anna.dfmperson"),
        ("a@1/anna.dfmperson", 3, "a@1/anna.dfmperson"),
        ("a@b@4", 4, "a@b"),
        ("anna@home", 3, "anna@home"),
    ],
)
def test_a_face_may_follow_the_file(text: str, face: int, path: str) -> None:
    assert parse_person(text, 3) == PersonFile(face, path)
