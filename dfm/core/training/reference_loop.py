"""The training of the reference net: Adam for so many minutes, a moving average of the weights, checkpoints.

The learning rate falls with the time that is used up, so that any budget ends well; a run that was broken
off goes on from its checkpoint.
"""

import math
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from dfm.core.image_features import load_image_features
from dfm.core.jobs import Job, Progress
from dfm.core.training.reference_batches import Batch, random_batch
from dfm.core.training.reference_store import ClipSamples
from dfm.models.discriminator import PatchDiscriminator, passing, telling_apart
from dfm.models.image_features import feature_distance
from dfm.models.reference_loss import Objective, blend, losses, unsteady
from dfm.models.reference_net import Choice, ReferenceConfig, ReferenceNet

BATCH, FOLLOWED = 8, 2
RATE, LAST_RATE = 2e-3, 1e-5
JUDGE_RATE = 4e-4
MAKERS = {"cpu": 1, "cuda": 8}
"""How many threads make batches."""
AVERAGING = 0.998
LOG_SECONDS = 30.0
CHECKPOINT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is learned and how: the net, the objective, and how much coarser than the samples, at 256 px, the
    pictures are that the net sees."""

    config: ReferenceConfig = field(default_factory=ReferenceConfig)
    objective: Objective = field(default_factory=Objective)
    coarser: int = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train, on which device, from which seed, and where the checkpoint lies; `resume` goes on
    from it where there is one. With `steps` it ends after so many, if the time allows them."""

    minutes: float
    checkpoint: Path
    device: torch.device
    seed: int = 0
    resume: bool = False
    recipe: Recipe = field(default_factory=Recipe)
    steps: int = 0

    def used(self, seconds: float, steps: int) -> float:
        """The share of the time, or of the steps, that is used up."""
        return max(seconds / (60 * self.minutes), steps / self.steps if self.steps else 0.0)


def chosen(net: ReferenceNet, batch: Batch, coarser: int) -> Choice:
    """What the net makes of pictures that are so much finer than it sees."""
    inputs = limited(batch.inputs, net.layers)
    small = functional.avg_pool2d(inputs, coarser) if coarser > 1 else inputs
    choice: Choice = net(small.contiguous(memory_format=torch.channels_last))
    return choice


def limited(inputs: Tensor, layers: int) -> Tensor:
    """Inputs of more pictures without the last ones."""
    return torch.cat([inputs[:, : 6 * layers], inputs[:, -4:]], 1)


