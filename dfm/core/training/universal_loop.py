"""How the universal decoder learns: the mean by its error, the spread by the likelihood of what is left."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dfm.core.affect.estimator import NAMES
from dfm.core.jobs import Job, Progress
from dfm.core.training.universal_lessons import Rows
from dfm.models.expression_decoder import Expression, ExpressionConfig, ExpressionNet

PROGRESS_EVERY = 100
CONTEMPT = NAMES.index("contempt")


@dataclass(frozen=True, slots=True)
class Recipe:
    """For how many steps the net learns from how many rows of each kind a step: footage, photographs and
    played prototypes; and how much the likelihood of the spread weighs beside the error of the mean."""

    steps: int = 4000
    footage: int = 192
    photographs: int = 16
    prototypes: int = 256
    drawn: int = 20000
    photographed: int = 4000
    rate: float = 3e-3
    decay: float = 1e-3
    likelihood: float = 0.05


def learn(kinds: Sequence[tuple[Rows, int]], parity: NDArray[np.float32], seed: int,
          recipe: Recipe) -> Job[ExpressionNet]:  # fmt: skip
    """A net that learned from rows of several kinds, of each so many a step; `parity` (30,) mirrors."""
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    net = ExpressionNet(ExpressionConfig())
    optimiser = torch.optim.AdamW(net.parameters(), recipe.rate, weight_decay=recipe.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, recipe.steps)
    for step in range(recipe.steps):
        loss = torch.zeros(())
        for rows, count in kinds:
            if len(rows) and count:
                loss = loss + count * _loss(net, rows, count, parity, chance, recipe.likelihood)
        optimiser.zero_grad()
        (loss / sum(count for rows, count in kinds if len(rows))).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        if step % PROGRESS_EVERY == 0:
            yield Progress("learn", step, recipe.steps, "steps")
    return net.eval()


def expression_errors(found: Expression, wanted: Tensor) -> dict[str, Tensor]:
    """Of B rows (B,): the mean squared error of the mean against coefficients (B, 30), and how unlikely, in
    nats a coefficient, they are under the spread around that mean."""
    error = wanted - found.mean
    scaled = (error.detach() * torch.exp(-found.log_spread)).square()
    return {
        "mean": error.square().mean(dim=1),
        "spread": (0.5 * scaled + found.log_spread).mean(dim=1),
    }


def _loss(
    net: ExpressionNet,
    rows: Rows,
    count: int,
    parity: NDArray[np.float32],
    chance: np.random.Generator,
    likelihood: float,
) -> Tensor:
    drawn = chance.integers(len(rows), size=count)
    wanted = rows.coefficients[drawn].copy()
    turned = (chance.random(count) < 0.5) & (rows.emotions[drawn].argmax(axis=1) != CONTEMPT)
    wanted[turned] *= parity
    found = net(torch.from_numpy(rows.places[drawn]), torch.from_numpy(rows.emotions[drawn]))
    errors = expression_errors(found, torch.from_numpy(wanted))
    counts = torch.from_numpy(rows.counts[drawn])
    return (counts * (errors["mean"] + likelihood * errors["spread"])).mean()
