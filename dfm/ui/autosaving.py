"""Keeps a copy of the project while it is not saved: after every burst of edits, and by the clock.

The copy is written in a thread and goes when the project is saved or given up by the user's own wish. After
a crash it is what can be recovered.
"""

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from dfm.core.document.project import Project
from dfm.core.jobs import Job
from dfm.ui.desk import Desk
from dfm.ui.jobs import JobRunner
from dfm.ui.settings import AUTOSAVE_SECONDS, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from dfm.core.autosave import Autosave

BURST_MS = 2000
"""How long the hand rests after a burst of edits."""


class Copy:
    """The copy of one open project; once dropped it is never written again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._autosave: Autosave | None = None
        self._is_dropped = False

    def keep(self, project: Project, path: "Path | None") -> None:
        """Write the copy."""
        from dfm.core.autosave import Autosave

        with self._lock:
            if not self._is_dropped:
                self._autosave = self._autosave or Autosave()
                self._autosave.keep(project, path)

    def drop(self) -> None:
        """Remove the copy; waits where it is being written."""
        with self._lock:
            self._is_dropped = True
            if self._autosave is not None:
                self._autosave.drop()


class Autosaving(QObject):
    """Watches one desk."""

    def __init__(
        self, desk: Desk, jobs: JobRunner, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._settings = desk, jobs, settings
        self._copy = Copy()
        self._kept: Project | None = None
        self._burst = QTimer(self)
        self._burst.setSingleShot(True)
        self._burst.setInterval(BURST_MS)
        self._burst.timeout.connect(self.keep)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.keep)
        self.refresh()
        desk.document_changed.connect(self._on_document)

    def refresh(self) -> None:
        """Take over how often the settings want a copy."""
        self._clock.start(1000 * self._settings.get(AUTOSAVE_SECONDS))

    @Slot()
    def keep(self, then: Callable[[], None] | None = None) -> None:
        """Copy what is not saved and not copied yet, and do what is to be done after that."""
        project, path, copy = self._desk.history.project, self._desk.path, self._copy
        if not self._desk.is_dirty or project == self._kept:
            return
        self._kept = project
        self._jobs.ask(
            "Keeping a copy",
            lambda: _keeping(copy, project, path),
            lambda _: then() if then else None,
            self._desk.failed.emit,
        )

    def drop(self) -> None:
        """Forget the copy: the project is saved, or given up."""
        self._burst.stop()
        self._copy.drop()
        self._copy, self._kept = Copy(), None

    @Slot()
    def _on_document(self) -> None:
        if not self._desk.is_dirty:
            self.drop()
        elif self._desk.history.project != self._kept:
            self._burst.start()


def _keeping(copy: Copy, project: Project, path: "Path | None") -> Job[None]:
    yield from ()
    copy.keep(project, path)
