"""The nets that turn valence and arousal into one person's expression coefficients.

PaperDecoder   2 -> 4096 -> 2048 -> 1024 -> 512 -> 128 -> 64 -> 30, as in Deep Semantic Manipulation of Facial
               Videos, section 3.2; the paper gives no rate for its dropout
OwnDecoder     (2 + 8) -> 64 -> 64 -> 30 + 30: what this person adds to anybody's mean and to the logarithm of
               anybody's spread; smooth, and without any effect before it has learned
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn

COEFFICIENTS = 30
EMOTIONS = 8
PLACE = 2


@dataclass(frozen=True, slots=True)
class PaperConfig:
    """How wide the hidden layers are, and the share dropped."""

    widths: tuple[int, ...] = (4096, 2048, 1024, 512, 128, 64)
    dropout: float = 0.1


@dataclass(frozen=True, slots=True)
class OwnConfig:
    """How wide the two hidden layers are, and the share dropped."""

    hidden: tuple[int, int] = (64, 64)
    dropout: float = 0.1


class Change(NamedTuple):
    """Of B places: what is added to the mean (B, 30) and to the logarithm of the spread (B, 30)."""

    mean: Tensor
    log_spread: Tensor


class PaperDecoder(nn.Module):
    """Places (B, 2) -> coefficients (B, 30)."""

    def __init__(self, config: PaperConfig | None = None) -> None:
        super().__init__()
        self.config = PaperConfig() if config is None else config
        widths = (PLACE, *self.config.widths, COEFFICIENTS)
        self.layers = nn.ModuleList(nn.Linear(before, after) for before, after in pairwise(widths))
        self.drop = nn.Dropout(self.config.dropout)

    def forward(self, places: Tensor) -> Tensor:
        """The coefficients at each place."""
        found = places
        for layer in self.layers[:-1]:
            found = self.drop(torch.relu(layer(found)))
        out: Tensor = self.layers[-1](found)
        return out


class OwnDecoder(nn.Module):
    """Places (B, 2) and emotions (B, 8), rows of probabilities -> Change."""

    def __init__(self, config: OwnConfig | None = None) -> None:
        super().__init__()
        self.config = OwnConfig() if config is None else config
        widths = (PLACE + EMOTIONS, *self.config.hidden, 2 * COEFFICIENTS)
        self.layers = nn.ModuleList(nn.Linear(before, after) for before, after in pairwise(widths))
        self.activate, self.drop = nn.GELU(approximate="tanh"), nn.Dropout(self.config.dropout)
        for each in self.layers[-1].parameters():
            nn.init.zeros_(each)

    def forward(self, places: Tensor, emotions: Tensor) -> Change:
        """What the person adds at each place."""
        found = torch.cat([places, emotions], dim=1)
        for layer in self.layers[:-1]:
            found = self.drop(self.activate(layer(found)))
        found = self.layers[-1](found)
        return Change(found[:, :COEFFICIENTS], found[:, COEFFICIENTS:])


def root_mean_square(found: Tensor, wanted: Tensor) -> Tensor:
    """The paper's loss: the root of the mean squared difference of (B, 30) and (B, 30)."""
    return (found - wanted).square().mean().sqrt()


def unlikeliness(residual: Tensor, log_spread: Tensor) -> Tensor:
    """The negative logarithm (B, 30), up to a constant, of how likely residuals (B, 30) are under a normal
    distribution of these spreads (B, 30)."""
    return log_spread + 0.5 * (residual * torch.exp(-log_spread)).square()
