"""What the reference net is trained on: colours and edges of the blend, and a liking for the frame itself."""

import torch
from torch import Tensor

EDGES = 1.0
"""What the difference of neighbouring pixels counts, over that of pixels."""
BORROWING = 0.0015
"""What a pixel taken from another frame costs, in colour (0..1): light skin is not swapped for nothing."""
MIXING = 0.0015
"""What the entropy of the weights costs: a blend of pictures is softer than each of them."""
INVENTING = 0.05
"""What residual colour costs: it is as coarse as the net's square."""


def blend(inputs: Tensor, weights: Tensor, residual: Tensor) -> Tensor:
    """The picture (B, 3, H, W), 0..1, that weights (B, L, H, W) make of the net's inputs."""
    count = weights.shape[1]
    pictures = inputs[:, : 6 * count].reshape(len(inputs), count, 6, *inputs.shape[2:])[:, :, :3]
    return torch.einsum("blhw,blchw->bchw", weights, pictures) + residual


def entropy(weights: Tensor) -> Tensor:
    """How evenly weights (B, L, H, W) are spread over the pictures: (B, 1, H, W), 0 to log L."""
    return -(weights * weights.clamp(min=1e-6).log()).sum(1, keepdim=True)


def losses(
    inputs: Tensor, weights: Tensor, residual: Tensor, truth: Tensor, importance: Tensor
) -> dict[str, Tensor]:
    """Unreduced, named parts (B, ., H, W) of the objective; truth (B, 3, H, W), importance (B, 1, H, W)."""
    made = blend(inputs, weights, residual)
    error = made - truth
    across = error[..., :, 1:] - error[..., :, :-1]
    down = error[..., 1:, :] - error[..., :-1, :]
    return {
        "colour": error.abs() * importance,
        "across": EDGES * across.abs() * importance[..., :, 1:],
        "down": EDGES * down.abs() * importance[..., 1:, :],
        "borrowing": BORROWING * (1 - weights[:, :1]) * importance.clamp(max=1),
        "mixing": MIXING * entropy(weights) * importance.clamp(max=1),
        "inventing": INVENTING * residual.abs(),
    }
