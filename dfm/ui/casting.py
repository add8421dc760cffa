"""Which face is whom: reads the persons' files of the project, and lets the user choose, train or clear one.

Files are read in threads; a file that cannot be used is told once, and what is wrong with it stays on the
desk until it is put right.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from dfm.core.document.casting import person_of
from dfm.core.document.persons import SUFFIX, PersonFile
from dfm.core.jobs import Job
from dfm.ui.desk import Desk, Failure
from dfm.ui.dialogs.relink import ALL
from dfm.ui.dialogs.train_person import TrainPersonDialog
from dfm.ui.jobs import JobRunner, RunningJob
from dfm.ui.settings import LAST_FOLDER, Settings, folder_of
from dfm.ui.training import TrainingWish, start_training
from dfm.ui.verbs import NO_VIDEO, Verbs

if TYPE_CHECKING:
    from dfm.core.casting import Cast
    from dfm.core.training.person import Trained

PERSONS = f"Persons (*{SUFFIX})"
Files = tuple[PersonFile, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """The persons that could be read, and what is wrong with the files of others, by face."""

    persons: "Cast"
    troubles: dict[int, str]


class Casting(QObject):
    """Gives the faces of one desk their persons."""

    person_lost = Signal(object, int)
    """Failure and face: the person's file cannot be used; `choose` asks for another one."""

    def __init__(
        self, desk: Desk, verbs: Verbs, jobs: JobRunner, window: QWidget, settings: Settings | None = None
    ) -> None:
        super().__init__(window)
        self._desk, self._verbs, self._jobs, self._window = desk, verbs, jobs, window
        self._settings = settings or Settings()
        self._followed: Files = ()
        desk.media_changed.connect(self._forget)
        desk.project_changed.connect(self._follow)
        self._follow()

    # What the user asks for

    @Slot(int)
    def choose(self, face: int | None = None) -> None:
        """Ask for a person's file, and let a face be that person."""
        if self._desk.frames == 0:
            self._desk.said.emit(NO_VIDEO)
            return
        face = face or self._desk.meant_face
        present = person_of(self._desk.project, face)
        folder = folder_of(present.path if present else None, self._settings)
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, f"The Person of Face {face}", folder, f"{PERSONS};;{ALL}"
        )
        if chosen:
            self.assign(Path(chosen), face)

    @Slot(int)
    def clear(self, face: int | None = None) -> None:
        """Let a face be anybody."""
        self._verbs.clear_person(face or self._desk.meant_face)

    def assign(self, path: Path, face: int) -> RunningJob:
        """Let a face be the person of a file, in one step; what holds no person is told."""
        media = self._desk.project.media

        def on_done(found: tuple[PersonFile, str]) -> None:
            if self._desk.project.media == media:
                file, name = found
                before = self._followed
                self._verbs.set_person(file, name)
                self._follow(again=self._followed == before)  # the same file may be another by now
                self._desk.said.emit(f"Face {face} plays as {name} does now.")

        self._settings.set(LAST_FOLDER, str(path.absolute().parent))
        failed = self._desk.failed.emit
        return self._jobs.ask(f"Reading {path.name}", lambda: _identify(path, face), on_done, failed)

    @Slot(int)
    def ask_training(self, face: int | None = None) -> None:
        """Ask for videos of a person, and learn how that person plays."""
        if self._desk.frames == 0:
            self._desk.said.emit(NO_VIDEO)
            return
        face = face or self._desk.meant_face
        dialog = TrainPersonDialog(self._desk.project.media or "", face, self._settings, self._window)
        dialog.exec()
        if dialog.wish is not None:
            self.train(dialog.wish)

    def train(self, wish: TrainingWish) -> RunningJob:
        """Learn a person from videos into a file; then the face is that person."""

        def on_trained(trained: "Trained", is_here: bool) -> None:
            words = f"Trained {wish.name} into {wish.target.name}."
            self._desk.said.emit(" ".join([words, *trained.warnings[:1]]))
            if is_here:
                self.assign(wish.target, wish.face)

        return start_training(self._desk, self._jobs, wish.name, lambda: _train(wish), on_trained)

    # What happens by itself

    @Slot()
    def _forget(self) -> None:
        """Another video has other persons."""
        self._followed = ()

    @Slot()
    def _follow(self, *_: object, again: bool = False) -> None:
        """Read the files that the project names, where those are others than before."""
        files = self._desk.history.project.persons
        if files == self._followed and not again:
            return
        self._followed = files
        if not files:
            self._desk.set_persons({}, {})
            return
        known = self._desk.persons
        names = ", ".join(file.name for file in files)
        take = partial(self._take, files)
        self._jobs.ask(f"Reading {names}", lambda: _read(files, known), take, self._desk.failed.emit)

    def _take(self, files: Files, read: Read) -> None:
        if files != self._followed:
            return
        before = self._desk.troubles
        self._desk.set_persons(read.persons, read.troubles)
        for face, sentence in read.troubles.items():
            if before.get(face) != sentence:
                self.person_lost.emit(Failure(sentence), face)
                break


def _identify(path: Path, face: int) -> Job[tuple[PersonFile, str]]:
    """A file as the person of a face, and what the person is called."""
    from dfm.core.casting import load_cast, person_file

    yield from ()
    file = person_file(path, face)
    return file, load_cast((file,))[face].name


def _read(files: Files, known: "Cast") -> Job[Read]:
    """The persons of files; those that are known already stay, while their files are there."""
    from dfm.core.casting import load_cast
    from dfm.core.errors import DfmError
    from dfm.core.named_files import FileState, file_state

    yield from ()
    persons, troubles = {}, {}
    for file in files:
        present = known.get(file.face)
        try:
            if present is None or present.digest != file.digest or file_state(file) is not FileState.FOUND:
                present = load_cast((file,))[file.face]
            persons[file.face] = present
        except DfmError as error:
            troubles[file.face] = str(error)
    return Read(persons, troubles)


def _train(wish: TrainingWish) -> Job["Trained"]:
    from dfm.core.training.person import Settings as How
    from dfm.core.training.person import train

    how = How(preset=wish.preset, resume=wish.resume)
    return (yield from train(wish.videos, wish.target, how, name=wish.name, named=dict(wish.named)))
