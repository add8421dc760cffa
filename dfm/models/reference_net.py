"""The net of the `reference` renderer: for each pixel, which of several warped pictures to take.

Every picture goes through the same small U-Net, and at each scale learns of the others by their mean and
their spread: which of the references comes first makes no difference.

    channels    of each picture, at 128 px a side (the net is convolutional: any multiple of 8 will do)
    6, 10       128   a picture with its stretch, facing and presence; mean and spread of all, code and face
    24           64   2x2, step 2, of both, added; residual block; exchange
    48           32   3x3, step 2; residual block; exchange
    64           16   3x3, step 2; two residual blocks; exchange
    48, 24   32, 64   1x1 and enlarged twice, plus the skip; residual block each
    4           128   3x3, of each picture: its logit, after a pixel shuffle
    16          128   3x3, of their mean and the first; pixel shuffle: the residual colour, and what is hidden

A picture whose frame did not see a place cannot win there. Towards the edge of the face all pictures but the
first fade out, whatever the net says, so that what is drawn ends as the first picture does.
"""

from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

LARGEST_RESIDUAL = 0.15
EDGE = 10
"""Within half so many pixels of the face's edge references fade out."""
LARGEST_LOGIT = 6.0
_LEAST = 1e-9
"""Far below what the largest logits can make up for."""
_HIDDEN_BIAS = -4.0


@dataclass(frozen=True, slots=True)
class ReferenceConfig:
    """How many pictures the net chooses from, its own frame's first; how wide it is at each scale; and
    whether it may add colour."""

    layers: int = 7
    widths: tuple[int, int, int] = (24, 48, 64)
    residual: bool = True


class Choice(NamedTuple):
    """How to put L pictures together, as large as the net's input.

    weights (B, L, H, W) sum to 1; residual (B, 3, H, W) is in -0.15..0.15; hidden (B, 1, H, W) holds logits
    of something being in front of the face in the first picture.
    """

    weights: Tensor
    residual: Tensor
    hidden: Tensor


class ReferenceNet(nn.Module):
    """(B, 6 L + 4, H, W) -> Choice.

    Of each layer R, G, B in 0..1, stretch in -1..1, facing and presence in 0..1; then the target's code
    (3) and the face's mask (1). H and W are multiples of 8.
    """

    def __init__(self, config: ReferenceConfig | None = None) -> None:
        super().__init__()
        self.config = ReferenceConfig() if config is None else config
        self.layers = self.config.layers
        a, b, c = self.config.widths
        self.picture = nn.Conv2d(6, a, 2, 2)
        self.common = nn.Conv2d(10, a, 2, 2)
        self.first = nn.Parameter(torch.zeros(a))
        self.enter = nn.Sequential(Residual(a), Exchange(a, self.layers))
        self.down1 = nn.Sequential(_convolution(a, b), Residual(b), Exchange(b, self.layers))
        self.down2 = nn.Sequential(_convolution(b, c), Residual(c), Residual(c), Exchange(c, self.layers))
        self.up1, self.join1 = nn.Conv2d(c, b, 1), Residual(b)
        self.up0, self.join0 = nn.Conv2d(b, a, 1), Residual(a)
        self.each = nn.Conv2d(a, 4, 3, padding=1)
        self.all = nn.Conv2d(2 * a, 16, 3, padding=1)
        for parameter in (*self.each.parameters(), *self.all.parameters()):
            nn.init.zeros_(parameter)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # a third quicker on a CPU

    def forward(self, inputs: Tensor) -> Choice:
        """How to put the pictures together; see the class."""
        count = len(inputs)
        pictures = inputs[:, : 6 * self.layers].reshape(count, self.layers, 6, *inputs.shape[2:])
        entered = self.enter(self._stem(pictures, inputs[:, 6 * self.layers :]))
        lower = self.down1(entered)
        out = self.join1(_enlarged(self.up1(self.down2(lower))) + lower)
        out = self.join0(_enlarged(self.up0(out)) + entered)
        grouped = out.reshape(count, self.layers, *out.shape[1:])
        both = functional.pixel_shuffle(self.all(torch.cat([_mean(grouped), grouped[:, 0]], 1)), 2).float()
        return self._choice(inputs, pictures, self.each(out), both)

    def _choice(self, inputs: Tensor, pictures: Tensor, each: Tensor, both: Tensor) -> Choice:
        """From the last convolutions, of each picture (B L, 4, H / 2, W / 2) and of all (B, 4, H, W)."""
        inner = inside(inputs[:, -1:])
        logits = functional.pixel_shuffle(each, 2).float().reshape(pictures[:, :, 0].shape)
        seen = torch.log(self._seen(pictures) + _LEAST)
        borrowed = (_held(logits, LARGEST_LOGIT) + seen).softmax(1)[:, 1:] * inner
        weights = torch.cat([1 - borrowed.sum(1, keepdim=True), borrowed], 1)
        residual = _held(both[:, :3], LARGEST_RESIDUAL) * inner * float(self.config.residual)
        return Choice(weights, residual, both[:, 3:] + _HIDDEN_BIAS)

    def _seen(self, pictures: Tensor) -> Tensor:
        """How far each picture may be used (B, L, H, W); the first is always there."""
        seen = pictures[:, 1:, 5] * (pictures[:, 1:, 4] > 0)
        return torch.cat([torch.ones_like(seen[:, :1]), seen], 1)

    def _stem(self, pictures: Tensor, target: Tensor) -> Tensor:
        """Features (B L, C, H / 2, W / 2) of pictures (B, L, 6, H, W) beside what all show and the target."""
        mean = pictures[:, :, :3].mean(1)
        spread = (pictures[:, :, :3] - mean[:, None]).abs().mean(1)
        common = self.common(torch.cat([mean, spread, target], 1))
        each = self.picture(pictures.flatten(0, 1))
        each = each.reshape(-1, self.layers, *each.shape[1:]) + common[:, None]
        each[:, 0] += self.first[:, None, None]
        return functional.relu_(each.flatten(0, 1))


