"""The persons of faces in a project."""

import pytest

from dfm.core.document.casting import clear_person, person_of, recast, set_person
from dfm.core.document.persons import PersonFile
from dfm.core.document.project import Project
from dfm.core.errors import UsageError

ANNA, BEN = PersonFile(1, "/people/anna.dfmperson", "a"), PersonFile(2, "/people/ben.dfmperson", "b")


def test_a_person_is_called_by_its_file() -> None:
    assert ANNA.name == "anna"


def test_a_face_is_somebody_until_it_is_cleared() -> None:
    project = set_person(set_person(Project(), BEN), ANNA)
    assert project.persons == (ANNA, BEN)
    assert person_of(project, 2) == BEN
    assert person_of(project, 3) is None
    assert clear_person(project, 1) == Project(persons=(BEN,))
    assert clear_person(project, 3) == project


def test_a_face_is_one_person_at_a_time() -> None:
    other = PersonFile(1, "/people/cleo.dfmperson")
    assert set_person(Project(persons=(ANNA, BEN)), other).persons == (other, BEN)
    assert recast((BEN,), (ANNA, other)) == (other, BEN)
    with pytest.raises(UsageError, match="Face 1 has two persons"):
        Project(persons=(ANNA, other))


def test_what_no_person_can_be_is_refused() -> None:
    with pytest.raises(UsageError, match="numbered from 1"):
        PersonFile(0, "/people/anna.dfmperson")
    with pytest.raises(UsageError, match="has no file"):
        PersonFile(1, "")
