"""The training of a renderer: steps until the time is used up or nothing more is gained.

Every so many steps the frames held out are drawn, and a journal, a grid of pictures and a curve are written
beside the result. A checkpoint is written now and then and whenever the training is stopped, between two
steps: who goes on from it takes the same steps as who never stopped. Steps and measurements are taken by a
thread, so that an interrupt breaks none off.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

import torch

from dfm.core.jobs import Job, Progress
from dfm.core.training.ranks import Ranks
from dfm.core.training.renderer_batches import batches_from
from dfm.core.training.renderer_colours import colours_of, mean_colours
from dfm.core.training.renderer_course import Course
from dfm.core.training.renderer_held_out import Score
from dfm.core.training.renderer_learner import Learner
from dfm.core.training.renderer_plan import Plan, is_flat
from dfm.core.training.renderer_store import Crops
from dfm.models.head2head import Head2Head


@dataclass(frozen=True, eq=False)
class Learned:
    """The averaged net that is kept, after how many of the steps that were taken it stood there, how well it
    did, the seconds of the training, and if nothing more was gained in the end."""

    net: Head2Head
    kept: int
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
    course = Course(plan, people, device.type, learner, each, writes=ranks.first)
    _begin(learner, course, plan, device)
    began, intact = time.monotonic() - learner.seconds, True
    blends = plan.recipe.config.reference
    batches = batches_from(
        people, plan.recipe.runs, [plan.seed, ranks.rank], learner.steps, blends=blends, colours=each
    )
    with closing(batches), ThreadPoolExecutor(1, "learn") as stepper:
        try:
            while not ranks.agreed(plan.over(learner.steps, learner.seconds, course.curves), device):
                parts = stepper.submit(learner.step, next(batches), ranks).result()
                learner.seconds = time.monotonic() - began
                stepper.submit(course.note, learner, parts).result()
                yield _progress(learner, plan)
        except Exception:
            intact = False
            raise
        finally:
            stepper.shutdown()
            if intact:
                course.keep(learner)
    kept = course.end(learner)
    flat = plan.chooses and is_flat(course.curves)
    net = learner.averaged(kept.weights)
    return Learned(net, kept.steps, learner.steps, learner.seconds, kept.score, flat)


def _begin(learner: Learner, course: Course, plan: Plan, device: torch.device) -> None:
    """Begin, or go on from the checkpoint."""
    state = None
    if plan.resume and plan.checkpoint.exists():
        state = torch.load(plan.checkpoint, map_location=device, weights_only=True)
        learner.restore(state, plan.checkpoint)
    course.begin(learner, state and state["course"])


def _progress(learner: Learner, plan: Plan) -> Progress:
    """How far the limit is that comes first."""
    whole = 60 * plan.minutes
    if plan.steps and learner.steps / plan.steps >= learner.seconds / whole:
        return Progress("learn", min(learner.steps, plan.steps), plan.steps, "steps")
    return Progress("learn", min(round(learner.seconds), round(whole)), round(whole), "seconds")
