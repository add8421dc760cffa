"""Dragging clips: moving them, also to another face's track, and trimming their ends."""

from dataclasses import replace

from PySide6.QtCore import QPointF, Qt

from dfm.core.document.arrange import Edge, edits_of, face_of, map_edits, move_edits, trim_edits
from dfm.core.document.edits import Edit
from dfm.core.document.project import Project, find_edit
from dfm.ui.desk import Desk
from dfm.ui.timecode import format_timecode
from dfm.ui.timeline.clip_words import name_of
from dfm.ui.timeline.gesture import CLICK
from dfm.ui.timeline.magnet import Magnet
from dfm.ui.timeline.scene import TimelineScene

Modifiers = Qt.KeyboardModifier


class ClipDrag:
    """What moving and trimming have in common: drafts of the selected edits, told apart by what moves."""

    verb = "Change"

    def __init__(self, desk: Desk, scene: TimelineScene, magnet: Magnet, edit: Edit, at: QPointF) -> None:
        self.desk = desk
        self.scene = scene
        self.magnet = magnet
        self.edit = edit
        self.ids = desk.selection | {edit.id}
        self.before = desk.project
        self._at = at
        self._dragged = False
        magnet.aim(moving=self.ids)

    @property
    def dragged(self) -> bool:
        """Whether it was more than a click."""
        return self._dragged

    def change(self, by: int, at: QPointF) -> Project:
        """The project when the drag has come so many frames, to this place."""
        raise NotImplementedError

    def edges(self) -> tuple[int, ...]:
        """The frames that may snap."""
        raise NotImplementedError

    def words(self, edit: Edit) -> str:
        """What the note beside the drag says."""
        raise NotImplementedError

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Show the project with the edits here."""
        self._dragged = self._dragged or (at - self._at).manhattanLength() >= CLICK
        if not self._dragged:
            return
        wanted = self.scene.time_scale.frames_over(at.x() - self._at.x())
        shift = self.magnet.pull(self.edges(), wanted, self.scene.time_scale, modifiers)
        project = self.change(shift.by, at)
        if project != self.desk.project:
            self.desk.draft(project)
        edit = find_edit(project, self.edit.id)
        met = shift.target in (edit.span.start, edit.span.end)
        self.scene.show_guide(shift.target if met else None)
        self._say(edit)

    def finish(self) -> None:
        """Make it a step, if anything changed."""
        if self.desk.project == self.before:
            self.desk.drop_draft()
            return
        count = len(edits_of(self.before, self.ids))
        self.desk.commit(f"{self.verb} {name_of(self.edit).rstrip('*') if count == 1 else f'{count} edits'}")
        self.desk.choose_face(face_of(find_edit(self.desk.project, self.edit.id)))

    def give_up(self) -> None:
        """Show the project as it was."""
        self.desk.drop_draft()

    def _say(self, edit: Edit) -> None:
        item = self.scene.clips.item(edit.id)
        if item is not None:
            within = self.scene.sceneRect()
            self.scene.note.say(self.words(edit), QPointF(item.rect().left(), item.rect().top()), within)


class MoveClips(ClipDrag):
    """Moves the selected clips together, to another time or another face."""

    verb = "Move"

    def __init__(self, desk: Desk, scene: TimelineScene, magnet: Magnet, edit: Edit, at: QPointF) -> None:
        super().__init__(desk, scene, magnet, edit, at)
        self._faces = tuple(sorted(scene.lanes.tracks))
        chosen = edits_of(self.before, self.ids)
        self._ways = sorted({self._faces.index(face_of(each)) for each in chosen})
        self._edges = tuple(
            {
                edit.span.start: None,
                edit.span.end: None,
                min(each.span.start for each in chosen): None,
                max(each.span.end for each in chosen): None,
            }
        )

    def edges(self) -> tuple[int, ...]:
        """The ends of the dragged clip and of all that move with it."""
        return self._edges

    def change(self, by: int, at: QPointF) -> Project:
        """Move by so many frames, and by as many tracks as the pointer has."""
        project = move_edits(self.before, self.ids, by)
        towards = self._tracks_down(at)
        return map_edits(project, self.ids, lambda edit: self._shifted(edit, towards)) if towards else project

    def words(self, edit: Edit) -> str:
        """Where the clip begins now, and how far that is."""
        by = edit.span.start - self.edit.span.start
        other = face_of(edit) != face_of(self.edit)
        face = f"   face {face_of(edit)}" if other else ""
        return f"{format_timecode(edit.span.start, self.desk.rate)}   {by:+d}{face}"

    def _tracks_down(self, at: QPointF) -> int:
        """By how many tracks the clips move, as far as there are tracks for all of them."""
        here = self._faces.index(self.scene.lanes.nearest_face(at.y()))
        by = here - self._faces.index(face_of(self.edit))
        return min(max(by, -self._ways[0]), len(self._faces) - 1 - self._ways[-1])

    def _shifted(self, edit: Edit, tracks: int) -> Edit:
        return replace(edit, face=self._faces[self._faces.index(face_of(edit)) + tracks])


class TrimClips(ClipDrag):
    """Moves the same end of the selected clips."""

    verb = "Trim"

    def __init__(
        self, desk: Desk, scene: TimelineScene, magnet: Magnet, edit: Edit, at: QPointF, edge: Edge
    ) -> None:
        super().__init__(desk, scene, magnet, edit, at)
        self._edge = edge

    def edges(self) -> tuple[int, ...]:
        """The end that is dragged."""
        return (self.edit.span.start if self._edge is Edge.START else self.edit.span.end,)

    def change(self, by: int, at: QPointF) -> Project:
        """Trim by so many frames."""
        return trim_edits(self.before, self.ids, self._edge, by)

    def words(self, edit: Edit) -> str:
        """Where the end is now, and how long the clip has become."""
        frame = edit.span.start if self._edge is Edge.START else edit.span.end
        return f"{format_timecode(frame, self.desk.rate)}   {edit.span.length} f"
