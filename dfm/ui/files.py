"""Projects and videos as files: opening, saving, what was open of late, crashes, and leaving nothing unsaved.

It asks the user through the dialogs and changes the desk; reading is done in a thread.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from dfm.core.document.project import Project
from dfm.core.document.storage import SUFFIX, write_project
from dfm.core.errors import DfmError
from dfm.core.jobs import Job
from dfm.ui import opening
from dfm.ui.autosaving import Autosaving
from dfm.ui.desk import Desk, Failure
from dfm.ui.dialogs.recover import RecoverQuestion, Recovery
from dfm.ui.dialogs.relink import ALL, VIDEOS, RelinkQuestion
from dfm.ui.dialogs.unsaved import Leave, QuitQuestion, ask_unsaved
from dfm.ui.jobs import JobRunner, Lane, RunningJob, failure_of
from dfm.ui.settings import LAST_FOLDER, RECENT_FILES, Settings

if TYPE_CHECKING:
    from dfm.core.autosave import Recovered
    from dfm.core.media.info import MediaInfo

MOST_RECENT = 10
GONE_AFTER_MS = 400
"""How long a video may be away while another program writes it anew."""
PROJECTS = f"Projects (*{SUFFIX})"


class Files(QObject):
    """What the menu File does; `may_close` is asked before the window closes."""

    recent_changed = Signal()
    video_lost = Signal(object)
    """Failure: the video that is open has gone; `find_video` asks where it is."""
    demo_made = Signal()
    """The demo clip is there, or could not be made."""

    def __init__(
        self, desk: Desk, jobs: JobRunner, window: QWidget, settings: Settings | None = None
    ) -> None:
        super().__init__(window)
        self._desk, self._jobs, self._window = desk, jobs, window
        self._settings = settings or Settings()
        self.autosaving = Autosaving(desk, jobs, self._settings, self)
        self._opening: RunningJob | None = None
        self._closes_after_jobs = False
        self._given_up: Project | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(
            lambda: QTimer.singleShot(GONE_AFTER_MS, self, self._look_for_video)
        )
        desk.media_changed.connect(self._watch)
        desk.failed.connect(self._stay)
        jobs.jobs_changed.connect(self._on_jobs)

    @property
    def recent(self) -> tuple[Path, ...]:
        """What was open of late, the latest first."""
        return tuple(Path(line) for line in self._settings.get(RECENT_FILES).splitlines() if line)

    @property
    def name(self) -> str:
        """What the project is called: its file's name, or the video's."""
        known = self._desk.path or self._desk.project.media
        return Path(known).name if known else "the project"

    # The menu

    @Slot()
    def begin(self, path: Path | None = None) -> None:
        """Offer what a crash has left; where nothing is taken up, open this file."""
        self._jobs.ask(
            "Looking for what a crash has left",
            opening.list_recoverable,
            lambda left: self._offer(left, path),
            self._desk.failed.emit,
        )

    @Slot()
    def new(self) -> None:
        """Clear the desk."""
        if self._may_leave():
            self._desk.open(Project(), None, None)

    @Slot()
    def open(self) -> None:
        """Ask for a video or a project and open it."""
        both = f"Videos and projects ({VIDEOS[VIDEOS.index('(') + 1 : -1]} *{SUFFIX})"
        kinds = ";;".join((both, VIDEOS, PROJECTS, ALL))
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Open", self._folder(), kinds)
        if chosen:
            self.open_path(Path(chosen))

    def open_path(self, path: Path) -> None:
        """Open a video or a project; the latest wish counts."""
        path = path.absolute()
        if not self._may_leave():
            return
        self._start_opening(
            path.name, lambda: opening.open_file(path), lambda found: self._on_opened(found, path)
        )

    @Slot()
    def open_demo(self) -> None:
        """Make the demo clip and open it."""
        job = self._jobs.start(
            "Making the demo clip",
            opening.make_demo,
            lane=Lane.RENDER,
            on_done=self.open_path,
            on_failed=self._desk.failed.emit,
        )
        job.ended.connect(self.demo_made)

    @Slot()
    def save(self) -> bool:
        """Save the project, asking for a name where it has none; False where it was not saved."""
        return self.save_as() if self._desk.path is None else self._write(self._desk.path)

    @Slot()
    def save_as(self) -> bool:
        """Save the project under another name."""
        suggested = self._desk.path or self._suggested()
        chosen, _ = QFileDialog.getSaveFileName(self._window, "Save Project", str(suggested), PROJECTS)
        if not chosen:
            return False
        path = Path(chosen)
        return self._write(path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX))

    @Slot()
    def find_video(self) -> None:
        """Ask where the open video is now."""
        if self._desk.media is not None:
            question = RelinkQuestion(self._desk.history.project, False, self._jobs, self._window)
            question.ask()
            if question.found is not None and question.found.media is not None:
                self._desk.relink(question.found.media)

    def may_close(self) -> bool:
        """Ask about what would be lost; False where the window stays open, perhaps until jobs are done."""
        titles = self._running_titles()
        may = self._may_quit(titles) if titles else self._may_leave()
        if may:
            self.autosaving.drop()
        return may

    # Opening

    def _start_opening(
        self, name: str, make_job: Callable[[], Job[opening.Found]], on_done: Callable[[opening.Found], None]
    ) -> None:
        if self._opening is not None:
            self._opening.cancel()
        self._desk.said.emit(f"Opening {name}…")

        def on_failed(failure: Failure) -> None:
            self._desk.said.emit(f"{name} was not opened.")
            self._desk.failed.emit(failure)

        self._opening = self._jobs.ask(f"Opening {name}", make_job, on_done, on_failed)

    def _put(self, found: opening.Found) -> bool:
        """Put what was found on the desk; where the video is missing, ask for it first."""
        media = found.project.media
        if media is None or found.media is not None:
            self._desk.open(found.project, found.path, found.media)
            return True
        question = RelinkQuestion(found.project, found.is_changed, self._jobs, self._window)
        question.ask()
        if question.found is None:
            self._desk.said.emit(f"{Path(media).name} was not found, so the project stays closed.")
            return False
        self._desk.open(question.found.project, found.path, question.found.media)
        self._desk.mark_unsaved()
        return True

    def _on_opened(self, found: opening.Found, source: Path) -> None:
        if self._put(found):
            self._remember(source)
            self._desk.said.emit(f"Opened {source.name}.")

    def _offer(self, left: Sequence["Recovered"], path: Path | None) -> None:
        """Ask what is to become of what a crash has left."""
        from dfm.core.autosave import discard

        while left:
            question = RecoverQuestion(left, self._window)
            answer = question.ask()
            if answer is Recovery.RECOVER:
                self._recover(question.chosen)
                return
            if answer is Recovery.LATER:
                break
            discard(question.chosen)
            left = [each for each in left if each is not question.chosen]
        if path is not None:
            self.open_path(path)

    def _recover(self, recovered: "Recovered") -> None:
        from dfm.core.autosave import discard

        def on_found(found: opening.Found) -> None:
            if self._put(found):
                self._desk.mark_unsaved()
                self.autosaving.keep(lambda: discard(recovered))
                self._desk.said.emit("Recovered what was not saved; save it to keep it.")

        name = recovered.path.name if recovered.path else "the project"
        self._start_opening(name, lambda: opening.open_recovered(recovered), on_found)

    # Saving

    def _write(self, path: Path) -> bool:
        try:
            write_project(self._desk.history.project, path)
        except DfmError as error:
            self._desk.failed.emit(failure_of(error))
            return False
        self._desk.mark_saved(path)
        self._remember(path)
        self._desk.said.emit(f"Saved {path.name}.")
        return True

    def _suggested(self) -> Path:
        """A project beside its video and named after it."""
        media = self._desk.project.media
        return Path(media).with_suffix(SUFFIX) if media else Path(self._folder()) / f"untitled{SUFFIX}"

    def _folder(self) -> str:
        """The folder where files were chosen last."""
        known = self._settings.get(LAST_FOLDER)
        return known if known and Path(known).is_dir() else str(Path.home())

    def _remember(self, path: Path) -> None:
        others = [each for each in self.recent if each != path]
        self._settings.set(RECENT_FILES, "\n".join(map(str, [path, *others][:MOST_RECENT])))
        self._settings.set(LAST_FOLDER, str(path.parent))
        self.recent_changed.emit()

    # Leaving

    def _may_leave(self) -> bool:
        """Whether the project may be left; saves it where the user wants that."""
        if not self._desk.is_dirty or self._desk.history.project == self._given_up:
            return True
        answer = ask_unsaved(self.name, self._window)
        return self.save() if answer is Leave.SAVE else answer is Leave.DISCARD

    def _may_quit(self, titles: Sequence[str]) -> bool:
        """Whether to quit although jobs run; saves too where the user wants that."""
        question = QuitQuestion(titles, self.name if self._desk.is_dirty else None, self._window)
        answer = question.ask()
        if answer is Leave.CANCEL or (question.saves and not self.save()):
            return False
        if answer is Leave.STOP or not self._running_titles():
            return True
        self._closes_after_jobs, self._given_up = True, self._desk.history.project
        self._desk.said.emit("The window closes once all is done.")
        return False

    def _running_titles(self) -> list[str]:
        return [job.title for job in self._jobs.jobs if job.lane in (Lane.RENDER, Lane.TRAIN)]

    @Slot()
    def _on_jobs(self) -> None:
        if self._closes_after_jobs and not self._running_titles():
            QTimer.singleShot(0, self, self._close_if_all_went_well)

    @Slot()
    def _stay(self) -> None:
        """Something went wrong that the user has to hear of."""
        self._closes_after_jobs = False

    def _close_if_all_went_well(self) -> None:
        if self._closes_after_jobs and not self._running_titles():
            self._closes_after_jobs = False
            self._window.close()

    # The video's file

    @Slot(object)
    def _watch(self, media: "MediaInfo | None") -> None:
        if watched := self._watcher.files():
            self._watcher.removePaths(watched)
        if media is not None:
            self._watcher.addPath(str(media.path))

    def _look_for_video(self) -> None:
        """Tell where the video has gone; one that was written anew is watched on."""
        if (media := self._desk.media) is None:
            return
        if media.path.exists():
            self._watch(media)
            return
        failure = Failure(
            f"{media.path.name} is no longer in {media.path.parent}: put it back, or show where it is now."
        )
        self._desk.failed.emit(failure)
        self.video_lost.emit(failure)
