"""Giving a project's faces the persons that they are. Every change is a function from project to project."""

from collections.abc import Iterable
from dataclasses import replace

from dfm.core.document.persons import PersonFile
from dfm.core.document.project import Project


def person_of(project: Project, face: int) -> PersonFile | None:
    """The person of a face, None where it is anybody."""
    return next((person for person in project.persons if person.face == face), None)


def set_person(project: Project, person: PersonFile) -> Project:
    """Let a face be this person, whoever it was before."""
    return replace(project, persons=recast(project.persons, (person,)))


def clear_person(project: Project, face: int) -> Project:
    """Let a face be anybody again."""
    return replace(project, persons=tuple(each for each in project.persons if each.face != face))


def recast(persons: Iterable[PersonFile], instead: Iterable[PersonFile]) -> tuple[PersonFile, ...]:
    """The persons of faces, later ones in the place of earlier ones."""
    by_face = {person.face: person for person in (*persons, *instead)}
    return tuple(by_face[face] for face in sorted(by_face))
