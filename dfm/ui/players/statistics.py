"""What is measured of the players: how soon a move of the playhead shows, and what playing leaves out.

The views and the playback tell it of every move and picture; the benchmark reads it. It changes nothing.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer

from dfm.ui.players.clock import steady_now
from dfm.ui.players.drawn import Drawn
from dfm.ui.players.modes import Origin, Side

KEPT = 20_000
LOOKS_MS = 2


@dataclass(frozen=True, slots=True)
class Move:
    """One move of the playhead: to which frame, how long until all pictures showed it, and their origin."""

    frame: int
    milliseconds: float
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How measured milliseconds are spread."""

    count: int
    p50: float
    p95: float
    largest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """The spread of some values; zeros where there are none."""
        ordered = sorted(values)
        if not ordered:
            return cls(0, 0.0, 0.0, 0.0)

        def at(share: float) -> float:
            return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

        return cls(len(ordered), at(0.5), at(0.95), ordered[-1])


@dataclass(slots=True)
class Played:
    """What playing came to: `due` frames, those of them that were `dropped`, and the same of live outputs.

    `live_us` is the time that was played inside edits drawn live.
    """

    due: int = 0
    dropped: int = 0
    live_shown: int = 0
    live_dropped: int = 0
    live_us: int = 0

    @property
    def drop_share(self) -> float:
        """Dropped frames as a share of those that were due."""
        return self.dropped / self.due if self.due else 0.0

    @property
    def live_rate(self) -> float:
        """Edited pictures shown a second inside edits that are drawn live."""
        return self.live_shown * 1e6 / self.live_us if self.live_us else 0.0


class Statistics:
    """Counts and times, from the last `reset` on."""

    def __init__(self, now: Callable[[], int] = steady_now) -> None:
        self._now = now
        self.moves: deque[Move] = deque(maxlen=KEPT)
        self.played = Played()
        self._asked: tuple[int, int] | None = None
        self._missing: set[Side] = set()
        self._origin: Origin | None = None
        self._last: Drawn | None = None

    def reset(self) -> None:
        """Forget what was measured."""
        self.moves.clear()
        self.played = Played()
        self._asked = self._last = None

    def scrubbing(self, *origins: Origin) -> Spread:
        """How long moves took until every picture showed; only those of these origins, if any are given."""
        return Spread.of([each.milliseconds for each in self.moves if not origins or each.origin in origins])

    def note_move(self, frame: int, sides: Sequence[Side]) -> None:
        """The playhead was moved, and pictures of these sides will follow."""
        self._asked, self._missing, self._origin = (frame, self._now()), set(sides), None

    def note_painted(self, frame: int, side: Side, origin: Origin | None) -> None:
        """A view has painted a picture."""
        if self._asked is None or frame != self._asked[0]:
            return
        self._missing.discard(side)
        self._origin = origin or self._origin
        if not self._missing:
            self.moves.append(Move(frame, (self._now() - self._asked[1]) / 1000, self._origin))
            self._asked = None

    def note_run(self) -> None:
        """Another run begins."""
        self._last = None

    def note_played(self, drawn: Drawn) -> None:
        """A picture of a run was handed to the views when it was due."""
        last, self._last = self._last, drawn
        gap = drawn.number - last.number if last is not None else 1
        self.played.due += gap
        self.played.dropped += gap - 1
        if drawn.origin is Origin.LIVE:
            self.played.live_shown += 1
        elif drawn.origin is None and Side.OUTPUT not in drawn.images:
            self.played.live_dropped += 1
        if last is not None and Origin.LIVE in (drawn.origin, last.origin):
            self.played.live_us += drawn.at - last.at


class StallWatch(QObject):
    """Measures how long the event loop was ever kept busy by one thing, while it watches."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.longest_ms = 0.0
        self.gaps_ms: deque[float] = deque(maxlen=KEPT)
        self._last = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(LOOKS_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Watch from now on, and forget what was."""
        self.longest_ms, self._last = 0.0, steady_now()
        self.gaps_ms.clear()
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def _look(self) -> None:
        now = steady_now()
        gap = max(0.0, (now - self._last) / 1000 - LOOKS_MS)
        self._last = now
        self.gaps_ms.append(gap)
        self.longest_ms = max(self.longest_ms, gap)
