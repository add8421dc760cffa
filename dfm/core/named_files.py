"""Files that a project names beside its video: whether they are there, and are still what they were.

Such a file is known by its path and by its content.
"""

from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TypeVar

from dfm.core import digests
from dfm.core.document.persons import PersonFile
from dfm.core.document.renderers import RendererFile
from dfm.core.errors import InputError

NamedFile = TypeVar("NamedFile", PersonFile, RendererFile)


class FileState(Enum):
    """What became of a file."""

    FOUND = "it is there"
    MISSING = "it is not there"
    CHANGED = "another file has its name"


def file_state(file: PersonFile | RendererFile) -> FileState:
    """Look for a file."""
    found = _digest_of(Path(file.path))
    if found is None:
        return FileState.MISSING
    return FileState.FOUND if file.digest in ("", found) else FileState.CHANGED


def check_found(file: PersonFile | RendererFile, whose: str, other: str) -> None:
    """InputError unless a file is there as it was: it says `whose` it is, and to choose another `other`."""
    told, state = f"'{file.path}', {whose},", file_state(file)
    if state is FileState.MISSING:
        raise InputError(f"{told} is not there: put it back, or choose another {other}.")
    if state is FileState.CHANGED:
        raise InputError(f"{told} is not the file that was chosen: put that back, or choose this one anew.")


def found_beside(file: NamedFile, folder: Path) -> NamedFile:
    """The file, in this folder where it is not where it was but there."""
    if not file.digest or file_state(file) is FileState.FOUND:
        return file
    moved = replace(file, path=str(folder / Path(file.path).name))
    return moved if file_state(moved) is FileState.FOUND else file


def _digest_of(path: Path) -> str | None:
    """The SHA-256 of a file, None where there is no such file."""
    try:
        return digests.sha256(path) if path.is_file() else None
    except (OSError, ValueError):
        return None
