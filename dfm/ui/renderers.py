"""Which renderer finishes the frames: reads the project's trained one, and lets the user choose or train one.

Its file is read in a thread; one that cannot be used is told once, and what is wrong with it stays on the
desk until it is put right. Until then `reference` draws.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from dfm.core.document.renderers import SUFFIX, RendererFile
from dfm.core.jobs import Job
from dfm.ui.course import Measured
from dfm.ui.desk import Desk, Failure
from dfm.ui.dialogs.course import CourseWindow
from dfm.ui.dialogs.relink import ALL
from dfm.ui.dialogs.train_renderer import TrainRendererDialog
from dfm.ui.drawing import TRAINED, TrainedRead
from dfm.ui.jobs import JobRunner, JobState, RunningJob
from dfm.ui.settings import DEVICE, LAST_FOLDER, RENDERER, Settings, folder_of
from dfm.ui.studio import Studio
from dfm.ui.training import Outlook, RendererWish, Verdict, start_training, stopped_words
from dfm.ui.verbs import NO_VIDEO, Verbs

if TYPE_CHECKING:
    from dfm.core.training.renderer_loop import Learned

KINDS = f"Trained renderers (*{SUFFIX})"


class Renderers(QObject):
    """Gives the project of one desk its renderer."""

    changed = Signal()
    """Another renderer draws, or more is known of the trained one."""
    renderer_lost = Signal(object)
    """Failure: the trained renderer's file cannot be used; `choose` asks for another one."""
    trained = Signal(object)
    """Verdict: a renderer was trained for the video that is open."""

    def __init__(
        self,
        desk: Desk,
        verbs: Verbs,
        studio: Studio,
        jobs: JobRunner,
        window: QWidget,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(window)
        self._desk, self._verbs, self._studio, self._jobs = desk, verbs, studio, jobs
        self._window = window
        self._settings = settings or Settings()
        self._followed: RendererFile | None = None
        self._training: RunningJob | None = None
        self._course: CourseWindow | None = None
        desk.media_changed.connect(self._forget)
        desk.project_changed.connect(self._follow)
        desk.trained_changed.connect(self.changed)
        self._follow()

    @property
    def current(self) -> str:
        """The name of the renderer that draws."""
        return self._studio.drawing.renderer

    @property
    def course(self) -> CourseWindow | None:
        """The window of the last training."""
        return self._course

    # What the user asks for

    @Slot(str)
    def use(self, name: str) -> None:
        """Draw with this renderer from now on; another one than the trained one counts for all projects."""
        trained = self._desk.trained
        if name == TRAINED and (self._desk.project.renderer is None or (trained and trained.trouble)):
            self.choose()
            return
        self._verbs.use_trained(name == TRAINED)
        if name != TRAINED:
            self._settings.set(RENDERER, name)
            self._settings.save()
            self._studio.use_renderer(name)
        self.changed.emit()

    @Slot()
    def choose(self) -> None:
        """Ask for the file of a trained renderer, and draw with that."""
        if self._desk.frames == 0:
            self._desk.said.emit(NO_VIDEO)
            return
        present = self._desk.project.renderer
        folder = folder_of(present.path if present else None, self._settings)
        chosen, _ = QFileDialog.getOpenFileName(self._window, "A Trained Renderer", folder, f"{KINDS};;{ALL}")
        if chosen:
            self.assign(Path(chosen))

    def assign(self, path: Path, *, in_use: bool = True) -> RunningJob:
        """Let the project have the trained renderer of a file, in one step; what holds none is told."""
        media, video = self._desk.project.media, self._desk.project.content_id or ""

        def on_done(read: TrainedRead) -> None:
            if self._desk.project.media != media:
                return
            self._followed = read.file
            self._desk.set_trained(read)
            self._verbs.set_renderer(replace(read.file, in_use=in_use))
            if in_use:
                self._desk.said.emit(f"Reenact Video draws with {path.name} now.")
            if read.caution:
                self._desk.failed.emit(Failure(read.caution))

        self._settings.set(LAST_FOLDER, str(path.absolute().parent))
        failed = self._desk.failed.emit
        return self._jobs.ask(f"Reading {path.name}", lambda: _identify(path, video), on_done, failed)

    @Slot()
    def ask_training(self) -> None:
        """Ask how long to learn, or show how the training goes that runs already."""
        desk = self._desk
        if self._training is not None and not self._training.state.is_over:
            self.show_course()
        elif desk.analysis is None or not desk.analysis.tracks:
            desk.said.emit(NO_VIDEO if desk.frames == 0 else "No face was found yet that could be learned.")
        else:
            video, faces = desk.project.content_id or "", len(desk.analysis.tracks)
            device = self._settings.get(DEVICE)
            look = partial(_look_ahead, video, faces, device)
            self._jobs.ask("Looking ahead", look, self._ask, desk.failed.emit)

    def train(self, wish: RendererWish) -> RunningJob:
        """Learn a renderer from the video into a file; then the project has it, and uses a better one."""
        video = Path(self._desk.project.media or "")

        def on_trained(learned: "Learned", is_here: bool) -> None:
            score = learned.score
            measured = Measured(learned.kept, learned.seconds, score.face, score.other_face)
            verdict = Verdict(wish.target, measured)
            if is_here:
                self.assign(wish.target, in_use=verdict.is_better)
                self.trained.emit(verdict)
            self._desk.said.emit(f"Trained {wish.target.name}.")
            course.tell(verdict)

        name = f"a renderer for {video.name}"
        job = start_training(self._desk, self._jobs, name, lambda: _train(video, wish), on_trained)
        if self._course is not None:
            self._course.deleteLater()
        course = self._course = CourseWindow(job, video, wish, self._window)
        job.show_course = self.show_course
        job.ended.connect(self._on_training_over)
        self._training = job
        self.show_course()
        return job

    @Slot()
    def show_course(self) -> None:
        """Show how the last training goes."""
        if self._course is not None:
            self._course.show()
            self._course.raise_()
            self._course.activateWindow()

    # What happens by itself

    def _ask(self, outlook: Outlook) -> None:
        desk = self._desk
        if desk.media is None or desk.analysis is None:
            return
        place = (desk.path or desk.media.path).absolute().parent
        suggested = place / f"{(desk.path or desk.media.path).stem}{SUFFIX}"
        faces = len(desk.analysis.tracks)
        dialog = TrainRendererDialog(suggested, faces, desk.meant_face, outlook, self._window)
        dialog.exec()
        if dialog.wish is not None:
            self.train(dialog.wish)

    @Slot()
    def _on_training_over(self) -> None:
        if self._training is not None and self._training.state is JobState.CANCELLED:
            self._desk.said.emit(stopped_words(self._training))

    @Slot()
    def _forget(self) -> None:
        """Another video has another renderer."""
        self._followed = None

    @Slot()
    def _follow(self) -> None:
        """Read the file that the project names, where that is another one than before."""
        file = self._desk.history.project.renderer
        if file is None:
            self._followed = None
        elif not file.is_same(self._followed):
            self._followed = file
            video = self._desk.project.content_id or ""
            read = partial(_read, file, video)
            self._jobs.ask(f"Reading {file.name}", read, self._take, self._desk.failed.emit)
        self.changed.emit()

    def _take(self, read: TrainedRead) -> None:
        if not read.file.is_same(self._followed):
            return
        self._desk.set_trained(read)
        present = self._desk.project.renderer
        if read.trouble and present is not None and present.in_use:
            self.renderer_lost.emit(Failure(f"{read.trouble} Until then Reference draws."))


def _identify(path: Path, video: str) -> Job[TrainedRead]:
    """A file as the trained renderer of a project."""
    from dfm.core.devices import load_torch
    from dfm.core.drawing import renderer_file

    yield from ()
    load_torch()
    return _told(renderer_file(path), video)


def _read(file: RendererFile, video: str) -> Job[TrainedRead]:
    """What became of a trained renderer's file."""
    from dfm.core.devices import load_torch
    from dfm.core.drawing import found_renderer
    from dfm.core.errors import DfmError

    yield from ()
    try:
        found_renderer(file)
        load_torch()
        return _told(file, video)
    except DfmError as error:
        return TrainedRead(file, trouble=str(error))


def _told(file: RendererFile, video: str) -> TrainedRead:
    from dfm.core.planner import caution_of
    from dfm.core.render.trained_file import facts_of

    path = Path(file.path)
    return TrainedRead(file, facts_of(path).face, caution_of(path, video))


def _look_ahead(video: str, faces: int, asked: str) -> Job[Outlook]:
    """On what device the faces of a video would be learned, and how long they were learned before."""
    from dfm.core.devices import chosen_device, load_torch
    from dfm.core.training.renderer import Wish
    from dfm.core.training.resuming import checkpoint_of, key_of, seconds_learned

    yield from ()
    load_torch()
    device = chosen_device(asked)
    size = Wish(1).recipe(device).config.size
    learned = {
        face: seconds_learned(checkpoint_of(key_of(video, face), size, 0)) for face in range(1, faces + 1)
    }
    return Outlook(device, {face: seconds for face, seconds in learned.items() if seconds is not None})


def _train(video: Path, wish: RendererWish) -> Job["Learned"]:
    from dfm.core.training.renderer import Wish, train

    how = Wish(wish.minutes_in_all, wish.device, resume=wish.resumed is not None)
    return (yield from train(video, wish.target, how, wish.face))
