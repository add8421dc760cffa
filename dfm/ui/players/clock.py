"""Clocks that playing goes by: a steady one, and one that keeps to what is heard.

Both count whole microseconds since playing began and never run backwards.
"""

import time
from collections.abc import Callable
from typing import Protocol

LARGEST_LAG = 80_000
"""How far what is heard may be off before the clock jumps to it instead of sliding."""
SLIDE = 16
"""A clock slides by a sixteenth of what it is off at every reading."""


def steady_now() -> int:
    """Microseconds of the machine's steady clock."""
    return time.perf_counter_ns() // 1000


class Clock(Protocol):
    """What playing asks for the time."""

    def start(self) -> None:
        """Count from now on."""

    def elapsed(self) -> int:
        """Microseconds since the start; 0 before it."""


class SteadyClock:
    """The machine's own clock."""

    def __init__(self, now: Callable[[], int] = steady_now) -> None:
        self._now = now
        self._begun: int | None = None

    def start(self) -> None:
        """Count from now on."""
        self._begun = self._now()

    def elapsed(self) -> int:
        """Microseconds since the start; 0 before it."""
        return 0 if self._begun is None else self._now() - self._begun


class HeardClock:
    """A steady clock that keeps to a position which moves in steps, such as a sound device's.

    `heard` returns the position in microseconds, or None while it is not to be trusted; then the clock
    runs on by itself. Small differences are slid over, so that pictures come at an even pace.
    """

    def __init__(self, heard: Callable[[], int | None], now: Callable[[], int] = steady_now) -> None:
        self._heard = heard
        self._now = now
        self._begun: int | None = None
        self._last = 0

    def start(self) -> None:
        """Count from now on."""
        self._begun, self._last = self._now(), 0

    def elapsed(self) -> int:
        """Microseconds heard since the start; 0 before it."""
        if self._begun is None:
            return 0
        heard = self._heard()
        if heard == 0 and self._last == 0:
            self._begun = self._now()  # a device takes a moment to begin; the pictures wait for it
        steady = self._now() - self._begun
        if heard is not None:
            off = heard - steady
            by = off if abs(off) > LARGEST_LAG else off // SLIDE
            self._begun -= by
            steady += by
        self._last = max(self._last, steady)
        return self._last
