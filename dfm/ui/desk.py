"""The desk: what the editor is working on, and the one place that changes it.

It holds the project with its history, the selection, the playhead, the chosen face, and what is known of
the video. Widgets show it and ask it for changes; it knows of no widget, thread or file dialog.

A drag shows drafts, which are no steps of the history, and is committed once at its end.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dfm.core.document.arrange import face_of
from dfm.core.document.edits import Edit
from dfm.core.document.history import History
from dfm.core.document.project import Project
from dfm.core.document.timebase import Span
from dfm.ui.drawing import TrainedRead

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis
    from dfm.core.casting import Cast
    from dfm.core.media.info import MediaInfo
    from dfm.core.rendered import Rendered

NO_RATE = Fraction(30)


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong: one sentence with the remedy, and details for those who ask."""

    sentence: str
    details: str = ""


class Desk(QObject):
    """The editor's state; every change of it is told by a signal, once."""

    project_changed = Signal(object)
    """Project: what shows now, be it a draft, a step or a step undone."""
    history_changed = Signal()
    selection_changed = Signal(object)
    """frozenset[str]: ids of edits."""
    playhead_changed = Signal(int)
    face_changed = Signal(int)
    media_changed = Signal(object)
    """MediaInfo | None: another video, or none."""
    analysis_changed = Signal(object)
    """Analysis | None: faces and shots are known, or no longer."""
    rendered_changed = Signal(object)
    """tuple[Span, ...]: frames whose final picture is ready."""
    persons_changed = Signal(object)
    """Cast: the persons of faces whose files were read; `troubles` tells of the others."""
    trained_changed = Signal(object)
    """TrainedRead | None: the file of the project's trained renderer was read, or cannot be."""
    document_changed = Signal()
    """The project's file or whether it is saved."""
    said = Signal(str)
    """A plain sentence for the status line."""
    failed = Signal(object)
    """Failure: for the notice bar."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = History.begin(Project())
        self._saved = self._history.project
        self._draft: Project | None = None
        self._selection: frozenset[str] = frozenset()
        self._playhead = 0
        self._face = 1
        self._media: MediaInfo | None = None
        self._analysis: Analysis | None = None
        self._rendered: Rendered | None = None
        self._rendered_spans: tuple[Span, ...] = ()
        self._persons: Cast = {}
        self._troubles: Mapping[int, str] = {}
        self._trained: TrainedRead | None = None
        self._path: Path | None = None

    # What there is

    @property
    def project(self) -> Project:
        """The project that shows: the draft of a drag, else the history's."""
        return self._history.project if self._draft is None else self._draft

    @property
    def history(self) -> History:
        """The steps that can be undone and redone."""
        return self._history

    @property
    def selection(self) -> frozenset[str]:
        """The ids of the selected edits."""
        return self._selection

    @property
    def selected_edits(self) -> tuple[Edit, ...]:
        """The selected edits in order of time."""
        return tuple(edit for edit in self.project.edits if edit.id in self._selection)

    @property
    def playhead(self) -> int:
        """The media frame that shows."""
        return self._playhead

    @property
    def face(self) -> int:
        """The number of the face that new edits change."""
        return self._face

    @property
    def meant_face(self) -> int:
        """The face that is meant: that of the selected edits, else the chosen one."""
        faces = {face_of(edit) for edit in self.selected_edits}
        return faces.pop() if len(faces) == 1 else self._face

    @property
    def media(self) -> "MediaInfo | None":
        """The video's facts."""
        return self._media

    @property
    def analysis(self) -> "Analysis | None":
        """The video's faces and shots, once found."""
        return self._analysis

    @property
    def rendered(self) -> "Rendered | None":
        """Where finished frames are kept."""
        return self._rendered

    @property
    def rendered_spans(self) -> tuple[Span, ...]:
        """The frames whose final picture is ready."""
        return self._rendered_spans

    @property
    def persons(self) -> "Cast":
        """The persons of faces, as far as their files were read."""
        return self._persons

    @property
    def troubles(self) -> Mapping[int, str]:
        """What is wrong with the person's file of a face, by the face's number."""
        return self._troubles

    @property
    def knows_persons(self) -> bool:
        """Whether every face that is somebody can be played as that person."""
        read = {face: person.digest for face, person in self._persons.items()}
        return all(read.get(file.face) == file.digest for file in self.project.persons)

    @property
    def trained(self) -> TrainedRead | None:
        """What became of the project's trained renderer; None where it has none, or it is being read."""
        file, read = self.project.renderer, self._trained
        return read if file is not None and read is not None and read.file.is_same(file) else None

    @property
    def knows_renderer(self) -> bool:
        """Whether the trained renderer that is to draw, if any, was read, or cannot be."""
        file = self.project.renderer
        return file is None or not file.in_use or self.trained is not None

    @property
    def path(self) -> Path | None:
        """The project's file, or None while it has none."""
        return self._path

    @property
    def is_dirty(self) -> bool:
        """Whether the project differs from what was saved last."""
        return self._history.project != self._saved

    @property
    def frames(self) -> int:
        """How many frames the video has; 0 where there is none."""
        return self._media.frames if self._media else self.project.frames or 0

    @property
    def rate(self) -> Fraction:
        """The video's frames per second."""
        return self._media.frame_rate if self._media else self.project.rate or NO_RATE

    # The project

    def open(self, project: Project, path: Path | None, media: "MediaInfo | None") -> None:
        """Put another project on the desk, saved as `path`; nothing of the one before is left."""
        self._history, self._draft, self._saved, self._path = History.begin(project), None, project, path
        self._media, self._analysis, self._rendered, self._rendered_spans = media, None, None, ()
        self._selection, self._playhead, self._face = frozenset(), 0, 1
        self._persons, self._troubles, self._trained = {}, {}, None
        self.media_changed.emit(media)
        self.analysis_changed.emit(None)
        self.rendered_changed.emit(())
        self._tell_project()
        self.selection_changed.emit(self._selection)
        self.face_changed.emit(self._face)
        self.playhead_changed.emit(self._playhead)
        self.document_changed.emit()

    def mark_saved(self, path: Path) -> None:
        """The project as it is now lies in this file."""
        self._saved, self._path = self._history.project, path
        self.document_changed.emit()

    def mark_unsaved(self) -> None:
        """The project lies in no file as it is now, as after a crash."""
        self._saved = Project()
        self.document_changed.emit()

    def apply(self, label: str, project: Project) -> None:
        """Make one step of the history; a draft is forgotten."""
        self._draft = None
        self._history = self._history.record(label, project)
        self._tell_project()
        self.document_changed.emit()

    def draft(self, project: Project) -> None:
        """Show a project that a drag has come to, without a step."""
        self._draft = project
        self.project_changed.emit(project)

    def commit(self, label: str) -> None:
        """Make the draft a step."""
        if self._draft is not None:
            self.apply(label, self._draft)

    def drop_draft(self) -> None:
        """Go back to the last step, as when a drag is given up."""
        if self._draft is not None:
            self._draft = None
            self._tell_project()

    def undo(self) -> None:
        """Take back the last step."""
        self._show(self._history.undo())

    def redo(self) -> None:
        """Make the step that was taken back again."""
        self._show(self._history.redo())

    def go_to_step(self, at: int) -> None:
        """Show the project as it was after a step."""
        self._show(self._history.go_to(at))

    def _show(self, history: History) -> None:
        self._draft, self._history = None, history
        self._tell_project()
        self.document_changed.emit()

    def _tell_project(self) -> None:
        self.project_changed.emit(self.project)
        self.history_changed.emit()
        known = {edit.id for edit in self.project.edits}
        if not self._selection <= known:
            self.select(self._selection & known)

    # Where the user is

    def select(self, ids: Iterable[str]) -> None:
        """Select these edits and no others."""
        chosen = frozenset(ids) & {edit.id for edit in self.project.edits}
        if chosen != self._selection:
            self._selection = chosen
            self.selection_changed.emit(chosen)

    def move_playhead(self, frame: int) -> None:
        """Go to a media frame, or to the nearest one that there is."""
        frame = min(max(frame, 0), max(self.frames - 1, 0))
        if frame != self._playhead:
            self._playhead = frame
            self.playhead_changed.emit(frame)

    def choose_face(self, number: int) -> None:
        """Let new edits change this face."""
        if number != self._face:
            self._face = number
            self.face_changed.emit(number)

    # What is found out

    def set_analysis(self, analysis: "Analysis | None") -> None:
        """Faces and shots are known now."""
        self._analysis = analysis
        self.analysis_changed.emit(analysis)

    def set_rendered(self, rendered: "Rendered | None", spans: tuple[Span, ...]) -> None:
        """Final pictures are ready for these frames."""
        self._rendered, self._rendered_spans = rendered, spans
        self.rendered_changed.emit(spans)

    def set_persons(self, persons: "Cast", troubles: Mapping[int, str]) -> None:
        """The persons' files were read, or cannot be."""
        self._persons, self._troubles = persons, troubles
        self.persons_changed.emit(persons)

    def set_trained(self, read: TrainedRead | None) -> None:
        """The file of the project's trained renderer was read, or cannot be."""
        self._trained = read
        self.trained_changed.emit(read)

    def relink(self, media: "MediaInfo") -> None:
        """The video was found again, perhaps elsewhere; the edits stay."""
        self._media = media
        self._history = History.begin(replace(self._history.project, media=str(media.path)))
        self.media_changed.emit(media)
        self._tell_project()
        self.document_changed.emit()
