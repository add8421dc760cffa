"""The persons of a project's faces: their files found, known again by their content, and read.

A file that is missing, or is another one than before, is an error: nobody is played by another's decoder
without being told.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from dfm.core.document.persons import PersonFile
from dfm.core.named_files import check_found
from dfm.core.persons import Person, load_person

Cast = Mapping[int, Person]
"""Persons by the numbers of their faces."""
NOBODY: Cast = MappingProxyType({})


def person_file(path: Path, face: int) -> PersonFile:
    """Let a face be the person of a file, as that is now; InputError where it holds none."""
    return PersonFile(face, str(path.absolute()), load_person(path).digest)


def load_cast(files: Iterable[PersonFile]) -> Cast:
    """Read the persons of faces; an InputError names the file that is not as it was, and the remedy."""
    return {file.face: _load(file) for file in files}


def _load(file: PersonFile) -> Person:
    if file.digest:
        check_found(file, f"the person of face {file.face}", "one")
    return load_person(Path(file.path))
