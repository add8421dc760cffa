"""The net of the `reference` renderer: for each pixel, which of several warped pictures to take.

Every picture goes through the same small U-Net, and at each scale learns of the others by their mean: which
of the references comes first makes no difference.

    channels    at 256 px a side (the net is convolutional: any multiple of 16 will do)
    6, 7        256   a picture with its stretch, facing and presence; the mean picture, code and face
    16          128   2x2, step 2, of both, added
    24           64   3x3, step 2; residual block; exchange
    32           32   3x3, step 2; residual block; exchange
    48           16   3x3, step 2; two residual blocks; exchange
    32, 24, 16   32..128  1x1 and enlarged twice, plus the skip; residual block each
    4           128   3x3, of each picture; pixel shuffle: its logit at 256
    12          128   3x3, of their mean; pixel shuffle: the residual colour at 256

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
    widths: tuple[int, int, int, int] = (16, 24, 32, 48)


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
        self.picture = nn.Conv2d(6, a, 2, 2)
        self.common = nn.Conv2d(7, a, 2, 2)
        self.first = nn.Parameter(torch.zeros(a))
        self.down1 = nn.Sequential(_convolution(a, b), Residual(b), Exchange(b, self.layers))
        self.down2 = nn.Sequential(_convolution(b, c), Residual(c), Exchange(c, self.layers))
        self.down3 = nn.Sequential(_convolution(c, d), Residual(d), Residual(d), Exchange(d, self.layers))
        self.up2, self.join2 = nn.Conv2d(d, c, 1), Residual(c)
        self.up1, self.join1 = nn.Conv2d(c, b, 1), Residual(b)
        self.up0, self.join0 = nn.Conv2d(b, a, 1), Residual(a)
        self.logit = nn.Conv2d(a, 4, 3, padding=1)
        self.colour = nn.Conv2d(a, 12, 3, padding=1)
        for parameter in (*self.logit.parameters(), *self.colour.parameters()):
            nn.init.zeros_(parameter)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # a third quicker on a CPU

    def forward(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Weights and residual; see the class."""
        pictures = inputs[:, : 6 * self.layers].reshape(-1, self.layers, 6, *inputs.shape[2:])
        seen = self._seen(pictures)
        half = self._stem(pictures, seen, inputs[:, 6 * self.layers :])
        quarter = self.down1(half)
        eighth = self.down2(quarter)
        out = self.join2(_enlarged(self.up2(self.down3(eighth))) + eighth)
        out = self.join1(_enlarged(self.up1(out)) + quarter)
        out = self.join0(_enlarged(self.up0(out)) + half)
        logits = functional.pixel_shuffle(self.logit(out), 2).float().reshape(seen.shape)
        logits = LARGEST_LOGIT * torch.tanh(logits / LARGEST_LOGIT)
        inner = inside(inputs[:, -1:])
        borrowed = (logits + torch.log(seen + _LEAST)).softmax(1)[:, 1:] * inner
        weights = torch.cat([1 - borrowed.sum(1, keepdim=True), borrowed], 1)
        colour = functional.pixel_shuffle(self.colour(_mean(out, self.layers)), 2).float()
        return weights, LARGEST_RESIDUAL * torch.tanh(colour) * inner

    def _seen(self, pictures: Tensor) -> Tensor:
        """How far each picture may be used (B, L, H, W); the first is always there."""
        seen = pictures[:, 1:, 5] * (pictures[:, 1:, 4] > 0)
        return torch.cat([torch.ones_like(seen[:, :1]), seen], 1)

    def _stem(self, pictures: Tensor, seen: Tensor, target: Tensor) -> Tensor:
        """Features (B L, C, H / 2, W / 2) of pictures (B, L, 6, H, W) beside their mean and the target."""
        mean = torch.einsum("blhw,blchw->bchw", seen / seen.sum(1, keepdim=True), pictures[:, :, :3])
        common = self.common(torch.cat([mean, target], 1))
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
        told = self.convolution(_mean(inputs, self.layers))
        each = inputs.reshape(-1, self.layers, *inputs.shape[1:])
        return functional.relu_((each + told[:, None]).flatten(0, 1))


def inside(face: Tensor) -> Tensor:
    """How far inside the face (B, 1, H, W) a pixel lies: 0 at its edge, 1 from EDGE / 2 pixels on.

    Worked out on squares of 4 x 4 pixels, since it is smooth.
    """
    size, reach = EDGE // 4, EDGE // 8
    coarse = functional.avg_pool2d(functional.avg_pool2d(face, 4), size, 1, reach, count_include_pad=False)
    depth = functional.interpolate(coarse, scale_factor=4, mode="bilinear", align_corners=False)
    return (2 * depth - 1).clamp(0, 1) * face


def _mean(each: Tensor, layers: int) -> Tensor:
    """The mean (B, C, H, W) over the pictures of features (B L, C, H, W)."""
    return each.reshape(-1, layers, *each.shape[1:]).mean(1)


def _convolution(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, 3, 2, 1), nn.ReLU(inplace=True))


def _enlarged(planes: Tensor) -> Tensor:
    return functional.interpolate(planes, scale_factor=2, mode="nearest")
