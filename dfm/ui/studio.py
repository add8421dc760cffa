"""What the editor has the engine do: find faces, reenact, keep account of what is finished, export.

Finding and preparing begin by themselves with every video. It starts jobs and puts what they find on the
desk; it asks the user nothing and knows no widget.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dfm.core.document.edits import Edit
from dfm.core.document.persons import PersonFile
from dfm.core.document.timebase import Span
from dfm.core.jobs import Job
from dfm.ui import work
from dfm.ui.desk import Desk, Failure
from dfm.ui.drawing import REFERENCE, Drawing, drawing_of
from dfm.ui.exporting import ExportWish
from dfm.ui.jobs import JobRunner, JobState, Lane, RunningJob
from dfm.ui.preparation import Preparation

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis
    from dfm.core.media.info import MediaInfo
    from dfm.core.rendered import Rendered
    from dfm.core.report import Report

PAUSE_MS = 150
"""How long edits rest before it is worked out again what is finished."""
COUNT_MS = 1000
"""How often that is done while frames are being finished."""
Result = TypeVar("Result")
Asked = tuple[tuple[Edit, ...], tuple[PersonFile, ...], Drawing | None]
"""The edits that count, the persons of faces, and what draws."""
NOTHING_YET = "There is nothing to reenact yet: drag an emotion onto the timeline, or press 1-8."


class Studio(QObject):
    """The engine's work for one desk."""

    reenacted = Signal(int)
    """How many frames were drawn; every edit is finished now."""
    finished_changed = Signal(bool)
    """Whether every edited frame is drawn is another answer now."""
    exported = Signal(object)
    """Path: the file that was written."""
    frame_exported = Signal(object)
    """Path: the picture that was written."""

    def __init__(self, desk: Desk, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._jobs = desk, jobs
        self.preparation = Preparation(jobs, self)
        self.preparation.failed.connect(lambda failure: desk.said.emit(failure.sentence))
        self._renderer, self._device = REFERENCE, "auto"
        self._drawing: Drawing | None = Drawing()
        self._rendered: Rendered | None = None
        self._is_finished = False
        self._counted: Asked | None = None
        self._finding: RunningJob | None = None
        self._opening: RunningJob | None = None
        self._reenacting: RunningJob | None = None
        self._reenacted: Asked | None = None
        self._counting: RunningJob | None = None
        self._wants_reenactment = False
        self._count_later = QTimer(self)
        self._count_later.setSingleShot(True)
        self._count_later.timeout.connect(self._count)
        desk.media_changed.connect(self._on_media)
        desk.project_changed.connect(self._on_project)
        desk.persons_changed.connect(self._on_persons)
        desk.trained_changed.connect(self._draw_as_wanted)
        self._on_media(desk.media)

    @property
    def reenactment(self) -> RunningJob | None:
        """The reenactment that waits or runs."""
        job = self._reenacting
        return None if job is None or job.state.is_over else job

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits that count: those that are enabled."""
        return tuple(edit for edit in self._desk.project.edits if edit.enabled)

    @property
    def is_finished(self) -> bool:
        """Whether every edited frame is drawn, as far as was counted for these very edits."""
        return self._is_finished and self._counted == self._asked

    @property
    def _asked(self) -> Asked:
        """What shapes the pictures: edits, who the faces are, and what draws them."""
        return self.edits, self._desk.project.persons, self._drawing

    @property
    def drawing(self) -> Drawing:
        """What finishes the frames, or will once the trained renderer was read."""
        desk = self._desk
        return drawing_of(desk.project.renderer, desk.trained, self._renderer, self._device)

    @Slot()
    def find_faces(self) -> None:
        """Analyse the video, which its opening does too; once more is of use after a failure."""
        media = self._desk.media
        if media is None or self._is_finding:
            return
        self._finding = self._start(
            f"Finding faces in {media.path.name}", lambda: work.find(media), Lane.ANALYSIS, self._on_found
        )
        self._finding.ended.connect(self._on_finding_over)

    @Slot()
    def reenact(self) -> RunningJob | None:
        """Draw what is not finished; None where there is nothing to do, or not yet."""
        desk, edits = self._desk, self.edits
        if desk.media is None or not edits:
            desk.said.emit(NOTHING_YET)
            return None
        if desk.analysis is None or self._rendered is None:
            self._wait_for_faces()
            return None
        if not desk.knows_persons:
            self._wants_reenactment = not self._is_troubled()
            return None
        if (running := self.reenactment) is not None:
            if self._reenacted == self._asked:
                return running
            running.cancel()
        self._reenacted = self._asked
        self._reenacting = self._begin_reenactment(desk.analysis, edits, self._rendered)
        return self._reenacting

    def export(self, wish: ExportWish) -> RunningJob | None:
        """Write the edited video; None where there is none."""
        media, edits = self._desk.media, self.edits
        if media is None or not edits:
            self._desk.said.emit("There is nothing to export yet: drag an emotion onto the timeline first.")
            return None
        if self._is_troubled():
            return None
        persons, drawing, trained = self._desk.project.persons, self.drawing, self._desk.trained
        lost = trained.trouble if trained is not None and drawing.trained is None else ""
        return self._start(
            f"Exporting {wish.target.name}",
            lambda: work.export(wish, media.path, edits, persons, drawing),
            Lane.RENDER,
            lambda report: self._on_exported(report, lost),
        )

    def export_frame(self, target: Path) -> RunningJob | None:
        """Write the output picture at the playhead."""
        desk = self._desk
        if (media := desk.media) is None or self._is_troubled():
            return None
        analysis, edits, rendered, frame = desk.analysis, self.edits, desk.rendered, desk.playhead
        persons = desk.persons

        def on_done(_: None) -> None:
            desk.said.emit(f"Saved the frame as {target.name}.")
            self.frame_exported.emit(target)

        return self._start(
            f"Saving {target.name}",
            lambda: work.write_frame(media, analysis, edits, rendered, persons, frame, target),
            Lane.QUICK,
            on_done,
        )

    def export_edit_list(self, target: Path) -> RunningJob | None:
        """Write the edits as a table, CSV or JSON by the name's end."""
        project = self._desk.project

        def on_done(_: None) -> None:
            self._desk.said.emit(f"Saved the edit list as {target.name}.")

        return self._start(
            f"Saving {target.name}", lambda: work.write_list(project, target), Lane.QUICK, on_done
        )

    def use_renderer(self, name: str) -> None:
        """Finish frames with another renderer from now on."""
        self._renderer = name
        self._draw_as_wanted()

    def use_device(self, name: str) -> None:
        """Finish frames on another device from now on."""
        self._device = name
        self._draw_as_wanted()

    @Slot()
    def _draw_as_wanted(self) -> None:
        """Finish frames with another renderer, or with none while the trained one is being read."""
        wanted = self.drawing if self._desk.knows_renderer else None
        if wanted == self._drawing:
            return
        self._drawing = wanted
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
        if (running := self.reenactment) is not None:
            running.cancel()
            self._wants_reenactment = True
        self._close_rendered()
        if self._desk.analysis is not None:
            self._open_rendered(self._desk.analysis)

    def close(self) -> None:
        """Stop the work on this video and let go of its files; exports go on."""
        running = (self._finding, self._opening, self._reenacting, self._counting)
        self._finding = self._opening = self._reenacting = self._counting = None
        self._wants_reenactment = False
        self._is_finished = False
        self._close_rendered()
        self.preparation.stop()
        for job in running:
            if job is not None:
                job.cancel()
        self._count_later.stop()

    # What happens by itself

    def _wait_for_faces(self) -> None:
        """Reenact once the faces are known."""
        self._wants_reenactment = True
        if self._desk.analysis is None:
            self.find_faces()
        elif self._desk.analysis.tracks:
            self._open_rendered(self._desk.analysis)
        self._desk.said.emit("Reenacting begins as soon as the faces are found.")

    def _is_troubled(self) -> bool:
        """Whether somebody's file cannot be used; then that is told."""
        trouble = next(iter(self._desk.troubles.values()), None)
        if trouble is not None:
            self._desk.failed.emit(Failure(trouble))
        return trouble is not None

    @property
    def _is_finding(self) -> bool:
        return self._finding is not None and not self._finding.state.is_over

    @Slot(object)
    def _on_media(self, media: "MediaInfo | None") -> None:
        self.close()
        if self._desk.analysis is not None:
            self._desk.set_analysis(None)
        self.preparation.begin(media)
        self.find_faces()

    @Slot()
    def _on_finding_over(self) -> None:
        """Once the faces no longer need the machine, the pictures for scrubbing may have it."""
        if self._finding is not None and self._finding.state in (JobState.DONE, JobState.FAILED):
            self.preparation.begin_scrubbing()

    def _on_found(self, analysis: "Analysis") -> None:
        desk = self._desk
        desk.set_analysis(analysis)
        if not analysis.tracks:
            sentence = (
                f"{analysis.media.path.name} shows no face that could be found: use a video with a face"
            )
            desk.failed.emit(Failure(f"{sentence} at least 48 pixels high."))
            return
        people = "a face" if len(analysis.tracks) == 1 else f"{len(analysis.tracks)} faces"
        desk.said.emit(f"Found {people} in {analysis.media.path.name}.")
        self._open_rendered(analysis)

    def _open_rendered(self, analysis: "Analysis") -> None:
        """Have the store opened, once: another one would close it under those who draw into it."""
        drawing = self._drawing
        if drawing is None or (self._opening is not None and not self._opening.state.is_over):
            return
        self._opening = self._jobs.start(
            "Looking for finished frames",
            lambda: work.open_rendered(analysis, drawing),
            lane=Lane.QUICK,
            on_done=lambda rendered: self._on_rendered(analysis, drawing, rendered),
            on_failed=self._desk.failed.emit,
            on_dropped=lambda rendered: rendered.close(),
        )

    def _on_rendered(self, analysis: "Analysis", drawing: Drawing, rendered: "Rendered") -> None:
        if analysis is not self._desk.analysis or drawing != self._drawing:
            rendered.close()
            return
        self._close_rendered()
        self._rendered = rendered
        self._desk.set_rendered(rendered, ())
        self._count()
        if self._wants_reenactment:
            self._wants_reenactment = False
            self.reenact()

    @Slot()
    def _on_project(self) -> None:
        self._draw_as_wanted()
        if self._rendered is not None:
            self._count_later.start(PAUSE_MS)

    @Slot()
    def _on_persons(self) -> None:
        self._on_project()
        if self._wants_reenactment and self._rendered is not None and self._desk.knows_persons:
            self._wants_reenactment = False
            self.reenact()

    @Slot()
    def _count(self) -> None:
        """Work out which frames are finished; only the newest answer counts."""
        desk = self._desk
        analysis, rendered, persons = desk.analysis, self._rendered, desk.persons
        if analysis is None or rendered is None:
            return
        if not desk.knows_persons:
            if desk.rendered_spans:
                desk.set_rendered(rendered, ())
            return
        if self._counting is not None:
            self._counting.cancel()
        asked = self._asked
        drawable = tuple(edit for edit in self.edits if (edit.face or 1) <= len(analysis.tracks))

        def on_done(counted: tuple[tuple[Span, ...], bool]) -> None:
            if self._rendered is rendered:
                self._on_counted(asked, *counted)

        self._counting = self._start(
            "Counting finished frames",
            lambda: work.count(analysis, drawable, rendered, persons),
            Lane.QUICK,
            on_done,
        )

    def _on_counted(self, asked: Asked, spans: tuple[Span, ...], is_finished: bool) -> None:
        if spans != self._desk.rendered_spans:
            self._desk.set_rendered(self._rendered, spans)
        if (is_finished, asked) != (self._is_finished, self._counted):
            self._is_finished, self._counted = is_finished, asked
            self.finished_changed.emit(self.is_finished)

    def _begin_reenactment(
        self, analysis: "Analysis", edits: tuple[Edit, ...], rendered: "Rendered"
    ) -> RunningJob:
        persons = self._desk.persons
        job = self._start(
            f"Reenacting {analysis.media.path.name}",
            lambda: work.reenact(analysis, edits, rendered, persons),
            Lane.RENDER,
            self._on_reenacted,
        )
        job.progressed.connect(self._count_now_and_then)
        job.ended.connect(self._count)
        return job

    @Slot()
    def _count_now_and_then(self) -> None:
        if not self._count_later.isActive():
            self._count_later.start(COUNT_MS)

    def _on_reenacted(self, drawn: int) -> None:
        frames = "1 frame" if drawn == 1 else f"{drawn} frames"
        self._desk.said.emit(f"Reenacted {frames}." if drawn else "Everything was reenacted already.")
        self.reenacted.emit(drawn)

    def _on_exported(self, report: "Report", lost: str = "") -> None:
        target = Path(report.output["path"])
        words = f"Exported {target.name}, {report.output['frames']} frames."
        instead = [f"{lost} '{report.renderer}' drew instead."] if lost else []
        self._desk.said.emit(" ".join([words, *instead, *report.warnings[:1]]))
        self.exported.emit(target)

    def _close_rendered(self) -> None:
        rendered, self._rendered = self._rendered, None
        if rendered is not None:
            if self._desk.rendered is rendered:
                self._desk.set_rendered(None, ())
            rendered.close()

    def _start(
        self, title: str, make_job: Callable[[], Job[Result]], lane: Lane, on_done: Callable[[Result], None]
    ) -> RunningJob:
        return self._jobs.start(title, make_job, lane=lane, on_done=on_done, on_failed=self._desk.failed.emit)
