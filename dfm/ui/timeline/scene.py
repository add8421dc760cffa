"""The scene of the timeline: lanes, clips and what lies over them, kept as the desk says.

It decides where everything lies. It takes no mouse and no key; what a drag wants to show, it is told.
"""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from dfm.core.document.arrange import face_of
from dfm.core.document.edits import Edit, ramp_frames
from dfm.core.document.project import Project
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.timeline.clip_item import ClipItem
from dfm.ui.timeline.clip_look import Look
from dfm.ui.timeline.clips import Clips
from dfm.ui.timeline.curve_lane import CurveLane
from dfm.ui.timeline.film_lane import FilmLane
from dfm.ui.timeline.lanes import Lanes, lay_out
from dfm.ui.timeline.overlay import Band, Guide, MarkLines, Note, PlayheadLine
from dfm.ui.timeline.rows import Row
from dfm.ui.timeline.scale import TimeScale, fitting
from dfm.ui.timeline.track_lane import TrackLane
from dfm.ui.timeline.wave_lane import WaveLane

EMPTY_HINT = "Drag an emotion here, or press 1-8"


class TimelineScene(QGraphicsScene):
    """Shows the desk's project, selection, playhead and face."""

    laid_out = Signal()
    """Lanes lie elsewhere, or frames do."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._scale = TimeScale(1.0)
        self._room = (640.0, 200.0)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.film, self.wave, self.curves = FilmLane(), WaveLane(), CurveLane()
        self._tracks: dict[int, TrackLane] = {}
        self._unseen: dict[int, tuple[Span, ...]] = {}
        self.clips = Clips(self)
        self._ghost = ClipItem(self.clips.look)
        self._lines, self._playhead = MarkLines(), PlayheadLine()
        self.guide, self.note, self.band = Guide(), Note(), Band()
        self._ghost.setZValue(3)
        self._ghost.setOpacity(0.75)
        self._ghost.hide()
        self._add(self.film, self.wave, self.curves, self._ghost, self._lines, self._playhead)
        self._add(self.guide, self.note, self.band)
        self._lanes = lay_out(self._room[1], has_sound=False, depths={1: 1})
        desk.project_changed.connect(self._show_project)
        desk.selection_changed.connect(self._show_selection)
        desk.playhead_changed.connect(self._show_playhead)
        desk.face_changed.connect(self._show_tracks)
        desk.media_changed.connect(self._show_media)
        desk.analysis_changed.connect(self._show_analysis)
        self._show_media()
        self._show_analysis()
        self._show_project(desk.project)

    def _add(self, *items: QGraphicsItem) -> None:
        for item in items:
            self.addItem(item)

    # Where things lie

    @property
    def time_scale(self) -> TimeScale:
        """How frames lie."""
        return self._scale

    @property
    def lanes(self) -> Lanes:
        """How lanes lie."""
        return self._lanes

    @property
    def tracks(self) -> Mapping[int, TrackLane]:
        """The tracks by the numbers of their faces."""
        return self._tracks

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return self._desk.frames

    def set_time_scale(self, scale: TimeScale) -> None:
        """Zoom."""
        if scale != self._scale:
            self._scale = scale
            self._lay_out()

    def set_room(self, width: float, height: float) -> None:
        """Fill a window of this size."""
        if (width, height) != self._room:
            self._room = (width, height)
            self._lay_out()

    def fit(self) -> None:
        """Show all frames."""
        self.set_time_scale(fitting(self.frames, self._room[0]))

    def faces(self) -> tuple[int, ...]:
        """The faces that have a track: those that were found, and those with edits."""
        found = self._desk.analysis.tracks if self._desk.analysis else ()
        edited = self.clips.depths
        return tuple(sorted({1, self._desk.face, *(track.number for track in found), *edited}))

    # What drags show

    def show_guide(self, frame: int | None) -> None:
        """Show the line of a snap, or none."""
        x = None if frame is None else self._scale.x_of(frame)
        self.guide.show_at(x, self.sceneRect().height())

    def show_ghost(self, edit: Edit | None) -> None:
        """Show an edit that is not in the project yet, or none."""
        self._ghost.setVisible(edit is not None)
        for face, track in self._tracks.items():
            track.set_aimed(edit is not None and face == face_of(edit))
        if edit is not None:
            rect = self.clips.rect_of(edit, Row(0, 1), self._lanes, self._scale)
            ramp = ramp_frames(edit, self._desk.rate) * self._scale.pixels
            self._ghost.mark(Look.SELECTED, True)
            self._ghost.show_edit(edit, rect, ramp)

    @property
    def ghost(self) -> Edit | None:
        """The edit that shows without being in the project."""
        return self._ghost.edit if self._ghost.isVisible() else None

    def rest(self) -> None:
        """Hide what only drags show."""
        self.show_guide(None)
        self.show_ghost(None)
        self.note.say("", QPointF(), QRectF())
        self.band.show_over(None)

    # Following the desk

    def _show_project(self, project: Project) -> None:
        self.clips.take(project.edits)
        marks = tuple(marker.frame for marker in project.markers)
        self._lines.set_marks(marks, project.marked)
        if self._wanted_lanes() != self._lanes:
            self._lay_out()
        else:
            self.clips.place(self._lanes, self._scale, self._desk.rate)
        self._show_selection()
        self._show_tracks()

    def _show_selection(self) -> None:
        self.clips.mark(Look.SELECTED, self._desk.selection)

    def _show_playhead(self) -> None:
        self._playhead.setPos(round(self._scale.x_of(self._desk.playhead)), 0)

    def _show_media(self) -> None:
        self.film.clear()
        self.wave.set_peaks(None, 1, self._desk.rate)
        self._lay_out()

    def _show_analysis(self) -> None:
        analysis = self._desk.analysis
        self.film.set_cuts(tuple(shot.start for shot in analysis.shots[1:]) if analysis else ())
        tracks = analysis.tracks if analysis else ()
        self._unseen = {track.number: _gaps(track.spans, self.frames) for track in tracks}
        self._lay_out()

    def _show_tracks(self) -> None:
        """Tell every track whether it is chosen, and what it says while it is empty."""
        if self._desk.face not in self._tracks:
            self._lay_out()
        empty = not self._desk.project.edits
        for face, track in self._tracks.items():
            chosen = face == self._desk.face
            hint = EMPTY_HINT if empty and chosen and self.frames else ""
            track.set_state(chosen=chosen, hint=hint, unseen=self._unseen.get(face, ()))

    def _wanted_lanes(self) -> Lanes:
        depths = {face: self.clips.depths.get(face, 1) for face in self.faces()}
        media = self._desk.media
        return lay_out(self._room[1], has_sound=bool(media and media.audio), depths=depths)

    def _lay_out(self) -> None:
        """Put everything where it belongs."""
        self._lanes = self._wanted_lanes()
        width = max(self._scale.width_of(self.frames), self._room[0])
        area = QRectF(0, 0, width, max(self._lanes.height, self._room[1]))
        self._keep_tracks()
        self.setSceneRect(area)
        self.wave.setVisible(self._lanes.sound is not None)
        self.film.lay(self._lanes.film, self._scale, self.frames, width)
        self.curves.lay(self._lanes.curves, self._scale, self.frames, width)
        if self._lanes.sound is not None:
            self.wave.lay(self._lanes.sound, self._scale, self.frames, width)
        for face, track in self._tracks.items():
            track.lay(self._lanes.tracks[face], self._scale, self.frames, width)
        self.clips.place(self._lanes, self._scale, self._desk.rate)
        self._lines.lay(area, self._scale)
        self._playhead.set_height(area.height())
        self._show_playhead()
        self._show_tracks()
        self.laid_out.emit()

    def _keep_tracks(self) -> None:
        """Make and remove track lanes until there is one a face."""
        for face in self._tracks.keys() - self._lanes.tracks.keys():
            self.removeItem(self._tracks.pop(face))
        for face in self._lanes.tracks.keys() - self._tracks.keys():
            self._tracks[face] = TrackLane(face)
            self.addItem(self._tracks[face])


def _gaps(spans: Iterable[Span], frames: int) -> tuple[Span, ...]:
    """The frames that no span holds; spans come in order."""
    gaps, end = [], 0
    for span in spans:
        gaps.append((end, span.start))
        end = span.end
    return tuple(Span(first, last) for first, last in (*gaps, (end, frames)) if last > first)