class Learner:
    """The net, its average and its optimiser, and the discriminator where there is one; one call of `step`
    is one batch."""

    def __init__(self, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.device, self.recipe = plan.device, plan.recipe
        self.net = ReferenceNet(plan.recipe.config).to(self.device)
        self.average = {name: value.clone() for name, value in self.net.state_dict().items()}
        self.optimiser = torch.optim.Adam(self.net.parameters(), lr=RATE)
        self.judge = PatchDiscriminator().to(self.device)
        self.judge_optimiser = torch.optim.Adam(self.judge.parameters(), lr=JUDGE_RATE, betas=(0.5, 0.99))
        self.features = load_image_features().to(self.device) if plan.recipe.objective.perceptual else None
        self.steps = 0
        self.seconds = 0.0

    def step(self, batch: Batch, share: float) -> dict[str, float]:
        """Learn from a batch, at the learning rate of this share of the time; the parts of the loss."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate(share)
        batch = batch.to(self.device)
        with torch.autocast(self.device.type, torch.bfloat16):
            choice = Choice(*(each.float() for each in chosen(self.net, batch, self.recipe.coarser)))
        inputs = limited(batch.inputs, self.net.layers)
        made = blend(inputs, choice)
        parts = losses(choice, made, batch.truth, batch.importance, batch.hidden, self.recipe.objective)
        parts |= self._looks(made, batch)
        self.optimiser.zero_grad()
        torch.stack(list(parts.values())).sum().backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.steps += 1
        self._follow()
        return {name: float(part.detach()) for name, part in parts.items()}

    def _looks(self, made: Tensor, batch: Batch) -> dict[str, Tensor]:
        """The parts of the objective that see more than single pixels; around the face is the truth."""
        objective, parts = self.recipe.objective, dict[str, Tensor]()
        if objective.temporal and batch.followers:
            twins = [*range(batch.followers), *range(len(made) - batch.followers, len(made))]
            parts["temporal"] = objective.temporal * unsteady(
                made[twins], batch.truth[twins], batch.importance[twins]
            )
        if not (objective.perceptual or objective.adversarial):
            return parts
        own = len(made) - batch.followers
        mask = batch.importance[:own].clamp(max=1)
        truth = batch.truth[:own]
        shown = truth + mask * (made[:own] - truth)
        with torch.autocast(self.device.type, torch.bfloat16):
            if self.features is not None:
                with torch.no_grad():
                    wanted = self.features(truth)
                apart = feature_distance(self.features(shown), wanted, mask).mean()
                parts["perceptual"] = objective.perceptual * apart
            if objective.adversarial:
                parts["adversarial"] = objective.adversarial * self._judged(truth, shown)
        return parts

    def _judged(self, truth: Tensor, shown: Tensor) -> Tensor:
        """What the discriminator says of what is shown, after it has learned from it."""
        apart = telling_apart(self.judge(truth), self.judge(shown.detach()))
        self.judge_optimiser.zero_grad()
        apart.backward()  # type: ignore[no-untyped-call]
        self.judge_optimiser.step()
        self.judge.requires_grad_(False)
        verdict = passing(self.judge(shown).float())
        self.judge.requires_grad_(True)
        return verdict

    def averaged(self) -> ReferenceNet:
        """A net with the averaged weights, on the CPU."""
        net = ReferenceNet(self.recipe.config)
        net.load_state_dict(self.average)
        return net.eval()

    def save(self, path: Path) -> None:
        """Write a checkpoint by rename."""
        part = path.with_suffix(".part")
        path.parent.mkdir(parents=True, exist_ok=True)
        state = {
            "net": self.net.state_dict(),
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "judge": self.judge.state_dict(),
            "judge_optimiser": self.judge_optimiser.state_dict(),
            "steps": self.steps,
            "seconds": self.seconds,
        }
        torch.save(state, part)
        part.replace(path)

    def restore(self, path: Path) -> None:
        """Go on from a checkpoint."""
        state: dict[str, Any] = torch.load(path, map_location=self.device, weights_only=True)
        self.net.load_state_dict(state["net"])
        self.average = state["average"]
        self.optimiser.load_state_dict(state["optimiser"])
        self.judge.load_state_dict(state["judge"])
        self.judge_optimiser.load_state_dict(state["judge_optimiser"])
        self.steps, self.seconds = int(state["steps"]), float(state["seconds"])

    @torch.no_grad()
    def _follow(self) -> None:
        keep = min(AVERAGING, (1 + self.steps) / (10 + self.steps))
        for name, value in self.net.state_dict().items():
            self.average[name].lerp_(value, 1 - keep)


def learn(clips: Sequence[ClipSamples], plan: Plan, log: Callable[[str], None]) -> Job[ReferenceNet]:
    """Train on the samples of these clips; `log` is told a line every half minute."""
    learner = Learner(plan)
    if plan.resume and plan.checkpoint.exists():
        learner.restore(plan.checkpoint)
    recent: list[dict[str, float]] = []
    began = time.monotonic() - learner.seconds
    logged = saved = learner.seconds
    batches = batches_from(clips, plan, learner.steps)
    while (used := plan.used(learner.seconds, learner.steps)) < 1:
        recent.append(learner.step(next(batches), used))
        learner.seconds = time.monotonic() - began
        if learner.seconds - logged >= LOG_SECONDS:
            log(f"{learner.seconds:.0f} s, {learner.steps} steps, {_means(recent)}")
            recent, logged = [], learner.seconds
        if learner.seconds - saved >= CHECKPOINT_SECONDS:
            learner.save(plan.checkpoint)
            saved = learner.seconds
        if plan.steps:
            yield Progress("learn", learner.steps, plan.steps, "steps")
        else:
            whole = round(60 * plan.minutes)
            yield Progress("learn", min(round(learner.seconds), whole), whole, "seconds")
    batches.close()
    learner.save(plan.checkpoint)
    return learner.averaged()


def batches_from(clips: Sequence[ClipSamples], plan: Plan, step: int) -> Generator[Batch]:
    """The batches of a step and those after it, made ahead by threads; each step's is always the same."""
    followed = FOLLOWED if plan.recipe.objective.temporal else 0
    makers = MAKERS[plan.device.type]

    def made(number: int) -> Batch:
        return random_batch(clips, BATCH, np.random.default_rng([plan.seed, number]), followed)

    with ThreadPoolExecutor(makers) as pool:
        waiting = deque(pool.submit(made, step + ahead) for ahead in range(makers + 1))
        try:
            while True:
                step += 1
                yield waiting.popleft().result()
                waiting.append(pool.submit(made, step + makers))
        finally:
            pool.shutdown(cancel_futures=True)


def rate(share: float) -> float:
    """The learning rate when this share (0..1) of the time is used up: half a cosine."""
    return LAST_RATE + (RATE - LAST_RATE) * (1 + math.cos(math.pi * min(max(share, 0.0), 1.0))) / 2


def _means(recent: list[dict[str, float]]) -> str:
    """The sum and the parts of a loss, averaged over these steps."""
    means = {name: float(np.mean([parts[name] for parts in recent])) for name in recent[-1]}
    return f"loss {sum(means.values()):.5f}: " + ", ".join(
        f"{name} {value:.5f}" for name, value in means.items()
    )
