"""Snapping, as the user switched it: which frames a drag meets, and how near it has to come.

Where to meet is worked out by the document; this knows the desk and the zoom.
"""

from collections.abc import Collection, Iterable

from PySide6.QtCore import QObject, Qt, Signal

from dfm.core.document.snapping import Shift, snap_shift, snap_targets
from dfm.ui.desk import Desk
from dfm.ui.timeline.scale import TimeScale

REACH = 8.0
"""How near, in pixels, a drag has to come to a frame to meet it."""

INVERTING = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier


class Magnet(QObject):
    """Snaps while it is on; holding Alt or Shift turns it about for as long."""

    switched = Signal(bool)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._on = True
        self._targets: tuple[int, ...] = ()

    @property
    def is_on(self) -> bool:
        """Whether drags snap."""
        return self._on

    def switch(self, on: bool) -> None:
        """Let drags snap or not."""
        if on != self._on:
            self._on = on
            self.switched.emit(on)

    def aim(self, *, moving: Collection[str] = (), playhead: bool = True) -> None:
        """Find the frames worth meeting, once, as a drag begins."""
        desk = self._desk
        self._targets = snap_targets(
            desk.project,
            playhead=desk.playhead if playhead else None,
            shots=desk.analysis.shots if desk.analysis else (),
            frames=desk.frames,
            moving=moving,
        )

    def pull(self, edges: Iterable[int], by: int, scale: TimeScale, modifiers: Qt.KeyboardModifier) -> Shift:
        """By how much a drag of these edges moves, and the frame it meets."""
        if self._on == bool(modifiers & INVERTING):
            return Shift(by)
        return snap_shift(edges, by, self._targets, max(1, round(REACH / scale.pixels)))
