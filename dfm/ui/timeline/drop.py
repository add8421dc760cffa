"""What is dragged onto the timeline: an emotion or a preset of the palette, or a file to be a reference.

A ghost clip follows the pointer and snaps.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt

from dfm.core.document.arrange import free_span
from dfm.core.document.edits import DEFAULT_INTENSITY, Edit
from dfm.core.document.emotions import INTENSITIES, emotion
from dfm.core.document.performance import COEFFICIENTS, Performance, shortened
from dfm.core.document.persons import SUFFIX as PERSON
from dfm.core.document.renderers import SUFFIX as RENDERER
from dfm.core.document.storage import SUFFIX as PROJECT
from dfm.core.document.timebase import HALF, Span
from dfm.core.errors import UsageError
from dfm.ui.desk import Desk
from dfm.ui.palette.carrying import EMOTION_MIME, performance_in
from dfm.ui.timecode import format_timecode
from dfm.ui.timeline.magnet import Magnet
from dfm.ui.timeline.scene import TimelineScene
from dfm.ui.verbs import LENGTH_SECONDS, Verbs

OTHERS = (PROJECT, PERSON, RENDERER)
"""How the names of files end that can be no reference."""
UNKNOWN = ((0.0,) * COEFFICIENTS,)
"""The expression of a file that was not looked into yet."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a drag brings: the edit that it would make, and who makes it at a frame of a face's track."""

    edit: Edit
    add: Callable[[int, int], object]


def carried_in(data: QMimeData, verbs: Verbs, take: Callable[[Path, int, int], object]) -> Carried | None:
    """What a drag brings, or None where it is nothing for the timeline; `take` is given a dropped file."""
    if (name := _emotion_in(data)) is not None:
        plain = Edit(name, INTENSITIES[DEFAULT_INTENSITY], Span(0, 1))
        return Carried(plain, lambda frame, face: verbs.add_at(name, frame, face))
    if (performance := performance_in(data)) is not None:
        shown = Edit(performance.emotion, 1.0, Span(0, 1), performance=performance)
        return Carried(shown, lambda frame, face: verbs.add_performance(performance, frame, face))
    if (path := reference_in(data)) is not None:
        unseen = Performance(shortened(path.stem or path.name), (0.0, 0.0), UNKNOWN)
        asked = Edit("neutral", 1.0, Span(0, 1), performance=unseen)
        return Carried(asked, lambda frame, face: take(path, frame, face))
    return None


def reference_in(data: QMimeData) -> Path | None:
    """The first local file of a drag, unless that is a project or a person."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return files[0] if files and files[0].name and files[0].suffix.lower() not in OTHERS else None


def _emotion_in(data: QMimeData) -> str | None:
    """The emotion that a drag carries, if it carries one."""
    if not data.hasFormat(EMOTION_MIME):
        return None
    try:
        return emotion(data.data(EMOTION_MIME).toStdString()).name
    except UsageError:
        return None


class Drop:
    """Shows where what is carried would come to lie, and puts it there."""

    def __init__(self, desk: Desk, scene: TimelineScene, magnet: Magnet, carried: Carried) -> None:
        self._desk = desk
        self._scene = scene
        self._magnet = magnet
        self._carried = carried
        self._length = max(int(LENGTH_SECONDS * desk.rate + HALF), 1)
        self._edit: Edit | None = None
        magnet.aim()

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Show it here, on the nearest face's track."""
        desk, scene = self._desk, self._scene
        frame = scene.time_scale.boundary_at(at.x())
        shift = self._magnet.pull((0, self._length), frame, scene.time_scale, modifiers)
        face = scene.lanes.nearest_face(at.y())
        span = free_span(desk.project, shift.by, face, self._length, desk.frames)
        self._edit = replace(self._carried.edit, span=span, face=face)
        scene.show_ghost(self._edit)
        scene.show_guide(shift.target if shift.target in (span.start, span.end) else None)
        left = QPointF(scene.time_scale.x_of(span.start), scene.lanes.tracks[face].top + 4)
        scene.note.say(format_timecode(span.start, desk.rate), left, scene.sceneRect())

    def finish(self) -> None:
        """Add it where it shows, and go there if the playhead is elsewhere."""
        if self._edit is None:
            return
        span, face = self._edit.span, self._edit.face or 1
        self._carried.add(span.start, face)
        self._desk.choose_face(face)
        if not span.contains(self._desk.playhead):
            self._desk.move_playhead(span.start + span.length // 2)

    def give_up(self) -> None:
        """Add nothing."""
