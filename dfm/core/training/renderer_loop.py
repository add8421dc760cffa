"""The training of a renderer: steps until the time is used up or the held-out curve is flat.

Every so many steps the frames held out are drawn, and a journal, a grid of pictures and a curve are written
beside the result. A checkpoint is written then and whenever the training is stopped, between two steps: who
goes on from it takes the same steps as who never stopped.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from dfm.core.errors import WriteError
from dfm.core.jobs import Job, Progress
from dfm.core.training.ranks import Ranks
from dfm.core.training.renderer_batches import Colours, batches_from
from dfm.core.training.renderer_colours import colours_of, mean_colours
from dfm.core.training.renderer_held_out import Score, draw_held_out, write_curve, write_grid
from dfm.core.training.renderer_learner import Learner
from dfm.core.training.renderer_recipe import Recipe
from dfm.core.training.renderer_store import Crops
from dfm.models.head2head import Head2Head

MEASURED_EVERY = 100
SAVED_EVERY = 60.0
FLAT, LEAST_GAIN = 10, 0.005
"""The curve is flat where so many measurements in a row bring Face-APD no such share below the best."""
FEWEST = 30
"""Measurements before a curve counts as flat: at first the generator is behind what `reference` draws, and
nothing is taken of it."""
HEADINGS = "steps,seconds,loss,face,mouth,judges,reference face,reference mouth"


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train (the earlier of minutes and `steps`, 0 for no such limit), from which seed, where the
    checkpoint lies, whether to go on from it, and `beside` which file pictures of the course are written."""

    minutes: float
    checkpoint: Path
    beside: Path
    recipe: Recipe = field(default_factory=Recipe)
    seed: int = 0
    resume: bool = False
    steps: int = 0
    measured_every: int = MEASURED_EVERY

    def over(self, learner: Learner, faces: Sequence[float]) -> bool:
        """Whether the time or the steps are used up, or the curve of Face-APD is flat."""
        used = learner.seconds >= 60 * self.minutes or bool(self.steps and learner.steps >= self.steps)
        return used or is_flat(faces)


@dataclass(frozen=True, eq=False)
class Learned:
    """The averaged net, the steps and seconds that it took, how well it did, and if the curve was flat."""

    net: Head2Head
    steps: int
    seconds: float
    score: Score
    flat: bool


def learn(
    people: Sequence[Crops],
    plan: Plan,
    device: torch.device,
    base: Head2Head | None = None,
    ranks: Ranks | None = None,
) -> Job[Learned]:
    """Train on the squares of these people."""
    ranks = ranks or Ranks()
    colours = torch.from_numpy(mean_colours(people)) if plan.recipe.colours else None
    each = colours_of(people) if plan.recipe.colours and len(people) > 1 else None
    learner = Learner(plan.recipe, device, plan.seed, base, colours, plan.minutes)
    if plan.resume and plan.checkpoint.exists():
        learner.restore(torch.load(plan.checkpoint, map_location=device, weights_only=True), plan.checkpoint)
    course = Course(plan, people, device.type, learner, each, writes=ranks.first)
    began, intact = time.monotonic() - learner.seconds, True
    blends = plan.recipe.config.reference
    batches = batches_from(
        people, plan.recipe.runs, [plan.seed, ranks.rank], learner.steps, blends=blends, colours=each
    )
    with closing(batches), ThreadPoolExecutor(1, "learn") as stepper:
        try:
            while not ranks.agreed(plan.over(learner, course.faces), device):
                parts = stepper.submit(learner.step, next(batches), ranks).result()
                learner.seconds = time.monotonic() - began
                course.note(learner, parts)
                yield _progress(learner, plan)
        except Exception:
            intact = False
            raise
        finally:
            stepper.shutdown()
            if intact:
                course.keep(learner)
    score = course.measured(learner)
    return Learned(learner.averaged(), learner.steps, learner.seconds, score, is_flat(course.faces))


