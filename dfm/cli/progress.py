"""How far a job has come, on standard error: a bar on a terminal, plain lines elsewhere, or nothing.

It is shown Progress and draws it; it steps no job. A stream that is closed under it is left alone.
"""

import shutil
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

from dfm.cli.text import count, duration
from dfm.core.jobs import Progress

BAR_SECONDS = 0.1
LINE_SECONDS = 2.0
RATE_SECONDS = 5.0
BAR_WIDTH = 24
SMALLEST_BAR = 6


@dataclass
class _Stage:
    """What has been seen of one stage: when it began, and its latest steps for the rate."""

    began: float
    latest: Progress
    steps: deque[tuple[float, int]] = field(default_factory=deque)
    finished: bool = False

    def see(self, progress: Progress, now: float) -> None:
        """Take in a step, and forget those too old to say how fast it goes now."""
        self.latest = progress
        self.steps.append((now, progress.done))
        while len(self.steps) > 2 and now - self.steps[0][0] > RATE_SECONDS:
            self.steps.popleft()

    @property
    def rate(self) -> float | None:
        """Units a second over the last few seconds."""
        (before, first), (after, last) = self.steps[0], self.steps[-1]
        return (last - first) / (after - before) if after > before and last > first else None


class ProgressDisplay:
    """Shows the Progress of one job; `close` ends the line that is being drawn."""

    def __init__(
        self,
        *,
        quiet: bool = False,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._silent = quiet
        self._terminal = self._stream.isatty()
        self._stages: dict[str, _Stage] = {}
        self._drawn_at = float("-inf")
        self._line_open = False

    def show(self, progress: Progress) -> None:
        """Take in a step, and draw it where enough time has passed since the last one was drawn."""
        if self._silent:
            return
        now = self._clock()
        stage = self._stages.get(progress.stage)
        if stage is None or progress.done < stage.latest.done:
            stage = self._stages[progress.stage] = _Stage(now, progress)
            self._drawn_at = max(self._drawn_at, now) if not self._terminal else self._drawn_at
        stage.see(progress, now)
        if progress.total is not None and progress.done >= progress.total:
            self._finish(stage, now)
        elif now - self._drawn_at >= (BAR_SECONDS if self._terminal else LINE_SECONDS):
            self._drawn_at = now
            self._draw(stage)

    def close(self) -> None:
        """Leave the cursor on a line of its own."""
        if self._line_open:
            self._write("\r\x1b[K")
            self._line_open = False

    def _draw(self, stage: _Stage) -> None:
        words = _words(stage)
        if not self._terminal:
            self._write(f"{words}\n")
            return
        width = shutil.get_terminal_size().columns - 1
        name, _, rest = words.partition(": ")
        bar = self._bar(stage.latest, min(BAR_WIDTH, width - len(words)))
        self._write(f"\r\x1b[K{' '.join(filter(None, (name, bar, rest)))[:width]}")
        self._line_open = True

    def _finish(self, stage: _Stage, now: float) -> None:
        """Sum a stage up in one line, once."""
        if stage.finished:
            return
        stage.finished = True
        self.close()
        done, took = stage.latest.done, now - stage.began
        speed = f", {count(done / took, stage.latest.unit)}/s" if took > 0.05 and done else ""
        self._write(f"{stage.latest.stage}: {count(done, stage.latest.unit)} in {duration(took)}{speed}\n")

    def _bar(self, progress: Progress, width: int) -> str:
        """The bar, or nothing where there is no room or no known end."""
        if not progress.total or width < SMALLEST_BAR:
            return ""
        full, empty = ("█", "░") if "utf" in (self._stream.encoding or "").lower() else ("#", "-")
        filled = width * min(progress.done, progress.total) // progress.total
        return full * filled + empty * (width - filled)

    def _write(self, text: str) -> None:
        """Write at once; a reader that has gone ends the display, not the work."""
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            self._silent = True


def _words(stage: _Stage) -> str:
    """A stage in words: `render: 120 of 300 frames, 40 %, 31.2 frames/s, 6 s left`."""
    progress, rate = stage.latest, stage.rate
    if progress.total is None:
        parts = [f"{progress.stage}: {count(progress.done, progress.unit)}"]
    else:
        of = count(progress.total, progress.unit)
        so_far = count(progress.done, progress.unit).removesuffix(f" {progress.unit}")
        parts = [f"{progress.stage}: {so_far} of {of}", f"{100 * progress.done // max(1, progress.total)} %"]
    if rate:
        parts.append(f"{count(rate, progress.unit)}/s")
        if progress.total is not None:
            parts.append(f"{duration((progress.total - progress.done) / rate)} left")
    return ", ".join(parts)
