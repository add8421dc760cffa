"""The rubber band over empty tracks; where it was no drag, a click that moves the playhead."""

from PySide6.QtCore import QPointF, QRectF, Qt

from dfm.ui.desk import Desk
from dfm.ui.timeline.gesture import CLICK
from dfm.ui.timeline.scene import TimelineScene


class Marquee:
    """Selects the clips that it touches, besides those in `kept`."""

    def __init__(self, desk: Desk, scene: TimelineScene, at: QPointF, kept: frozenset[str]) -> None:
        self._desk = desk
        self._scene = scene
        self._at = at
        self._kept = kept
        self._before = desk.selection
        self._dragged = False

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Span the band from where it began to here."""
        self._dragged = self._dragged or (at - self._at).manhattanLength() >= CLICK
        if not self._dragged:
            return
        area = QRectF(self._at, at).normalized().adjusted(0, 0, 1, 1).intersected(self._scene.sceneRect())
        self._scene.band.show_over(area)
        self._desk.select(self._kept | self._scene.clips.inside(area))

    def finish(self) -> None:
        """Keep what is selected; a click moves the playhead and chooses the track's face."""
        if self._dragged:
            return
        self._desk.select(self._kept)
        self._desk.move_playhead(self._scene.time_scale.frame_at(self._at.x()))
        face = self._scene.lanes.face_at(self._at.y())
        if face is not None:
            self._desk.choose_face(face)

    def give_up(self) -> None:
        """Select what was selected before."""
        self._desk.select(self._before)
