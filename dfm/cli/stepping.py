"""Steps a job to its end, and stops it within a second when the user asks.

    first Ctrl-C     the job is closed at its next step; one that takes long is interrupted
    second           the job is interrupted at once
    third            the process ends as it stands

A request to terminate, or a terminal that closes, counts as Ctrl-C. Closing a job runs its own clean-up,
which leaves no half file.
"""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any, NoReturn, TypeVar

from dfm.cli.progress import ProgressDisplay
from dfm.core.errors import Cancelled
from dfm.core.jobs import Job

GRACE_SECONDS = 0.4
AGAIN_SECONDS = 5.0
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")

Result = TypeVar("Result")


def follow(job: Job[Result], *, quiet: bool = False) -> Result:
    """Step a job, show its progress and return its result; Cancelled where the user stopped it."""
    stop = _StopRequest()
    display = ProgressDisplay(quiet=quiet)
    with stop.listening():
        try:
            while True:
                stop.raise_if_asked()
                with stop.interruptible():
                    progress = next(job)
                display.show(progress)
        except StopIteration as end:
            result: Result = end.value
            return result
        except BaseException as error:
            if stop.asked and not isinstance(error, Cancelled):
                raise Cancelled("cancelled.") from error
            raise
        finally:
            _close(job, stop)
            display.close()


def _close(job: Job[Any], stop: "_StopRequest") -> None:
    """Let the job clean up; what fails while it is being cancelled no longer matters."""
    try:
        job.close()
    except Exception:
        if not stop.asked:
            raise


class _StopRequest:
    """How often the user has asked for the work to stop, and how firmly it is carried out."""

    def __init__(self) -> None:
        self.asked = 0
        self._inside = False
        self._interrupted = False

    def raise_if_asked(self) -> None:
        """Cancelled, where the user has asked."""
        if self.asked:
            raise Cancelled("cancelled.")

    @contextlib.contextmanager
    def interruptible(self) -> Iterator[None]:
        """Mark the time in which a step may be interrupted half way."""
        self._inside = True
        try:
            yield
        finally:
            self._inside = False

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Take the signals for the time of a job; those that the caller ignores stay ignored."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {}
        for number in (getattr(signal, name) for name in SIGNALS if hasattr(signal, name)):
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, self._on_stop)
        alarm = signal.signal(signal.SIGALRM, self._on_alarm) if hasattr(signal, "SIGALRM") else None
        try:
            yield
        finally:
            if hasattr(signal, "SIGALRM"):
                signal.setitimer(signal.ITIMER_REAL, 0)
                signal.signal(signal.SIGALRM, alarm)
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.asked += 1
        if self.asked > 2:
            _end_now()
        if self.asked == 1 and hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, GRACE_SECONDS, AGAIN_SECONDS)
        elif not self._interrupted:
            self._interrupt()

    def _on_alarm(self, _number: int, _frame: FrameType | None) -> None:
        """Interrupt, and do so again much later where a library has swallowed the first time."""
        self._interrupt()

    def _interrupt(self) -> None:
        """Break into the running step; never into the closing that follows it."""
        if self._inside:
            self._interrupted = True
            raise KeyboardInterrupt


def _end_now() -> NoReturn:
    os._exit(Cancelled.exit_code)
