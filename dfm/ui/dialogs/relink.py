"""Asks where a project's video is now; takes only the very same video, known by its content."""

from enum import Enum
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from dfm.core.document.project import Project
from dfm.ui import opening
from dfm.ui.desk import Failure
from dfm.ui.dialogs.question import Answer, Question, paragraph
from dfm.ui.jobs import JobRunner, RunningJob

VIDEOS = "Videos (*.mp4 *.mov *.mkv *.avi *.webm *.m4v *.mpg *.mpeg *.ts *.mts *.wmv *.flv *.3gp)"
ALL = "All files (*)"


class Relink(Enum):
    """The two answers."""

    CHOOSE = "choose"
    CANCEL = "cancel"


class RelinkQuestion(Question):
    """Stays until the video is found or the user gives up; `found` is the project with its video."""

    def __init__(
        self, project: Project, is_changed: bool, jobs: JobRunner, parent: QWidget | None = None
    ) -> None:
        path = Path(project.media or "")
        fate = "holds another video now" if is_changed else "is not where it was"
        answers = (Answer(Relink.CANCEL, "Cancel"), Answer(Relink.CHOOSE, "&Choose…", "primary"))
        words = f"It was last in {path.parent}. Where is it now?"
        super().__init__(f"{path.name} {fate}", words, answers, Relink.CANCEL, parent)
        self.found: opening.Found | None = None
        self._project, self._jobs, self._path = project, jobs, path
        self._looking: RunningJob | None = None
        self.verdict = paragraph("", "alarm")
        self.verdict.hide()
        self.body.addWidget(self.verdict)
        self.finished.connect(self._stop)

    def give(self, answer: Enum) -> None:
        """Choosing opens a list of files; anything else ends the question."""
        if answer is Relink.CHOOSE:
            self._choose()
        else:
            super().give(answer)

    def _choose(self) -> None:
        folder = self._path.parent if self._path.parent.is_dir() else Path.home()
        chosen, _ = QFileDialog.getOpenFileName(
            self, f"Find {self._path.name}", str(folder), f"{VIDEOS};;{ALL}"
        )
        if chosen:
            self.try_video(Path(chosen))

    def try_video(self, video: Path) -> None:
        """See whether this is the one; if so, the question is answered."""
        self._stop()
        self.verdict.hide()
        self.buttons[Relink.CHOOSE].setEnabled(False)
        self._looking = self._jobs.ask(
            f"Comparing {video.name}",
            lambda: opening.find_again(self._project, video),
            self._on_found,
            self._on_other,
        )

    def _on_found(self, found: opening.Found) -> None:
        self.found = found
        super().give(Relink.CHOOSE)

    def _on_other(self, failure: Failure) -> None:
        self.buttons[Relink.CHOOSE].setEnabled(True)
        self.verdict.setText(failure.sentence)
        self.verdict.show()
        self.adjustSize()

    @Slot()
    def _stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
