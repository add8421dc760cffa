"""What the reference net is trained on: colours, edges and features of the blend, and a liking for the frame
itself; that it changes over time as the truth does; and that it sees what is in front of the face."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from dfm.models.reference_net import Choice


@dataclass(frozen=True, slots=True)
class Objective:
    """What each part of the objective counts, over the difference of colours (0..1).

    edges: that of neighbouring pixels; perceptual: of a net's features; adversarial: of looking real to a
    discriminator; temporal: of the change to the following frame; borrowing: a pixel of another frame, so
    that light skin is not swapped for nothing; mixing: the entropy of the weights, since a blend of pictures
    is softer than each of them; inventing: residual colour; hiding: what is in front of the
    face.
    """

    edges: float = 1.0
    perceptual: float = 0.1
    adversarial: float = 0.0
    temporal: float = 0.5
    borrowing: float = 0.001
    mixing: float = 0.001
    inventing: float = 0.01
    hiding: float = 0.08


def blend(inputs: Tensor, choice: Choice) -> Tensor:
    """The picture (B, 3, H, W), 0..1, that a choice makes of the net's inputs (B, 6 L + 4, H, W), which may
    be finer than what the net saw."""
    count, size = choice.weights.shape[1], inputs.shape[2:]
    pictures = inputs[:, : 6 * count].reshape(len(inputs), count, 6, *size)[:, :, :3]
    weights, residual = _sized(choice.weights, size), _sized(choice.residual, size)
    return (weights[:, :, None] * pictures).sum(1) + residual


def entropy(weights: Tensor) -> Tensor:
    """How evenly weights (B, L, H, W) are spread over the pictures: (B, 1, H, W), 0 to log L."""
    return -(weights * weights.clamp(min=1e-6).log()).sum(1, keepdim=True)


def losses(
    choice: Choice, made: Tensor, truth: Tensor, importance: Tensor, hidden: Tensor, objective: Objective
) -> dict[str, Tensor]:
    """Named parts of the objective, each a mean (), for pictures and truth (B, 3, H, W), importance and what
    is hidden (B, 1, H, W)."""
    error = made - truth
    size = list(choice.weights.shape[2:])
    seen = functional.interpolate(importance.clamp(max=1), size=size, mode="area")
    covered = functional.interpolate(hidden, size=size, mode="area")
    return {
        "colour": (error.abs() * importance).mean(),
        "edges": objective.edges * _steps(error, importance),
        "borrowing": objective.borrowing * ((1 - choice.weights[:, :1]) * seen).mean(),
        "mixing": objective.mixing * (entropy(choice.weights) * seen).mean(),
        "inventing": objective.inventing * choice.residual.abs().mean(),
        "hiding": objective.hiding * functional.binary_cross_entropy_with_logits(choice.hidden, covered),
    }


def unsteady(made: Tensor, truth: Tensor, importance: Tensor) -> Tensor:
    """By how much what is made changes otherwise than the truth from one frame to the next: (2 B, 3, H, W),
    of which the second half follows the first."""
    before, after = (made - truth).chunk(2)
    return ((after - before).abs() * importance.chunk(2)[0]).mean()


def _steps(planes: Tensor, importance: Tensor | None = None) -> Tensor:
    """The mean difference of neighbours in planes (B, C, H, W)."""
    across = (planes[..., :, 1:] - planes[..., :, :-1]).abs()
    down = (planes[..., 1:, :] - planes[..., :-1, :]).abs()
    if importance is None:
        return across.mean() + down.mean()
    return (across * importance[..., :, 1:]).mean() + (down * importance[..., 1:, :]).mean()


def _sized(planes: Tensor, size: torch.Size) -> Tensor:
    if planes.shape[2:] == size:
        return planes
    return functional.interpolate(planes, size=tuple(size), mode="bilinear", align_corners=False)
