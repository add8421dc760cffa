"""The button Reenact Video: pressed when there is something to render, it says why not otherwise."""

from collections.abc import Iterable
from enum import Enum

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.jobs import JobRunner, RunningJob

TITLE = "Reenact Video"


class Readiness(Enum):
    """What stands in the way of rendering, as the button's tool tip tells it."""

    NO_VIDEO = "Open a video first"
    ANALYSING = "The faces are still being looked for"
    NO_FACE = "No face was found in this video"
    NO_EDITS = "Drag an emotion onto the timeline first"
    NOTHING_NEW = "Every edit is rendered already"
    BUSY = "The edits are being rendered"
    READY = "Render every edit in full quality (Ctrl+R)"


def readiness(desk: Desk, *, is_rendering: bool) -> Readiness:
    """What the button can do for the project on the desk."""
    if desk.media is None:
        return Readiness.NO_VIDEO
    if is_rendering:
        return Readiness.BUSY
    if desk.analysis is None:
        return Readiness.ANALYSING
    if not desk.analysis.tracks:
        return Readiness.NO_FACE
    wanted = [edit.span for edit in desk.project.edits if edit.enabled]
    if not wanted:
        return Readiness.NO_EDITS
    return Readiness.NOTHING_NEW if _cover(desk.rendered_spans, wanted) else Readiness.READY


def _cover(ready: Iterable[Span], wanted: Iterable[Span]) -> bool:
    """Whether every wanted frame is ready."""
    joined: list[Span] = []
    for span in sorted(ready):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return all(any(has.start <= span.start and span.end <= has.end for has in joined) for span in wanted)


class ReenactButton(QPushButton):
    """Pressed once, it stays down until the rendering ends, and counts meanwhile."""

    def __init__(self, desk: Desk, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(TITLE, parent)
        self.setProperty("look", "primary")
        self.setAccessibleName(TITLE)
        self._desk, self._jobs = desk, jobs
        self._job: RunningJob | None = None
        self._state = Readiness.NO_VIDEO
        for changed in (
            desk.media_changed,
            desk.analysis_changed,
            desk.project_changed,
            desk.rendered_changed,
            jobs.jobs_changed,
        ):
            changed.connect(self.refresh)
        self.refresh()

    @property
    def state(self) -> Readiness:
        """What can be done now."""
        return self._state

    def follow(self, job: RunningJob) -> None:
        """Show how far this rendering is until it ends."""
        self._job = job
        job.progressed.connect(self._show_text)
        job.ended.connect(self._on_ended)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Look again at what can be done."""
        self._state = readiness(self._desk, is_rendering=self._job is not None)
        busy = self._state is Readiness.BUSY
        self.setEnabled(self._state is Readiness.READY)
        self.setToolTip(self._state.value)
        self.setAccessibleDescription(self._state.value)
        if self.property("busy") != busy:
            self.setProperty("busy", busy)
            self.style().unpolish(self)
            self.style().polish(self)
        self._show_text()

    @Slot()
    def _show_text(self) -> None:
        job = self._job
        if job is None:
            self.setText(TITLE)
        elif job.total:
            self.setText(f"Reenacting {100 * min(job.done, job.total) // job.total} %")
        else:
            self.setText("Reenacting…")

    @Slot()
    def _on_ended(self) -> None:
        self._job = None
        self.refresh()
