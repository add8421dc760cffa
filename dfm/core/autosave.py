"""Copies of open projects that outlive a crash.

Every open project has a copy of its own, beside a lock that its process holds. A copy whose lock nobody holds
was left by a process that ended badly: that is what can be recovered. It knows neither when to save nor whom
to ask.
"""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dfm.core import places
from dfm.core.document.project import Project
from dfm.core.document.publish import publish
from dfm.core.document.records import optional, take_record, take_text
from dfm.core.document.storage import (
    MOST_BYTES,
    from_json,
    project_record,
    read_project,
    read_record,
    to_json,
)
from dfm.core.errors import DfmError, WriteError
from dfm.core.locks import Lock, is_held

COPY = ".autosave"
LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Recovered:
    """A project that a crash left: its copy, the file that it had, if any, and when it was copied."""

    copy: Path
    path: Path | None
    project: Project
    saved: datetime


class Autosave:
    """The copy of one open project. Nothing is written before it is first kept."""

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or places.autosave_folder()
        self._copy = folder / f"{os.getpid()}-{secrets.token_hex(6)}{COPY}"
        self._lock: Lock | None = None

    def keep(self, project: Project, path: Path | None) -> None:
        """Copy the project as it is now, which is saved, or not, as `path`; WriteError where it cannot be."""
        folder = self._copy.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = self._lock or Lock(_lock_of(self._copy))
            record = {
                "path": None if path is None else os.fsdecode(path.absolute()),
                "project": project_record(project, folder.absolute()),
            }
            publish(self._copy, to_json(record))
        except OSError as error:
            raise WriteError(
                f"The project cannot be kept in {folder} ({error.strerror}): save it yourself, or make room."
            ) from error

    def drop(self) -> None:
        """Forget the copy: the project was saved, or closed by the user's own wish."""
        with suppress(OSError):
            self._copy.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def recoverable(folder: Path | None = None) -> tuple[Recovered, ...]:
    """The projects that crashes left with something unsaved in them, the latest first."""
    folder = folder or places.autosave_folder()
    left = [copy for copy in folder.glob(f"*{COPY}") if not is_held(_lock_of(copy))]
    found = [recovered for copy in left if (recovered := _read(copy)) is not None]
    for recovered in found:
        if _is_saved(recovered):
            discard(recovered)
    unsaved = (recovered for recovered in found if recovered.copy.exists())
    return tuple(sorted(unsaved, key=lambda recovered: recovered.saved, reverse=True))


def discard(recovered: Recovered) -> None:
    """Remove a copy that is no longer needed."""
    for path in (recovered.copy, _lock_of(recovered.copy)):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _lock_of(copy: Path) -> Path:
    """The file beside a copy that its process holds."""
    return copy.with_suffix(LOCK)


def _read(copy: Path) -> Recovered | None:
    """Read a copy; one that cannot be read, perhaps by a newer version's hand, is left alone."""
    try:
        with copy.open("rb") as file:
            saved = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
            record = from_json(file.read(MOST_BYTES + 1))
        project = read_record(take_record(record.get("project")), copy.parent)
        path = optional(record, "path", take_text)
    except (OSError, ValueError, RecursionError, DfmError):
        return None
    return Recovered(copy, None if path is None else Path(path), project, saved)


def _is_saved(recovered: Recovered) -> bool:
    """Whether the project's file holds all that the copy does."""
    if recovered.path is None:
        return recovered.project == Project()
    try:
        return read_project(recovered.path) == recovered.project
    except DfmError:
        return False
