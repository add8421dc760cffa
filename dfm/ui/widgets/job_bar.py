"""The jobs that run, in the status line: what, how far, how fast, how long still, and a way to stop it.

It shows the most urgent job and counts the others; it starts none.
"""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QProgressBar, QToolButton, QWidget

from dfm.ui.jobs import JobRunner, JobState, Lane, RunningJob
from dfm.ui.theme import figures_font
from dfm.ui.theme.hub import LABEL_PIXELS
from dfm.ui.theme.icons import icon
from dfm.ui.widgets.words import clock, rate_words

URGENT = (Lane.RENDER, Lane.ANALYSIS, Lane.PREPARE)
"""Which lane is told of first."""
LINGER_MS = 350
"""A job shorter than this is not worth a flicker."""
BAR_WIDTH = 132
WIDEST = "100 %   100 fps   00:00 left"


class JobBar(QWidget):
    """Hidden while nothing runs."""

    def __init__(self, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("job_bar")
        self.setAccessibleName("Running jobs")
        self._jobs = jobs
        self._job: RunningJob | None = None
        self._title = QLabel()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(BAR_WIDTH)
        self._bar.setAccessibleName("Progress")
        self._numbers = QLabel()
        self._numbers.setProperty("look", "quiet")
        self._numbers.setFont(figures_font(LABEL_PIXELS))
        self._numbers.setMinimumWidth(self._numbers.fontMetrics().horizontalAdvance(WIDEST))
        self._others = QToolButton()
        self._others.setProperty("look", "plain")
        self._others.setToolTip("Show all jobs")
        self._others.clicked.connect(self._show_all)
        self._look = QToolButton()
        self._look.setIcon(icon("chart-line"))
        self._look.setToolTip("Show how it goes")
        self._look.setAccessibleName("Show how this job goes")
        self._look.clicked.connect(self.look)
        self._cancel = QToolButton()
        self._cancel.setIcon(icon("close"))
        self._cancel.setToolTip("Cancel this job")
        self._cancel.setAccessibleName("Cancel this job")
        self._cancel.clicked.connect(self.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self._title, self._bar, self._numbers, self._others, self._look, self._cancel):
            row.addWidget(part)
        self._appear = QTimer(self)
        self._appear.setSingleShot(True)
        self._appear.setInterval(LINGER_MS)
        self._appear.timeout.connect(self._show_if_busy)
        jobs.jobs_changed.connect(self._choose)
        self.hide()
        self._choose()

    @property
    def job(self) -> RunningJob | None:
        """The job that is told of."""
        return self._job

    @property
    def words(self) -> str:
        """The bar as a sentence."""
        return f"{self._title.text()} {self._numbers.text()}".strip()

    @Slot()
    def look(self) -> None:
        """Show more of the job that is told of."""
        if self._job is not None and self._job.show_course is not None:
            self._job.show_course()

    @Slot()
    def cancel(self) -> None:
        """Stop the job that is told of."""
        if self._job is not None:
            self._job.cancel()

    @Slot()
    def _choose(self) -> None:
        """Tell of the most urgent job that runs, or else of one that waits."""
        running = sorted(self._jobs.jobs, key=_urgency)
        chosen = running[0] if running else None
        if chosen is not self._job:
            if self._job is not None:
                self._job.progressed.disconnect(self._show_job)
            self._job = chosen
            if chosen is not None:
                chosen.progressed.connect(self._show_job)
        self._others.setVisible(len(running) > 1)
        self._others.setText(f"+{len(running) - 1}")
        self._others.setAccessibleName(f"{len(running) - 1} more jobs")
        if chosen is None:
            self._appear.stop()
            self.hide()
            return
        self._show_job()
        if not self.isVisible() and not self._appear.isActive():
            self._appear.start()

    @Slot()
    def _show_if_busy(self) -> None:
        self.setVisible(self._job is not None)

    @Slot()
    def _show_job(self) -> None:
        if (job := self._job) is None:
            return
        self._title.setText(job.title)
        self._bar.setRange(0, job.total or 0)
        self._bar.setValue(min(job.done, job.total) if job.total else 0)
        self._numbers.setText(job_numbers(job))
        self._look.setVisible(job.show_course is not None)
        self._cancel.setEnabled(not job.is_stopping)
        self.setToolTip(job.stage.capitalize())

    @Slot()
    def _show_all(self) -> None:
        """A list of all jobs; choosing one cancels it."""
        menu = QMenu(self)
        for job in self._jobs.jobs:
            action = menu.addAction(icon("close"), f"Cancel: {job.title} {job_numbers(job)}")
            action.triggered.connect(job.cancel)
        menu.popup(self._others.mapToGlobal(self._others.rect().topLeft()))


def job_numbers(job: RunningJob) -> str:
    """How far a job is: `43 %  31 frames/s  0:12 left`."""
    if job.is_stopping:
        return "stopping"
    if job.state is JobState.QUEUED:
        return "waiting"
    parts = []
    if job.total:
        parts.append(f"{100 * min(job.done, job.total) // job.total} %")
    if job.rate and job.unit != "seconds":
        parts.append(rate_words(job.rate, job.unit))
    if job.seconds_left is not None:
        parts.append(f"{clock(job.seconds_left)} left")
    return "   ".join(parts)


def _urgency(job: RunningJob) -> tuple[bool, int]:
    return job.state is JobState.QUEUED, URGENT.index(job.lane) if job.lane in URGENT else len(URGENT)