class Course:
    """What is written of a training as it goes, by one process of several."""

    def __init__(
        self,
        plan: Plan,
        people: Sequence[Crops],
        device: str,
        learner: Learner,
        colours: Colours | None = None,
        *,
        writes: bool,
    ) -> None:
        self._writes = writes
        self._plan, self._people, self._device, self._colours = plan, people, device, colours
        self._recent: list[dict[str, float]] = []
        self._saved, self._kept = learner.seconds, learner.steps
        self._measured: tuple[int, Score] | None = None
        self._journal = plan.beside.with_suffix(".csv")
        self.faces = self._resumed(learner.steps) if writes else []

    def note(self, learner: Learner, parts: dict[str, float]) -> None:
        """After a step: measure, and write checkpoint, journal and pictures, where it is time for them."""
        if not self._writes:
            return
        self._recent.append(parts)
        if learner.steps % self._plan.measured_every == 0:
            self.faces.append(self.measured(learner).face)
            self._write(learner)
            self._recent = []
        if learner.seconds - self._saved > SAVED_EVERY:
            self.keep(learner)

    def keep(self, learner: Learner) -> None:
        """Write the checkpoint by rename."""
        if learner.steps == self._kept or not self._writes:
            return
        path = self._plan.checkpoint
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        torch.save(learner.state(), part)
        part.replace(path)
        self._saved, self._kept = learner.seconds, learner.steps

    def measured(self, learner: Learner) -> Score:
        """How well the averaged net does on frames held out, with a new grid of pictures."""
        if self._measured is None or self._measured[0] != learner.steps:
            drawn = draw_held_out(self._people, learner.averaged(), self._device, colours=self._colours)
            if self._writes:
                write_grid(drawn, learner.steps, self._plan.beside.with_suffix(".png"))
            self._measured = learner.steps, drawn.score
        return self._measured[1]

    def _write(self, learner: Learner) -> None:
        """One line of the journal, and the curve."""
        score = self.measured(learner)
        judges = float(np.mean([parts["judges"] for parts in self._recent]))
        loss = float(np.mean([sum(parts.values()) - parts["judges"] for parts in self._recent]))
        values = (loss, score.face, score.mouth, judges, score.other_face, score.other_mouth)
        line = f"{learner.steps},{learner.seconds:.1f}," + ",".join(f"{value:.4f}" for value in values)
        try:
            with self._journal.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
        except OSError as error:
            raise WriteError(f"{self._journal} cannot be written: choose another place with -o.") from error
        write_curve(self._journal, self._plan.beside.with_suffix(".curve.png"))

    def _resumed(self, steps: int) -> list[float]:
        """The distances that the journal holds up to a step; what comes after it is taken out."""
        lines: list[str] = []
        if steps and self._journal.exists():
            told = self._journal.read_text("utf-8").splitlines()[1:]
            lines = [line for line in told if int(line.split(",")[0]) <= steps]
        try:
            self._journal.parent.mkdir(parents=True, exist_ok=True)
            self._journal.write_text("\n".join([HEADINGS, *lines]) + "\n", encoding="utf-8")
        except OSError as error:
            raise WriteError(f"{self._journal} cannot be written: choose another place with -o.") from error
        return [float(line.split(",")[3]) for line in lines]


def is_flat(faces: Sequence[float]) -> bool:
    """Whether the last measurements brought nothing."""
    if len(faces) < FEWEST:
        return False
    return min(faces[-FLAT:]) > (1 - LEAST_GAIN) * min(faces[:-FLAT])


def _progress(learner: Learner, plan: Plan) -> Progress:
    """How far the limit is that comes first."""
    whole = 60 * plan.minutes
    if plan.steps and learner.steps / plan.steps >= learner.seconds / whole:
        return Progress("learn", min(learner.steps, plan.steps), plan.steps, "steps")
    return Progress("learn", min(round(learner.seconds), round(whole)), round(whole), "seconds")
