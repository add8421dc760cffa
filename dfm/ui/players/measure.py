"""Measures the players as a user meets them: real moves, real painting, in the window's own event loop.

For the benchmark. The panel must be shown; the numbers are those of `statistics`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEventLoop, Qt, QTimer

from dfm.ui.desk import Desk
from dfm.ui.players.clock import steady_now
from dfm.ui.players.panel import PlayersPanel
from dfm.ui.players.statistics import Played, Spread, StallWatch

LONGEST_WAIT_MS = 3000


@dataclass(frozen=True, slots=True)
class Playing:
    """What playing came to, how long until the first picture moved, and the longest stall meanwhile."""

    played: Played
    start_ms: float
    stall_ms: float


def pass_time(milliseconds: int) -> None:
    """Let the event loop run for so long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(holds: Callable[[], bool], longest_ms: int = LONGEST_WAIT_MS) -> bool:
    """Let the event loop run until something holds; False where it never did."""
    loop, watch = QEventLoop(), QTimer()
    watch.setTimerType(Qt.TimerType.PreciseTimer)
    watch.setInterval(1)
    begun = steady_now()
    watch.timeout.connect(
        lambda: loop.quit() if holds() or steady_now() - begun > longest_ms * 1000 else None
    )
    watch.start()
    loop.exec()
    return holds()


def scrub(panel: PlayersPanel, desk: Desk, frames: Sequence[int]) -> Spread:
    """How long each move to these frames takes until every picture shows it."""
    panel.statistics.reset()
    for frame in frames:
        if frame != desk.playhead:
            shown = len(panel.statistics.moves)
            desk.move_playhead(frame)
            wait_until(_more_than(panel, shown))
    return panel.statistics.scrubbing()


def _more_than(panel: PlayersPanel, moves: int) -> Callable[[], bool]:
    return lambda: len(panel.statistics.moves) > moves


def play(panel: PlayersPanel, desk: Desk, first: int, milliseconds: int) -> Playing:
    """Play on from a frame for so long."""
    desk.move_playhead(first)
    wait_until(lambda: panel.is_exact)
    panel.statistics.reset()
    watch = StallWatch()
    watch.start()
    begun = steady_now()
    panel.play()
    wait_until(lambda: desk.playhead != first)
    start = (steady_now() - begun) / 1000
    pass_time(milliseconds)
    panel.pause()
    watch.stop()
    return Playing(panel.statistics.played, start, watch.longest_ms)
