"""An emotion dragged here from the palette: a ghost clip follows the pointer and snaps."""

from PySide6.QtCore import QMimeData, QPointF, Qt

from dfm.core.document.arrange import free_span
from dfm.core.document.edits import DEFAULT_INTENSITY, Edit
from dfm.core.document.emotions import INTENSITIES, emotion
from dfm.core.document.timebase import HALF
from dfm.core.errors import UsageError
from dfm.ui.desk import Desk
from dfm.ui.palette.carrying import EMOTION_MIME
from dfm.ui.timecode import format_timecode
from dfm.ui.timeline.magnet import Magnet
from dfm.ui.timeline.scene import TimelineScene
from dfm.ui.verbs import LENGTH_SECONDS, Verbs


def emotion_in(carried: QMimeData) -> str | None:
    """The emotion that a drag carries, if it carries one."""
    if not carried.hasFormat(EMOTION_MIME):
        return None
    try:
        return emotion(carried.data(EMOTION_MIME).toStdString()).name
    except UsageError:
        return None


class DropEmotion:
    """Shows where an emotion would come to lie, and puts it there."""

    def __init__(self, desk: Desk, verbs: Verbs, scene: TimelineScene, magnet: Magnet, name: str) -> None:
        self._desk = desk
        self._verbs = verbs
        self._scene = scene
        self._magnet = magnet
        self._name = name
        self._length = max(int(LENGTH_SECONDS * desk.rate + HALF), 1)
        self._edit: Edit | None = None
        magnet.aim()

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Show the emotion here, on the nearest face's track."""
        desk, scene = self._desk, self._scene
        frame = scene.time_scale.boundary_at(at.x())
        shift = self._magnet.pull((0, self._length), frame, scene.time_scale, modifiers)
        face = scene.lanes.nearest_face(at.y())
        span = free_span(desk.project, shift.by, face, self._length, desk.frames)
        self._edit = Edit(self._name, INTENSITIES[DEFAULT_INTENSITY], span, face=face)
        scene.show_ghost(self._edit)
        scene.show_guide(shift.target if shift.target in (span.start, span.end) else None)
        left = QPointF(scene.time_scale.x_of(span.start), scene.lanes.tracks[face].top + 4)
        scene.note.say(format_timecode(span.start, desk.rate), left, scene.sceneRect())

    def finish(self) -> None:
        """Add the emotion where it shows, and go there if the playhead is elsewhere."""
        if self._edit is None:
            return
        span, face = self._edit.span, self._edit.face or 1
        self._verbs.add_at(self._name, span.start, face)
        self._desk.choose_face(face)
        if not span.contains(self._desk.playhead):
            self._desk.move_playhead(span.start + span.length // 2)

    def give_up(self) -> None:
        """Add nothing."""
