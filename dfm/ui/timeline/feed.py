"""Feeds the curve lane: reads the chosen face's curves in the background, and follows the edits.

A drag of a few edits is followed at once, as long as that takes little of the window's time; one of many
waits until it rests.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal

from dfm.core.document.arrange import face_of
from dfm.core.document.edits import Edit
from dfm.ui.desk import Desk
from dfm.ui.players.clock import steady_now
from dfm.ui.timeline.curve_lane import CurveLane
from dfm.ui.timeline.curves import Targets, measured

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray

    from dfm.core.faces.tracks import FaceTrack

FEW = 12
REST = 150
"""Milliseconds of rest after which a drag of many edits shows in the curves."""
PAUSES = 3
"""The curves follow again after this many times as long as it took them before."""


class CurveFeed(QObject):
    """Keeps the lane's curves those of the desk's face."""

    fed = Signal()
    """The lane shows other curves."""

    def __init__(self, desk: Desk, lane: CurveLane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lane = lane
        self._targets = Targets()
        self._track: FaceTrack | None = None
        self._reading: _Reading | None = None
        self._cost_ms = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._show_targets)
        desk.analysis_changed.connect(self._read)
        desk.face_changed.connect(self._read)
        desk.project_changed.connect(self._follow)
        self._read()

    def _read(self) -> None:
        """Begin to read the chosen face, or show that there is none to read."""
        analysis, face = self._desk.analysis, self._desk.face
        found = next((each for each in analysis.tracks if each.number == face), None) if analysis else None
        if found is not None and found is self._track:
            return
        self._track, self._reading = found, None
        self._lane.set_measured(None, waits=analysis is None or found is not None)
        self._show_targets()
        if found is not None:
            self._reading = _Reading(found, self._desk.rate, self._desk.frames)
            self._reading.done.connect(self._take)
            QThreadPool.globalInstance().start(_Reader(self._reading))

    def _take(self, reading: object) -> None:
        """Show what was read, if it is still wanted."""
        if reading is self._reading and isinstance(reading, _Reading):
            self._lane.set_measured(reading.curve, waits=False)
            self._reading = None
            self._show_targets()

    def _follow(self) -> None:
        """Show other edits, soon."""
        many = self._targets.missing(self._edits()) > FEW
        if many or not self._timer.isActive():
            self._timer.start(REST if many else int(PAUSES * self._cost_ms))

    def _edits(self) -> list[Edit]:
        return [edit for edit in self._desk.project.edits if face_of(edit) == self._desk.face]

    def _show_targets(self) -> None:
        """Show what the edits ask for, once a face was read and the modules for it are loaded."""
        began = steady_now()
        edits, rate = self._edits(), self._desk.rate
        if self._lane.measured is None or not edits:
            self._lane.set_targeted(None)
        elif not self._targets.prepare(edits, rate, FEW):
            self._timer.start(0)  # the rest at the next turn, so that nothing waits for all of it
            return
        else:
            self._lane.set_targeted(self._targets.curve(edits, rate, self._desk.frames))
        self._cost_ms = (steady_now() - began) / 1000
        self.fed.emit()


class _Reading(QObject):
    """One face to be read, and its curve once it was."""

    done = Signal(object)

    def __init__(self, track: "FaceTrack", rate: "Fraction", frames: int) -> None:
        super().__init__()
        self.track, self.rate, self.frames = track, rate, frames
        self.curve: NDArray[np.float32] | None = None

    def read(self) -> None:
        """Read, in whatever thread this is."""
        self.curve = measured(self.track, self.rate, self.frames)
        self.done.emit(self)


class _Reader(QRunnable):
    """Has a face read by a thread of the pool."""

    def __init__(self, reading: _Reading) -> None:
        super().__init__()
        self._reading = reading

    # Qt's own names

    def run(self) -> None:
        self._reading.read()
