"""Shows how the training of a renderer goes: how far, the curve, and frames held out as they get better.

It may be closed and shown again while the training runs. It reads the files that the training writes, and
stops the job; it trains nothing itself.
"""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dfm.ui.course import course_files, read_course
from dfm.ui.dialogs.training import quiet
from dfm.ui.jobs import JobState, RunningJob
from dfm.ui.training import RendererWish, Verdict, stopped_words
from dfm.ui.widgets.distance_chart import DistanceChart
from dfm.ui.widgets.job_bar import job_numbers

SIZE, MARGIN = QSize(720, 700), QSize(0, 20)
LOOKS_MS = 500
STAGES = {
    "": "Waiting for another training to end",
    "make squares": "Cutting the face out of every frame",
    "learn": "Learning",
}
NO_PICTURES = (
    "Frames held out appear here after the first hundred steps: as filmed, by Reference, and by the net."
)
MEANING = "Face-APD is how far the colours of a face are from those filmed, 0 to 255; less is better."
NOTHING_YET = "Nothing is measured yet"


class CourseWindow(QDialog):
    """The window of one training."""

    def __init__(
        self, job: RunningJob, video: Path, wish: RendererWish, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Training for {video.name}")
        self.resize(SIZE if parent is None else SIZE.boundedTo(parent.size() - MARGIN))
        self._job, self._wish = job, wish
        self._picture_file, self._journal, _ = course_files(wish.target)
        self._seen: dict[Path, int] = {}
        if wish.resumed is None:  # what lies there is of another training
            self._seen = {file: _changed(file) for file in (self._picture_file, self._journal)}
        self._pixmap = QPixmap()
        self._verdict: Verdict | None = None
        self._make_parts(f"Face {wish.face} of {video.name}")
        self._lay_out()
        job.progressed.connect(self._show_job)
        job.ended.connect(self._on_over)
        self._looks = QTimer(self)
        self._looks.setInterval(LOOKS_MS)
        self._looks.timeout.connect(self.look)
        self._looks.start()
        self._show_job()
        self.look()

    @property
    def shows_pictures(self) -> bool:
        """Whether frames held out were drawn yet."""
        return not self._pixmap.isNull()

    def tell(self, verdict: Verdict) -> None:
        """Say what came of it."""
        self._verdict = verdict
        course = read_course(self._wish.target)
        if not course or course[-1].steps < verdict.measured.steps:
            course = (*course, verdict.measured)
        self.chart.show_course(course)
        self._show_over()

    @Slot()
    def look(self) -> None:
        """Show what was written since the last look."""
        if self._is_new(self._journal):
            course = read_course(self._wish.target)
            self.chart.show_course(course)
            if course and self._verdict is None:
                best = min(course, key=lambda each: each.face)
                words = Verdict(self._wish.target, best).words
                self.figures.setText(f"So far {words[0].lower()}{words[1:]}")
        if self._is_new(self._picture_file):
            found = QPixmap(str(self._picture_file))
            if not found.isNull():
                self._pixmap = found
                self._fit_picture()

    # Building

    def _make_parts(self, heading: str) -> None:
        self.heading = QLabel(heading)
        self.heading.setProperty("look", "title")
        self.stage = quiet()
        self.stage.setWordWrap(False)
        self.numbers = quiet()
        self.numbers.setWordWrap(False)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress")
        self.figures = QLabel(NOTHING_YET)
        self.figures.setProperty("look", "heading")
        self.figures.setWordWrap(True)
        self.meaning = quiet(MEANING)
        self.chart = DistanceChart()
        self.picture = QLabel(NO_PICTURES, alignment=Qt.AlignmentFlag.AlignCenter)
        self.picture.setWordWrap(True)
        self.picture.setProperty("look", "quiet")
        self.picture.setMargin(16)
        self.picture.setAccessibleName("Frames held out, as filmed, by reference, and by the net")
        self.room = QScrollArea()
        self.room.setWidgetResizable(True)
        self.room.setFrameShape(QFrame.Shape.NoFrame)
        self.room.setWidget(self.picture)
        self.room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.stop = QPushButton("&Stop")
        self.stop.setToolTip("Stop the training; what was learned is kept, and it can go on later")
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(self._job.cancel)
        self.close_button = QPushButton("&Close")
        self.close_button.setDefault(True)
        self.close_button.setToolTip("The training goes on; Tools > Draw With shows it again")
        self.close_button.clicked.connect(self.close)

    def _lay_out(self) -> None:
        state = QHBoxLayout()
        state.addWidget(self.stage, 1)
        state.addWidget(self.numbers)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.stop)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addLayout(state)
        column.addWidget(self.bar)
        column.addSpacing(4)
        column.addWidget(self.figures)
        column.addWidget(self.meaning)
        column.addWidget(self.chart)
        column.addWidget(self.room, 1)
        column.addSpacing(4)
        column.addLayout(buttons)

    # Showing

    @Slot()
    def _show_job(self) -> None:
        job = self._job
        if job.state.is_over:
            return
        waits = job.state is JobState.QUEUED
        self.stage.setText(
            STAGES[""] if waits else STAGES.get(job.stage, job.stage.capitalize() or "Beginning")
        )
        self.numbers.setText("" if waits else job_numbers(job))
        self.bar.setRange(0, job.total or 0)
        self.bar.setValue(min(job.done, job.total) if job.total else 0)
        self.stop.setEnabled(not job.is_stopping)

    @Slot()
    def _on_over(self) -> None:
        self._looks.stop()
        self.look()
        self._show_over()

    def _show_over(self) -> None:
        """Say how it ended."""
        self.stop.hide()
        self.bar.hide()
        self.numbers.clear()
        self.close_button.setToolTip("")
        job = self._job
        if self._verdict is not None:
            self.stage.setText(f"Trained {self._wish.target.name}. {self._verdict.fate}")
            self.figures.setText(self._verdict.words)
        elif job.failure is not None:
            self.stage.setWordWrap(True)
            self.stage.setText(job.failure.sentence)
        elif job.state is JobState.CANCELLED:
            self.stage.setText(stopped_words(job))

    def _is_new(self, file: Path) -> bool:
        """Whether a file was written since the last look."""
        changed = _changed(file)
        if changed == self._seen.get(file, 0):
            return False
        self._seen[file] = changed
        return changed > 0

    def _fit_picture(self) -> None:
        """Show the pictures as wide as there is room."""
        if self.shows_pictures:
            ratio = self.devicePixelRatioF()
            width = round(self.room.viewport().width() * ratio)
            smooth = Qt.TransformationMode.SmoothTransformation
            scaled = self._pixmap.scaledToWidth(min(width, self._pixmap.width()), smooth)
            scaled.setDevicePixelRatio(ratio)
            self.picture.setMargin(0)
            self.picture.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
            self.picture.setPixmap(scaled)

    # Qt's own names

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_picture()


def _changed(file: Path) -> int:
    """When a file was written last, 0 where there is none."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
