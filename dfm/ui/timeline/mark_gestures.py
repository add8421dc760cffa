"""Dragging marks on the ruler: a marker, the in point, the out point."""

from PySide6.QtCore import QPointF, Qt

from dfm.core.document.arrange import Edge, add_marker, mark_span, remove_marker
from dfm.core.document.project import Marker, Project
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.timeline.gesture import CLICK
from dfm.ui.timeline.magnet import Magnet
from dfm.ui.timeline.scene import TimelineScene


class MarkDrag:
    """What dragging any mark has in common."""

    label = "Move mark"

    def __init__(self, desk: Desk, scene: TimelineScene, magnet: Magnet, frame: int, at: QPointF) -> None:
        self.desk = desk
        self.scene = scene
        self.magnet = magnet
        self.frame = frame
        self.before = desk.project
        self._at = at
        self._dragged = False
        magnet.aim()

    def change(self, frame: int) -> Project:
        """The project with the mark at a boundary between frames."""
        raise NotImplementedError

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Show the project with the mark here."""
        self._dragged = self._dragged or abs(at.x() - self._at.x()) >= CLICK
        if not self._dragged:
            return
        by = self.scene.time_scale.frames_over(at.x() - self._at.x())
        shift = self.magnet.pull((self.frame,), by, self.scene.time_scale, modifiers)
        self.scene.show_guide(shift.target)
        self.desk.draft(self.change(min(max(self.frame + shift.by, 0), self.desk.frames)))

    def finish(self) -> None:
        """Make it a step; a click goes to the mark."""
        if self.desk.project == self.before:
            self.desk.drop_draft()
            if not self._dragged:
                self.desk.move_playhead(self.frame)
        else:
            self.desk.commit(self.label)

    def give_up(self) -> None:
        """Show the project as it was."""
        self.desk.drop_draft()


class MoveMarker(MarkDrag):
    """Takes a marker to another frame."""

    label = "Move marker"

    def __init__(self, desk: Desk, scene: TimelineScene, magnet: Magnet, marker: Marker, at: QPointF) -> None:
        super().__init__(desk, scene, magnet, marker.frame, at)
        self._marker = marker

    def change(self, frame: int) -> Project:
        """The marker stands on a frame of the video; one that stands there already gives way."""
        without = remove_marker(self.before, self._marker.frame)
        return add_marker(without, min(frame, self.desk.frames - 1), self._marker.label)


class MoveMark(MarkDrag):
    """Takes the in or the out point elsewhere; the range keeps a frame."""

    def __init__(
        self, desk: Desk, scene: TimelineScene, magnet: Magnet, marked: Span, edge: Edge, at: QPointF
    ) -> None:
        super().__init__(desk, scene, magnet, marked.start if edge is Edge.START else marked.end, at)
        self._marked = marked
        self._edge = edge
        self.label = "Move in point" if edge is Edge.START else "Move out point"

    def change(self, frame: int) -> Project:
        """The range from or to this boundary."""
        if self._edge is Edge.START:
            return mark_span(self.before, Span(min(frame, self._marked.end - 1), self._marked.end))
        return mark_span(self.before, Span(self._marked.start, max(frame, self._marked.start + 1)))
