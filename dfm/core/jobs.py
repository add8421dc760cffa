"""Slow work is a generator: it yields Progress and returns its result.

A job knows nothing of progress bars, threads or Qt. Whoever steps it may stop at any yield;
closing the generator runs the job's own clean-up.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage of a job has come; `total` is None where nobody can know it."""

    stage: str
    done: int
    total: int | None = None
    unit: str = "frames"


Job = Generator[Progress, None, Result]


def drain(job: Job[Result], on_progress: Callable[[Progress], None] | None = None) -> Result:
    """Run a job to its end, hand every Progress to `on_progress`, and return the result."""
    try:
        while True:
            progress = next(job)
            if on_progress is not None:
                on_progress(progress)
    except StopIteration as stop:
        result: Result = stop.value
        return result
    finally:
        job.close()
