"""The persons of a project's faces: their files found, known again by their content, and read.

A file that is missing, or is another one than before, is an error: nobody is played by another's decoder
without being told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import Enum
from pathlib import Path
from types import MappingProxyType

from dfm.core import digests
from dfm.core.document.persons import PersonFile
from dfm.core.errors import InputError
from dfm.core.persons import Person, load_person

Cast = Mapping[int, Person]
"""Persons by the numbers of their faces."""
NOBODY: Cast = MappingProxyType({})


class FileState(Enum):
    """What became of a person's file."""

    FOUND = "it is there"
    MISSING = "it is not there"
    CHANGED = "another file has its name"


def person_file(path: Path, face: int) -> PersonFile:
    """Let a face be the person of a file, as that is now; InputError where it holds none."""
    return PersonFile(face, str(path.absolute()), load_person(path).digest)


def file_state(file: PersonFile) -> FileState:
    """Look for a person's file."""
    found = _digest_of(Path(file.path))
    if found is None:
        return FileState.MISSING
    return FileState.FOUND if file.digest in ("", found) else FileState.CHANGED


def found_beside(file: PersonFile, folder: Path) -> PersonFile:
    """The person's file, in this folder where it is not where it was but there."""
    if not file.digest or file_state(file) is FileState.FOUND:
        return file
    moved = replace(file, path=str(folder / Path(file.path).name))
    return moved if file_state(moved) is FileState.FOUND else file


def load_cast(files: Iterable[PersonFile]) -> Cast:
    """Read the persons of faces; an InputError names the file that is not as it was, and the remedy."""
    return {file.face: _load(file) for file in files}


def _load(file: PersonFile) -> Person:
    if file.digest:
        whom = f"'{file.path}', the person of face {file.face},"
        match file_state(file):
            case FileState.MISSING:
                raise InputError(f"{whom} is not there: put it back, or choose another one.")
            case FileState.CHANGED:
                raise InputError(
                    f"{whom} is not the file that was chosen: put that back, or choose this one anew."
                )
            case FileState.FOUND:
                pass
    return load_person(Path(file.path))


def _digest_of(path: Path) -> str | None:
    """The SHA-256 of a file, None where there is no such file."""
    try:
        return digests.sha256(path) if path.is_file() else None
    except (OSError, ValueError):
        return None
