"""What is asked of a generator and of those who judge it.

The game of the two is hinge (Lim and Ye 2017) or least squares (Mao et al. 2017); feature matching is that of
pix2pixHD (Wang et al. 2018).
"""

from enum import Enum

import torch
from torch import Tensor
from torch.nn import functional

from dfm.models.head2head_judges import Verdict


class Game(Enum):
    """How verdicts are scored."""

    HINGE = "hinge"
    LEAST_SQUARES = "least-squares"


def telling_apart(real: list[Verdict], made: list[Verdict], game: Game = Game.HINGE) -> Tensor:
    """The judge's loss () for its verdicts on real and on made pictures, averaged over its scales."""
    return _mean(
        [_apart(one[-1].float(), other[-1].float(), game) for one, other in zip(real, made, strict=True)]
    )


def passing(made: list[Verdict], game: Game = Game.HINGE) -> Tensor:
    """The generator's loss () for the verdicts on what it made."""
    verdicts = [each[-1].float() for each in made]
    if game is Game.HINGE:
        return _mean([-each.mean() for each in verdicts])
    return _mean([(each - 1).square().mean() for each in verdicts])


def feature_matching(real: list[Verdict], made: list[Verdict]) -> Tensor:
    """How far apart () the judge's features of made pictures lie from those of real ones."""
    pairs = [
        (layer.detach().float(), other.float())
        for one, two in zip(real, made, strict=True)
        for layer, other in zip(one[:-1], two[:-1], strict=True)
    ]
    return _mean([(layer - other).abs().mean() for layer, other in pairs])


def colour_distance(made: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
    """Differences (B, 3, H, W) of colours, each place as important as the weight (B, 1, H, W) says."""
    return (made - truth).abs() * weight


def _apart(real: Tensor, made: Tensor, game: Game) -> Tensor:
    if game is Game.HINGE:
        return functional.relu(1 - real).mean() + functional.relu(1 + made).mean()
    return (real - 1).square().mean() + made.square().mean()


def _mean(parts: list[Tensor]) -> Tensor:
    return torch.stack(parts).mean()
