"""What the program keeps of videos, to be listed and to be cleared: analyses, finished frames, scrub files.

It knows files and their sizes, not what is in them; whatever is cleared is made again when needed.
Fetched model files are not touched.
"""

import contextlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dfm.core import places
from dfm.core.errors import WriteError


@dataclass(frozen=True, slots=True)
class Entry:
    """One kept thing: its file or folder, its size and when it was last written."""

    path: Path
    size_bytes: int
    changed: datetime


def entries() -> tuple[Entry, ...]:
    """Everything kept, the latest first."""
    folders = (places.analysis_folder(), places.rendered_folder(), places.scrub_folder())
    paths = [path for folder in folders if folder.is_dir() for path in folder.iterdir()]
    found = [entry for path in paths if (entry := _entry(path))]
    return tuple(sorted(found, key=lambda entry: entry.changed, reverse=True))


def clear() -> tuple[Entry, ...]:
    """Remove everything kept, and say what it was."""
    return _remove(entries())


def trim(most_bytes: int) -> tuple[Entry, ...]:
    """Remove what was not written for longest until no more than that is kept, and say what it was."""
    kept, surplus = 0, []
    for entry in entries():
        kept += entry.size_bytes
        if kept > most_bytes:
            surplus.append(entry)
    return _remove(surplus)


def _remove(which: Iterable[Entry]) -> tuple[Entry, ...]:
    removed = []
    for entry in which:
        try:
            shutil.rmtree(entry.path) if entry.path.is_dir() else entry.path.unlink()
        except OSError as error:
            raise WriteError(
                f"{entry.path} cannot be removed ({error.strerror}): close the program that uses it."
            ) from error
        removed.append(entry)
    return tuple(removed)


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder; what disappears meanwhile counts nothing."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.lstat().st_size if path.is_file() else 0
    return total


def _entry(path: Path) -> Entry | None:
    """The facts of one file or folder, or None where it has just gone."""
    try:
        facts = path.stat()
        size = size_of(path) if path.is_dir() else facts.st_size
    except OSError:
        return None
    return Entry(path, size, datetime.fromtimestamp(facts.st_mtime, UTC))
