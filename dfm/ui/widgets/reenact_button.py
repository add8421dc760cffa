"""The button Reenact Video: pressed when there is something to render, it says why not otherwise."""

from enum import Enum

from PySide6.QtCore import Slot
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QPushButton, QWidget

from dfm.ui.desk import Desk
from dfm.ui.jobs import JobRunner, RunningJob
from dfm.ui.studio import Studio

TITLE = "Reenact Video"
ROOM = 36
"""Pixels beside the text: the padding and the line on both sides."""


class Readiness(Enum):
    """What stands in the way of rendering, as the button's tool tip tells it."""

    NO_VIDEO = "Open a video first"
    ANALYSING = "The faces are still being looked for"
    NO_FACE = "No face was found in this video"
    NO_EDITS = "Drag an emotion onto the timeline first"
    NOTHING_NEW = "Every edit is rendered already"
    BUSY = "The edits are being rendered"
    READY = "Render every edit in full quality (Ctrl+R)"


def readiness(desk: Desk, *, is_rendering: bool, is_finished: bool) -> Readiness:
    """What the button can do for the project on the desk."""
    if desk.media is None:
        return Readiness.NO_VIDEO
    if is_rendering:
        return Readiness.BUSY
    if desk.analysis is None:
        return Readiness.ANALYSING
    if not desk.analysis.tracks:
        return Readiness.NO_FACE
    if not any(edit.enabled for edit in desk.project.edits):
        return Readiness.NO_EDITS
    return Readiness.NOTHING_NEW if is_finished else Readiness.READY


class ReenactButton(QPushButton):
    """Pressed once, it stays down until the rendering ends, and counts meanwhile."""

    def __init__(self, desk: Desk, studio: Studio, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(TITLE, parent)
        self.setProperty("look", "primary")
        self.setAccessibleName(TITLE)
        self._desk, self._studio = desk, studio
        self._job: RunningJob | None = None
        self._state = Readiness.NO_VIDEO
        for changed in (
            desk.media_changed,
            desk.analysis_changed,
            desk.project_changed,
            studio.finished_changed,
            jobs.jobs_changed,
        ):
            changed.connect(self.refresh)
        self.refresh()
        self._keep_width()

    @property
    def state(self) -> Readiness:
        """What can be done now."""
        return self._state

    def _keep_width(self) -> None:
        """Have room for every text, so that nothing beside it moves."""
        font = QFont(self.font())
        font.setBold(True)
        self.setMinimumWidth(QFontMetrics(font).horizontalAdvance("Reenacting 100 %") + ROOM)

    @Slot()
    def refresh(self) -> None:
        """Look again at what can be done."""
        self._follow(self._studio.reenactment)
        finished = self._studio.is_finished
        self._state = readiness(self._desk, is_rendering=self._job is not None, is_finished=finished)
        busy = self._state is Readiness.BUSY
        self.setEnabled(self._state is Readiness.READY)
        self.setToolTip(self._state.value)
        self.setAccessibleDescription(self._state.value)
        if self.property("busy") != busy:
            self.setProperty("busy", busy)
            self.style().unpolish(self)
            self.style().polish(self)
        self._show_text()

    def _follow(self, job: RunningJob | None) -> None:
        if job is not self._job:
            if self._job is not None:
                self._job.progressed.disconnect(self._show_text)
            self._job = job
            if job is not None:
                job.progressed.connect(self._show_text)

    @Slot()
    def _show_text(self) -> None:
        job = self._job
        if job is None:
            self.setText(TITLE)
        elif job.total:
            self.setText(f"Reenacting {100 * min(job.done, job.total) // job.total} %")
        else:
            self.setText("Reenacting…")
