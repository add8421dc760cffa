"""The net of the `reference` renderer: for each pixel, which of several warped pictures to take.

    channels        at 256 px a side (the net is convolutional: any multiple of 16 will do)
    6 L + 4         256   input
    24              128   convolution 2x2, step 2; one of 3x3
    48               64   3x3, step 2; residual block
    64               32   3x3, step 2; two residual blocks
    96               16   3x3, step 2; two residual blocks
    64, 48, 24   32..128  1x1 and enlarged twice, plus the skip; residual block each
    4 (L + 3)       128   3x3
    L + 3           256   pixel shuffle: logits of the L pictures, residual colour

A picture whose frame did not see a place cannot win there. Towards the edge of the face all pictures but the
first fade out, whatever the net says, so that what is drawn ends as the first picture does.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

LARGEST_RESIDUAL = 0.15
EDGE = 20
"""Within half so many pixels of the face's edge references fade out."""
LARGEST_LOGIT = 6.0
_LEAST = 1e-9
"""Far below what the largest logits can make up for."""


@dataclass(frozen=True, slots=True)
class ReferenceConfig:
    """How many pictures the net chooses from, its own frame's first, and how wide it is at each scale."""

    layers: int = 5
    widths: tuple[int, int, int, int] = (24, 48, 64, 96)


class ReferenceNet(nn.Module):
    """(B, 6 L + 4, H, W) -> weights (B, L, H, W) that sum to 1, residual (B, 3, H, W) in -0.15..0.15.

    Of each layer R, G, B in 0..1, stretch in -1..1, facing and presence in 0..1; then the target's code
    (3) and the face's mask (1). H and W are multiples of 16.
    """

    def __init__(self, config: ReferenceConfig | None = None) -> None:
        super().__init__()
        config = ReferenceConfig() if config is None else config
        self.layers = config.layers
        a, b, c, d = config.widths
        self.stem = nn.Sequential(nn.Conv2d(6 * config.layers + 4, a, 2, 2), nn.ReLU(), _convolution(a, a))
        self.down1 = nn.Sequential(_convolution(a, b, 2), Residual(b))
        self.down2 = nn.Sequential(_convolution(b, c, 2), Residual(c), Residual(c))
        self.down3 = nn.Sequential(_convolution(c, d, 2), Residual(d), Residual(d))
        self.up2, self.join2 = nn.Conv2d(d, c, 1), Residual(c)
        self.up1, self.join1 = nn.Conv2d(c, b, 1), Residual(b)
        self.up0, self.join0 = nn.Conv2d(b, a, 1), Residual(a)
        self.head = nn.Conv2d(a, 4 * (config.layers + 3), 3, padding=1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)  # type: ignore[arg-type]

    def forward(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Weights and residual; see the class."""
        half = self.stem(inputs)
        quarter = self.down1(half)
        eighth = self.down2(quarter)
        out = self.join2(_enlarged(self.up2(self.down3(eighth))) + eighth)
        out = self.join1(_enlarged(self.up1(out)) + quarter)
        out = self.join0(_enlarged(self.up0(out)) + half)
        planes = functional.pixel_shuffle(self.head(out), 2).float()
        inner = inside(inputs[:, -1:])
        logits = LARGEST_LOGIT * torch.tanh(planes[:, : self.layers] / LARGEST_LOGIT)
        borrowed = (logits + self._allowed(inputs)).softmax(1)[:, 1:] * inner
        weights = torch.cat([1 - borrowed.sum(1, keepdim=True), borrowed], 1)
        residual = LARGEST_RESIDUAL * torch.tanh(planes[:, self.layers :]) * inner
        return weights, residual

    def _allowed(self, inputs: Tensor) -> Tensor:
        """What presence and sight add to the logits (B, L, H, W); the first picture is always there."""
        facing, presence = (inputs[:, k : 6 * self.layers : 6] for k in (4, 5))
        seen = presence[:, 1:] * (facing[:, 1:] > 0)
        return torch.log(torch.cat([torch.ones_like(seen[:, :1]), seen + _LEAST], 1))


class Residual(nn.Module):
    """x + convolution of x, rectified: (B, C, H, W) -> (B, C, H, W)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, inputs: Tensor) -> Tensor:
        """One block."""
        return inputs + functional.relu(self.convolution(inputs))


def inside(face: Tensor) -> Tensor:
    """How far inside the face (B, 1, H, W) a pixel lies: 0 at its edge, 1 from EDGE / 2 pixels on.

    Worked out on squares of 4 x 4 pixels, since it is smooth.
    """
    size, reach = EDGE // 4, EDGE // 8
    coarse = functional.avg_pool2d(functional.avg_pool2d(face, 4), size, 1, reach, count_include_pad=False)
    depth = functional.interpolate(coarse, scale_factor=4, mode="bilinear", align_corners=False)
    return (2 * depth - 1).clamp(0, 1) * face


def _convolution(before: int, after: int, step: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, 3, step, 1), nn.ReLU())


def _enlarged(planes: Tensor) -> Tensor:
    return functional.interpolate(planes, scale_factor=2, mode="nearest")
