"""The training of the reference net: Adam for so many minutes, a moving average of the weights, checkpoints.

The learning rate falls with the time that is used up, so that any budget ends well; a run that was broken
off goes on from its checkpoint.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from dfm.core.errors import UsageError
from dfm.core.jobs import Job, Progress
from dfm.core.training.reference_batches import Batch, random_batch
from dfm.core.training.reference_store import ClipSamples
from dfm.models.reference_loss import losses
from dfm.models.reference_net import ReferenceNet

BATCH = 8
RATE, LAST_RATE = 2e-3, 1e-5
AVERAGING = 0.998
LOG_SECONDS = 30.0
CHECKPOINT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train, on which device, from which seed, and where the checkpoint lies; `resume` goes on
    from it where there is one."""

    minutes: float
    checkpoint: Path
    device: torch.device
    seed: int = 0
    resume: bool = False


class Learner:
    """The net, its average and its optimiser; one call of `step` is one batch."""

    def __init__(self, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.device = plan.device
        self.net = ReferenceNet().to(self.device)
        self.average = {name: value.clone() for name, value in self.net.state_dict().items()}
        self.optimiser = torch.optim.Adam(self.net.parameters(), lr=RATE)
        self.steps = 0
        self.seconds = 0.0

    def step(self, batch: Batch, share: float) -> float:
        """Learn from a batch, at the learning rate of this share (0..1) of the time; returns the loss."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate(share)
        self.net.train()
        inputs, truth, importance = (
            each.to(self.device) for each in (batch.inputs, batch.truth, batch.importance)
        )
        with torch.autocast(self.device.type, torch.bfloat16):
            weights, residual = self.net(inputs.contiguous(memory_format=torch.channels_last))
        loss = total(losses(inputs, weights, residual, truth, importance))
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.steps += 1
        self._follow()
        return float(loss.detach())

    def averaged(self) -> ReferenceNet:
        """A net with the averaged weights, on the CPU."""
        net = ReferenceNet()
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
    random = np.random.default_rng([plan.seed, learner.steps])
    budget = 60 * plan.minutes
    recent: list[float] = []
    began = time.monotonic() - learner.seconds
    logged = saved = learner.seconds
    while learner.seconds < budget:
        recent.append(learner.step(random_batch(clips, BATCH, random), learner.seconds / budget))
        learner.seconds = time.monotonic() - began
        if learner.seconds - logged >= LOG_SECONDS:
            log(f"{learner.seconds:.0f} s, {learner.steps} steps, loss {np.mean(recent):.5f}")
            recent, logged = [], learner.seconds
        if learner.seconds - saved >= CHECKPOINT_SECONDS:
            learner.save(plan.checkpoint)
            saved = learner.seconds
        yield Progress("learn", min(round(learner.seconds), round(budget)), round(budget), "seconds")
    learner.save(plan.checkpoint)
    return learner.averaged()


def device_of(name: str) -> torch.device:
    """The device that 'auto', 'cpu' or 'cuda' means here; UsageError where there is none."""
    there = torch.cuda.is_available()
    if name == "cuda" and not there:
        raise UsageError("PyTorch finds no CUDA device here: leave --device out, or say cpu.")
    return torch.device("cuda" if there and name != "cpu" else "cpu")


def rate(share: float) -> float:
    """The learning rate when this share (0..1) of the time is used up: half a cosine."""
    return LAST_RATE + (RATE - LAST_RATE) * (1 + math.cos(math.pi * min(max(share, 0.0), 1.0))) / 2


def total(parts: dict[str, Tensor]) -> Tensor:
    """The sum of the means of an objective's parts."""
    return torch.stack([part.mean() for part in parts.values()]).sum()
