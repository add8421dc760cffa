"""The course of a renderer's training: what was measured, which average was the best, and what is written of
it: a journal, a curve and a grid of pictures beside the result, and the checkpoint.

The checkpoint holds all of it, so that who goes on ends as who never stopped.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from dfm.core.errors import WriteError
from dfm.core.training.renderer_batches import Colours
from dfm.core.training.renderer_held_out import Score, draw_held_out, write_curve, write_grid
from dfm.core.training.renderer_learner import Learner
from dfm.core.training.renderer_plan import Plan
from dfm.core.training.renderer_store import Crops

SAVED_EVERY = 60.0
HEADINGS = "steps,seconds,loss,face,mouth,judges,reference face,reference mouth,generated,best"
"""Of a journal; `best` is 1 where no measurement before was as near over the face, else 0."""


@dataclass(frozen=True, eq=False)
class Average:
    """Averaged weights after so many steps, and how well they do."""

    steps: int
    score: Score
    weights: dict[str, Tensor]


class Course:
    """Measures a training and writes of it, in one process of several."""

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
        self.curves: tuple[list[float], list[float]] = ([], [])
        """Face-APD of what is drawn, and of what is generated from the mesh alone, as they were measured."""
        self.best: Average | None = None

    def begin(self, learner: Learner, state: dict[str, Any] | None = None) -> None:
        """Take up the course of a checkpoint, and begin the journal or take out of it what comes after."""
        if state is not None:
            self.curves = (list(state["curves"][0]), list(state["curves"][1]))
            best = state["best"]
            self.best = best and Average(best["steps"], Score(**best["score"]), best["weights"])
        self._saved, self._kept = learner.seconds, learner.steps
        if self._writes:
            self._begin_journal(learner.steps)

    def note(self, learner: Learner, parts: dict[str, float]) -> None:
        """After a step: measure, and write checkpoint, journal and pictures, where it is time for them."""
        if not self._writes:
            return
        self._recent.append(parts)
        if learner.steps % self._plan.measured_every == 0:
            score = self._measure(learner)
            self.curves[0].append(score.face)
            self.curves[1].append(score.generated)
            self._write(learner, score)
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
        torch.save(learner.state() | {"course": self._state()}, part)
        part.replace(path)
        self._saved, self._kept = learner.seconds, learner.steps

    def end(self, learner: Learner) -> Average:
        """The average that is kept: the best one where the frames held out choose, else the last. The grid
        then shows what it draws."""
        score = self._measure(learner)
        if self.best is None or not self._plan.chooses:
            return Average(learner.steps, score, learner.average)
        if self.best.steps != learner.steps:
            self._draw(learner, self.best.weights, self.best.steps)
        return self.best

    def _measure(self, learner: Learner) -> Score:
        """How well the average does on frames held out, with a new grid of pictures."""
        if self._measured is None or self._measured[0] != learner.steps:
            score = self._draw(learner, learner.average, learner.steps)
            self._measured = learner.steps, score
            if self._writes and (self.best is None or score.face < self.best.score.face):
                weights = {name: value.clone() for name, value in learner.average.items()}
                self.best = Average(learner.steps, score, weights)
        return self._measured[1]

    def _draw(self, learner: Learner, weights: dict[str, Tensor], steps: int) -> Score:
        """Draw frames held out as a grid of pictures; how well it went."""
        drawn = draw_held_out(self._people, learner.averaged(weights), self._device, colours=self._colours)
        if self._writes:
            write_grid(drawn, steps, self._plan.beside.with_suffix(".png"))
        return drawn.score

    def _state(self) -> dict[str, Any]:
        best = self.best
        return {
            "curves": self.curves,
            "best": best and {"steps": best.steps, "score": asdict(best.score), "weights": best.weights},
        }

    def _write(self, learner: Learner, score: Score) -> None:
        """One line of the journal, and the curve."""
        judges = float(np.mean([parts["judges"] for parts in self._recent]))
        loss = float(np.mean([sum(parts.values()) - parts["judges"] for parts in self._recent]))
        values = (loss, score.face, score.mouth, judges, score.other_face, score.other_mouth, score.generated)
        is_best = self.best is not None and self.best.steps == learner.steps
        line = f"{learner.steps},{learner.seconds:.1f}," + ",".join(f"{value:.4f}" for value in values)
        try:
            with self._journal.open("a", encoding="utf-8") as file:
                file.write(f"{line},{int(is_best)}\n")
        except OSError as error:
            raise _unwritable(self._journal) from error
        write_curve(self._journal, self._plan.beside.with_suffix(".curve.png"))

    def _begin_journal(self, steps: int) -> None:
        """Keep the lines of a journal up to a step."""
        lines: list[str] = []
        if steps and self._journal.exists():
            told = self._journal.read_text("utf-8").splitlines()[1:]
            lines = [line for line in told if int(line.split(",")[0]) <= steps]
        try:
            self._journal.parent.mkdir(parents=True, exist_ok=True)
            self._journal.write_text("\n".join([HEADINGS, *lines]) + "\n", encoding="utf-8")
        except OSError as error:
            raise _unwritable(self._journal) from error


def _unwritable(journal: Path) -> WriteError:
    return WriteError(f"{journal} cannot be written: choose another place with -o.")