class Residual(nn.Module):
    """x + convolution of x, rectified: (B, C, H, W) -> (B, C, H, W)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, inputs: Tensor) -> Tensor:
        """One block."""
        return inputs + functional.relu_(self.convolution(inputs))


class Exchange(nn.Module):
    """Adds to the features of each picture (B L, C, H, W) what their mean over the L pictures tells."""

    def __init__(self, width: int, layers: int) -> None:
        super().__init__()
        self.layers = layers
        self.convolution = nn.Conv2d(width, width, 1)

    def forward(self, inputs: Tensor) -> Tensor:
        """One exchange."""
        each = inputs.reshape(-1, self.layers, *inputs.shape[1:])
        told = self.convolution(_mean(each))
        return functional.relu_((each + told[:, None]).flatten(0, 1))


def inside(face: Tensor) -> Tensor:
    """How far inside the face (B, 1, H, W) a pixel lies: 0 at its edge, 1 from EDGE / 2 pixels on.

    Worked out on squares of 2 x 2 pixels, since it is smooth.
    """
    size, reach = EDGE // 2, EDGE // 4
    coarse = functional.avg_pool2d(functional.avg_pool2d(face, 2), size, 1, reach, count_include_pad=False)
    depth = functional.interpolate(coarse, scale_factor=2, mode="bilinear", align_corners=False)
    return (2 * depth - 1).clamp(0, 1) * face


def _convolution(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, 3, 2, 1), nn.ReLU(inplace=True))


def _mean(planes: Tensor) -> Tensor:
    """The mean (B, C, H, W) of planes (B, L, C, H, W); what `mean` does, quicker in bfloat16 on a CPU."""
    return reduce(torch.add, planes.unbind(1)) / planes.shape[1]


def _enlarged(planes: Tensor) -> Tensor:
    return functional.interpolate(planes, scale_factor=2, mode="nearest")


def _held(values: Tensor, limit: float) -> Tensor:
    """Values within plus and minus the limit, which small ones hardly feel."""
    return values * (limit / (limit + values.abs()))
