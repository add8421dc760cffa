"""What a drag is to the timeline: something that follows the pointer until it is let go or given up.

Places are those of the scene. A drag changes the project in drafts; letting go makes them one step.
"""

from typing import Protocol

from PySide6.QtCore import QPointF, Qt

from dfm.ui.desk import Desk
from dfm.ui.timeline.scene import TimelineScene

CLICK = 4.0
"""A way shorter than this, in pixels, is a click and no drag."""


class Gesture(Protocol):
    """A drag under way."""

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The pointer is here now."""

    def finish(self) -> None:
        """The pointer was let go."""

    def give_up(self) -> None:
        """Nothing is to come of it."""


class Scrub:
    """Lets the playhead follow the pointer."""

    def __init__(self, desk: Desk, scene: TimelineScene) -> None:
        self._desk = desk
        self._scene = scene
        self._began_at = desk.playhead

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Go to the frame under the pointer."""
        self._desk.move_playhead(self._scene.time_scale.frame_at(at.x()))

    def finish(self) -> None:
        """Stay there."""

    def give_up(self) -> None:
        """Go back."""
        self._desk.move_playhead(self._began_at)
