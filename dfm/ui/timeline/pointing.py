"""What pressing, hovering and asking for a menu mean at a place of the lanes.

It decides which drag begins and which clips are selected; it follows no drag and scrolls nothing.
"""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QMenu, QWidget

from dfm.core.document.arrange import Edge, face_of
from dfm.core.document.edits import Edit
from dfm.ui.desk import Desk
from dfm.ui.timeline.clip_gestures import ClipDrag, MoveClips, TrimClips
from dfm.ui.timeline.clip_look import Look
from dfm.ui.timeline.clip_words import tip
from dfm.ui.timeline.clips import Hit, Part
from dfm.ui.timeline.gesture import Gesture, Scrub
from dfm.ui.timeline.magnet import Magnet
from dfm.ui.timeline.marquee import Marquee
from dfm.ui.timeline.menu import clip_menu, ruler_menu, track_menu
from dfm.ui.timeline.scene import TimelineScene
from dfm.ui.verbs import Verbs

ADDING = Qt.KeyboardModifier.ControlModifier
REACHING = Qt.KeyboardModifier.ShiftModifier


class Click:
    """A press on a clip that is one of several selected: let go without a drag, it selects that one alone."""

    def __init__(self, desk: Desk, drag: ClipDrag) -> None:
        self._desk = desk
        self._drag = drag

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Drag."""
        self._drag.move(at, modifiers)

    def finish(self) -> None:
        """Finish the drag, or select."""
        self._drag.finish()
        if not self._drag.dragged:
            self._desk.select({self._drag.edit.id})

    def give_up(self) -> None:
        """Give the drag up."""
        self._drag.give_up()


class Pointing:
    """Reads the pointer for the view."""

    def __init__(self, desk: Desk, verbs: Verbs, scene: TimelineScene, magnet: Magnet) -> None:
        self._desk = desk
        self._verbs = verbs
        self._scene = scene
        self._magnet = magnet

    def cursor(self, at: QPointF) -> Qt.CursorShape:
        """The shape that says what a press here would do."""
        hit = self._scene.clips.hit(at)
        if hit is not None:
            return Qt.CursorShape.OpenHandCursor if hit.part is Part.BODY else Qt.CursorShape.SizeHorCursor
        return Qt.CursorShape.ArrowCursor

    def hover(self, at: QPointF | None) -> None:
        """Light up the clip under the pointer."""
        hit = self._scene.clips.hit(at) if at is not None else None
        self._scene.clips.mark(Look.HOVERED, () if hit is None else (hit.edit.id,))

    def tip(self, at: QPointF) -> str:
        """What the clip here says of itself."""
        hit = self._scene.clips.hit(at)
        return tip(hit.edit, self._desk.rate) if hit is not None else ""

    def press(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> Gesture | None:
        """Select what is here, and begin the drag that fits."""
        hit = self._scene.clips.hit(at)
        if hit is not None:
            return self._press_clip(hit, at, modifiers)
        if at.y() < self._scene.lanes.first_track:
            return Scrub(self._desk, self._scene)
        kept = self._desk.selection if modifiers & (ADDING | REACHING) else frozenset[str]()
        return Marquee(self._desk, self._scene, at, kept)

    def choose(self, at: QPointF) -> bool:
        """Select the clip here and put the playhead into it; False where there is none."""
        hit = self._scene.clips.hit(at)
        if hit is None:
            return False
        self._desk.select({hit.edit.id})
        self._desk.choose_face(face_of(hit.edit))
        frame = self._scene.time_scale.frame_at(at.x())
        self._desk.move_playhead(min(max(frame, hit.edit.span.start), hit.edit.span.end - 1))
        return True

    def menu(self, at: QPointF, parent: QWidget) -> QMenu:
        """The menu of what is here; a clip that is not selected becomes so."""
        desk, scene = self._desk, self._scene
        hit = scene.clips.hit(at)
        if hit is not None:
            if hit.edit.id not in desk.selection:
                desk.select({hit.edit.id})
            return clip_menu(desk, self._verbs, tuple(sorted(scene.lanes.tracks)), parent)
        face = scene.lanes.face_at(at.y())
        if face is None:
            return ruler_menu(desk, self._verbs, parent)
        return track_menu(desk, self._verbs, scene.time_scale.frame_at(at.x()), face, parent)

    def _press_clip(self, hit: Hit, at: QPointF, modifiers: Qt.KeyboardModifier) -> Gesture | None:
        desk, edit = self._desk, hit.edit
        if modifiers & ADDING:
            desk.select(desk.selection ^ {edit.id})
            if edit.id not in desk.selection:
                return None
        elif modifiers & REACHING:
            desk.select(desk.selection | self._up_to(edit))
        elif edit.id in desk.selection and hit.part is Part.BODY:
            desk.choose_face(face_of(edit))
            return Click(desk, MoveClips(desk, self._scene, self._magnet, edit, at))
        elif edit.id not in desk.selection:
            desk.select({edit.id})
        desk.choose_face(face_of(edit))
        return self._drag(hit, at)

    def _drag(self, hit: Hit, at: QPointF) -> Gesture:
        desk, scene, magnet = self._desk, self._scene, self._magnet
        if hit.part is Part.BODY:
            return MoveClips(desk, scene, magnet, hit.edit, at)
        edge = Edge.START if hit.part is Part.START else Edge.END
        return TrimClips(desk, scene, magnet, hit.edit, at, edge)

    def _up_to(self, edit: Edit) -> frozenset[str]:
        """The clips between those selected and this one, on its track."""
        ends = [each.span for each in (*self._desk.selected_edits, edit) if face_of(each) == face_of(edit)]
        ends = ends or [edit.span]
        first, last = min(span.start for span in ends), max(span.end for span in ends)
        track = (each for each in self._desk.project.edits if face_of(each) == face_of(edit))
        return frozenset(each.id for each in track if first <= each.span.start and each.span.end <= last)
