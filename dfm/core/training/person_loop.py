"""The training of a person's net: Adam, epoch by epoch, with a checkpoint from which it goes on exactly.

What is random in an epoch depends on the seed and the epoch's number alone, so that a run which was broken
off and goes on ends as one that was not.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from dfm.core.errors import UsageError, WriteError
from dfm.core.jobs import Job, Progress
from dfm.core.training.person_lessons import Task

CHECKPOINT_SECONDS = 60.0
PROGRESS_SECONDS = 0.1

Log = Callable[[str, float, int], None]
"""Takes a tag, a value and an epoch."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One course: its name, how many epochs at most, the seed, and where the checkpoint lies; `key` tells
    what is learned from what, `resume` goes on from a checkpoint of the same key; with `patience` it ends
    after so many epochs without a better measure."""

    course: str
    epochs: int
    seed: int
    checkpoint: Path
    key: str
    resume: bool = False
    patience: int = 0


@dataclass
class Course:
    """How a course went: the mean loss of each epoch, the measure on what was held out, the best epoch's
    number from 1 on (the last one, where nothing was held out), and the seconds it took."""

    losses: list[float] = field(default_factory=list)
    measures: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def best(self) -> int:
        """How many epochs were best."""
        return int(np.argmin(self.measures)) + 1 if self.measures else len(self.losses)

    def is_over(self, plan: Plan) -> bool:
        """Whether there is nothing more to be learned."""
        waited = len(self.measures) - self.best if self.measures else 0
        return len(self.losses) >= plan.epochs or (plan.patience > 0 and waited >= plan.patience)


def learn(task: Task, plan: Plan, log: Log) -> Job[Course]:
    """Teach a net until the course is over."""
    optimiser = torch.optim.Adam(task.net.parameters(), lr=task.rate, fused=True)
    course = Course()
    if plan.resume:
        course = restored(task, optimiser, plan)
    began, saved = time.monotonic() - course.seconds, time.monotonic()
    while not course.is_over(plan):
        yield from _epoch(task, optimiser, plan, course)
        course.seconds = time.monotonic() - began
        log(f"{plan.course}/loss", course.losses[-1], len(course.losses))
        if course.measures:
            log(f"{plan.course}/held out", course.measures[-1], len(course.losses))
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            save(task, optimiser, plan, course)
            saved = time.monotonic()
    save(task, optimiser, plan, course)
    task.net.eval()
    return course


def best_of(courses: Sequence[Course]) -> int:
    """How many epochs were best on the average over courses that were measured."""
    common = min(len(course.measures) for course in courses)
    return int(np.mean([course.measures[:common] for course in courses], axis=0).argmin()) + 1


def _epoch(task: Task, optimiser: torch.optim.Optimizer, plan: Plan, course: Course) -> Job[None]:
    """One epoch, which is added to the course when it is whole."""
    done = len(course.losses)
    torch.manual_seed(plan.seed * 1_000_003 + done)
    chance = np.random.default_rng([plan.seed, done])
    task.net.train()
    losses, shown = [], 0.0
    batches = task.batches(chance)
    for number, batch in enumerate(batches):
        if time.monotonic() - shown > PROGRESS_SECONDS:
            shown = time.monotonic()
            yield Progress(plan.course, done * len(batches) + number, plan.epochs * len(batches), "steps")
        loss = task.loss(batch, chance)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(loss.detach())
    task.net.eval()
    measured = task.measure()
    course.losses.append(float(torch.stack(losses).mean()))
    if measured is not None:
        course.measures.append(measured)


def save(task: Task, optimiser: torch.optim.Optimizer, plan: Plan, course: Course) -> None:
    """Write the checkpoint by rename."""
    part = plan.checkpoint.with_name(plan.checkpoint.name + ".part")
    state = {
        "key": plan.key, "course": plan.course, "losses": course.losses, "measures": course.measures,
        "seconds": course.seconds, "net": task.net.state_dict(), "optimiser": optimiser.state_dict(),
    }  # fmt: skip
    try:
        torch.save(state, part)
        part.replace(plan.checkpoint)
    except (OSError, RuntimeError) as error:
        raise WriteError(f"{plan.checkpoint} cannot be written ({error}): make room there.") from error
    finally:
        part.unlink(missing_ok=True)


def restored(task: Task, optimiser: torch.optim.Optimizer, plan: Plan) -> Course:
    """The course so far, with its net and optimiser; a new one where the checkpoint is of another course."""
    state = read_checkpoint(plan.checkpoint)
    if state is None or state["course"] != plan.course:
        return Course()
    if state["key"] != plan.key:
        raise UsageError(
            f"{plan.checkpoint} was left by a run with other videos or settings: "
            "give the same ones, or leave out --resume to begin anew."
        )
    task.net.load_state_dict(state["net"])
    optimiser.load_state_dict(state["optimiser"])
    return Course(list(state["losses"]), list(state["measures"]), float(state["seconds"]))


def read_checkpoint(path: Path) -> dict[str, Any] | None:
    """What a checkpoint holds, or None where there is none that can be read."""
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except Exception:  # whatever a broken file makes of it
        return None
    return state if {"key", "course", "losses", "measures", "net"} <= state.keys() else None
