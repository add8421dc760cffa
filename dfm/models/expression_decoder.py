"""The net that turns valence, arousal and an emotion into the coefficients of an expression.

inputs     a place in the plane (2), the weights of the eight emotions (8)
hidden     two layers, GELU
30 + 30    the mean coefficients, and the logarithms of their standard deviations
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

PLACE, EMOTIONS, COEFFICIENTS = 2, 8, 30
LEAST_SPREAD, MOST_SPREAD = -4.0, 1.0


@dataclass(frozen=True, slots=True)
class ExpressionConfig:
    """How wide the two hidden layers are."""

    hidden: tuple[int, int] = (64, 64)


class Expression(NamedTuple):
    """Of B places: the mean coefficients (B, 30) and the logarithms of their deviations (B, 30)."""

    mean: Tensor
    log_spread: Tensor


class ExpressionNet(nn.Module):
    """(B, 2), (B, 8) -> Expression. At the origin the neutral face's mean is zero by construction."""

    def __init__(self, config: ExpressionConfig) -> None:
        super().__init__()
        self.config = config
        first, second = config.hidden
        self.enter = nn.Linear(PLACE + EMOTIONS, first)
        self.middle = nn.Linear(first, second)
        self.leave = nn.Linear(second, 2 * COEFFICIENTS)
        self.activate = nn.GELU(approximate="tanh")
        rest = torch.zeros(1, PLACE + EMOTIONS)
        rest[0, PLACE] = 1.0
        self.register_buffer("rest", rest, persistent=False)
        self.rest: Tensor

    def forward(self, places: Tensor, emotions: Tensor) -> Expression:
        """The expression of each place."""
        found = self._run(torch.cat([places, emotions], dim=1))
        mean = found[:, :COEFFICIENTS] - self._run(self.rest)[:, :COEFFICIENTS]
        return Expression(mean, found[:, COEFFICIENTS:].clamp(LEAST_SPREAD, MOST_SPREAD))

    def _run(self, inputs: Tensor) -> Tensor:
        hidden = self.activate(self.middle(self.activate(self.enter(inputs))))
        found: Tensor = self.leave(hidden)
        return found
