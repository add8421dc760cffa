"""The first blocks of MobileNetV2 (Sandler et al. 2018), trained on ImageNet: what a picture looks like.

Two pictures are compared by what they show at several depths, as LPIPS does (Zhang et al. 2018) but without
the channel weights that LPIPS learned from people's judgement. The net stays as it was trained: its batch
norm is fixed and its parameters take no gradient, but the picture does.

    depth   channels   at 256 px   after block
    1         16         128         1
    2         24          64         3
    3         32          32         6
    4         64          16        10
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

TAPS = (1, 3, 6, 10)
"""The blocks whose results are the features."""
_STEM = 32
_STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2))
"""Of each stage: how much wider its blocks are inside, channels, number of blocks, step of the first."""
_MEAN = (0.485, 0.456, 0.406)
_DEVIATION = (0.229, 0.224, 0.225)
_LEAST = 1e-6


class ImageFeatures(nn.Module):
    """R'G'B' pictures (B, 3, H, W) in 0..1 -> four maps (B, C, H / 2^k, W / 2^k), k = 1..4."""

    mean: Tensor
    deviation: Tensor

    def __init__(self) -> None:
        super().__init__()
        blocks: list[nn.Module] = [nn.Sequential(*_rectified(3, _STEM, 3, 2))]
        before = _STEM
        for wider, after, count, step in _STAGES:
            for number in range(count):
                blocks.append(InvertedResidual(before, after, wider, step if number == 0 else 1))
                before = after
        self.features = nn.Sequential(*blocks)
        self.register_buffer("mean", torch.tensor(_MEAN).reshape(1, 3, 1, 1), persistent=False)
        self.register_buffer("deviation", torch.tensor(_DEVIATION).reshape(1, 3, 1, 1), persistent=False)
        self.requires_grad_(False)
        self.eval()

    def forward(self, pictures: Tensor) -> list[Tensor]:
        """The features at each depth; see the class."""
        out = (pictures - self.mean) / self.deviation
        found = []
        for number, block in enumerate(self.features):
            out = block(out)
            if number in TAPS:
                found.append(out)
        return found

    def train(self, mode: bool = True) -> "ImageFeatures":
        """Stay as it is: this net is never trained, whatever holds it."""
        return super().train(False)


class InvertedResidual(nn.Module):
    """Widen, 3 x 3 in each channel, narrow: (B, C, H, W) -> (B, C', H / step, W / step)."""

    def __init__(self, before: int, after: int, wider: int, step: int) -> None:
        super().__init__()
        inside = before * wider
        widen = _rectified(before, inside, 1, 1) if wider > 1 else []
        self.conv = nn.Sequential(
            *widen,
            *_rectified(inside, inside, 3, step, groups=inside),
            nn.Conv2d(inside, after, 1, bias=False),
            nn.BatchNorm2d(after),
        )
        self.adds = step == 1 and before == after

    def forward(self, inputs: Tensor) -> Tensor:
        """One block."""
        out: Tensor = self.conv(inputs)
        return inputs + out if self.adds else out


def feature_distance(first: Sequence[Tensor], second: Sequence[Tensor], mask: Tensor | None = None) -> Tensor:
    """How differently two batches look (B,), 0 for the same, from the features of `ImageFeatures`.

    At each depth the squared distance of the features' directions, averaged over the places that the mask
    (B, 1, H, W), 0..1, weighs; then the mean over the depths.
    """
    return torch.stack([_at_depth(one, other, mask) for one, other in zip(first, second, strict=True)]).mean(
        0
    )


def _at_depth(one: Tensor, other: Tensor, mask: Tensor | None) -> Tensor:
    apart = (_directions(one) - _directions(other)).square().sum(1)
    if mask is None:
        return apart.mean((1, 2))
    weights = functional.interpolate(mask.float(), size=apart.shape[1:], mode="area")[:, 0]
    return (apart * weights).sum((1, 2)) / weights.sum((1, 2)).clamp(min=_LEAST)


def _directions(features: Tensor) -> Tensor:
    """Features (B, C, H, W) at unit length in each place."""
    features = features.float()
    return features / (features.square().sum(1, keepdim=True) + _LEAST).sqrt()


def _rectified(before: int, after: int, size: int, step: int, groups: int = 1) -> list[nn.Module]:
    convolution = nn.Conv2d(before, after, size, step, size // 2, groups=groups, bias=False)
    return [convolution, nn.BatchNorm2d(after), nn.ReLU6(inplace=True)]
