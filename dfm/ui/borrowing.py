"""Expressions from elsewhere: references that are dropped or chosen, and the user's presets.

They are taken in threads and put on the desk as one step each; a video that was closed meanwhile gets none.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from dfm.core.document.performance import Performance
from dfm.core.jobs import Job
from dfm.ui.desk import Desk, Failure
from dfm.ui.dialogs.preset_name import PresetQuestion
from dfm.ui.dialogs.relink import ALL, VIDEOS
from dfm.ui.jobs import JobRunner, Lane, RunningJob
from dfm.ui.settings import LAST_FOLDER, Settings
from dfm.ui.verbs import NO_VIDEO, Verbs

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis

PHOTOGRAPHS = "Photographs (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff)"
NO_FACES = "Faces are not found yet: wait until they are, then save the expression."


class Borrowing(QObject):
    """Takes performances and keeps presets for one desk."""

    presets_changed = Signal(object)
    """tuple[Performance, ...]: the presets that there are now."""

    def __init__(
        self, desk: Desk, verbs: Verbs, jobs: JobRunner, window: QWidget, settings: Settings | None = None
    ) -> None:
        super().__init__(window)
        self._desk, self._verbs, self._jobs, self._window = desk, verbs, jobs, window
        self._settings = settings or Settings()
        self.presets: tuple[Performance, ...] = ()

    @Slot()
    def choose(self) -> None:
        """Ask for a photograph or a video, and add its expression at the playhead."""
        if self._desk.frames == 0:
            self._desk.said.emit(NO_VIDEO)
            return
        both = f"Photographs and videos ({_patterns(PHOTOGRAPHS)} {_patterns(VIDEOS)})"
        kinds = ";;".join((both, PHOTOGRAPHS, VIDEOS, ALL))
        folder = self._settings.get(LAST_FOLDER)
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Add a Reference", folder, kinds)
        if chosen:
            self.add(Path(chosen), self._desk.playhead, self._desk.face)

    @Slot(object, int, int)
    def add(self, path: Path, frame: int, face: int) -> RunningJob:
        """Take the expression of a photograph or a video, and add it at a frame of a face's track."""
        media = self._desk.project.media

        def on_done(performance: Performance) -> None:
            if self._desk.project.media != media:
                return
            self._verbs.add_performance(performance, frame, face)
            self._desk.said.emit(f"Added {performance.name} as a reference, like {performance.emotion}.")

        def on_failed(failure: Failure) -> None:
            self._desk.said.emit(f"{path.name} was not added.")
            self._desk.failed.emit(failure)

        title = f"Taking the expression of {path.name}"
        self._desk.said.emit(f"{title}…")
        return self._jobs.start(
            title, lambda: _take(path), lane=Lane.ANALYSIS, on_done=on_done, on_failed=on_failed
        )

    @Slot()
    def save_preset(self) -> None:
        """Ask for a name and keep the expression at the playhead, or the reference that is selected."""
        source = self.preset_source
        if source is None:
            self._desk.said.emit(NO_FACES if self._desk.media is not None else NO_VIDEO)
            return
        known = tuple(each.name for each in self.presets)
        question = PresetQuestion(source[0], known, self._window)
        if (name := question.ask_name()) is not None:
            self.save_as(name)

    @property
    def preset_source(self) -> tuple[str, Callable[[], Job[Performance]]] | None:
        """What would be saved as a preset now, in words, and the job that takes it; None where nothing."""
        desk = self._desk
        chosen = {edit.performance for edit in desk.selected_edits}
        if len(chosen) == 1 and (performance := next(iter(chosen))) is not None:
            return f"The reference {performance.name} of the selected edit.", lambda: _held(performance)
        analysis, face, frame = desk.analysis, desk.face, desk.playhead
        if analysis is None or not 1 <= face <= len(analysis.tracks):
            return None
        words = f"What face {face} shows at the playhead, as it was filmed."
        return words, lambda: _expression(analysis, face, frame)

    def save_as(self, name: str) -> RunningJob | None:
        """Keep what would be saved now under a name; one that there is already is replaced."""
        source = self.preset_source
        if source is None:
            return None

        def on_done(presets: tuple[Performance, ...]) -> None:
            self._show(presets)
            self._desk.said.emit(f"Saved {name} in the palette; drag it onto any timeline.")

        failed = self._desk.failed.emit
        return self._jobs.ask(f"Saving the preset {name}", lambda: _save(name, source[1]), on_done, failed)

    @Slot(str)
    def remove_preset(self, name: str) -> RunningJob:
        """Forget a preset; edits that were made of it stay as they are."""

        def on_done(presets: tuple[Performance, ...]) -> None:
            self._show(presets)
            self._desk.said.emit(f"Removed the preset {name}; edits made of it stay.")

        failed = self._desk.failed.emit
        return self._jobs.ask(f"Removing the preset {name}", lambda: _remove(name), on_done, failed)

    @Slot()
    def load_presets(self) -> RunningJob:
        """Look for the presets that there are."""
        return self._jobs.ask("Looking for presets", _load, self._show, self._desk.failed.emit)

    def _show(self, presets: tuple[Performance, ...]) -> None:
        self.presets = presets
        self.presets_changed.emit(presets)


def _take(path: Path) -> Job[Performance]:
    from dfm.core.document.sources import Kind, Source
    from dfm.core.performances import take_performance

    return (yield from take_performance(Source(Kind.REFERENCE, str(path))))


def _expression(analysis: "Analysis", face: int, frame: int) -> Job[Performance]:
    from dfm.core.performances import expression_at

    yield from ()
    return expression_at(analysis.tracks[face - 1], frame, analysis)


def _held(performance: Performance) -> Job[Performance]:
    yield from ()
    return performance


def _save(name: str, take: Callable[[], Job[Performance]]) -> Job[tuple[Performance, ...]]:
    from dfm.core import presets

    presets.save(name, (yield from take()), overwrite=True)
    return presets.load_all()


def _remove(name: str) -> Job[tuple[Performance, ...]]:
    from dfm.core import presets

    yield from ()
    presets.remove(name)
    return presets.load_all()


def _load() -> Job[tuple[Performance, ...]]:
    from dfm.core import presets

    yield from ()
    return presets.load_all()


def _patterns(kind: str) -> str:
    """The patterns of a kind of files, as in Videos (*.mp4 *.mov)."""
    return kind[kind.index("(") + 1 : -1]
