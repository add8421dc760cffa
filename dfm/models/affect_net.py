"""The net that reads valence, arousal and emotion from a face's measurements.

inputs     features of one frame (see `dfm.core.affect.features`)
hidden     two layers, GELU, dropout while it learns
2 + 8      a place in the unit disc; logits of the eight emotions in the order of the project's table
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

EMOTIONS = 8
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class AffectConfig:
    """How many numbers describe a frame, how wide the two hidden layers are, and the share dropped."""

    inputs: int
    hidden: tuple[int, int] = (64, 32)
    dropout: float = 0.2


class Reading(NamedTuple):
    """Of B frames: valence and arousal (B, 2) inside the unit disc, and logits (B, 8) of the emotions."""

    place: Tensor
    logits: Tensor


class AffectNet(nn.Module):
    """(B, inputs) -> Reading."""

    def __init__(self, config: AffectConfig) -> None:
        super().__init__()
        self.config = config
        first, second = config.hidden
        self.enter = nn.Linear(config.inputs, first)
        self.middle = nn.Linear(first, second)
        self.leave = nn.Linear(second, 2 + EMOTIONS)
        self.activate, self.drop = nn.GELU(approximate="tanh"), nn.Dropout(config.dropout)

    def forward(self, features: Tensor) -> Reading:
        """The reading of each frame."""
        found = self.drop(self.activate(self.enter(features)))
        found = self.leave(self.activate(self.middle(found)))
        return Reading(in_disc(found[:, :2]), found[:, 2:])


def in_disc(free: Tensor) -> Tensor:
    """Points (B, 2) of the plane drawn into the unit disc, near ones hardly: length l becomes tanh l."""
    length = free.norm(dim=1, keepdim=True).clamp_min(_LEAST)
    drawn: Tensor = free * (torch.tanh(length) / length)
    return drawn
