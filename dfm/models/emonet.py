"""EmoNet (Toisoul, Kossaifi, Bulat, Tzimiropoulos and Pantic 2021): emotions, valence and arousal of a face.

A face alignment net (FAN, Bulat and Tzimiropoulos 2017: a stem and two hourglasses that draw a heat map for
each of 68 landmarks) looks first. What its stem and hourglasses found, the latter weighed by the sum of the
last heat maps, goes through four blocks and two layers. Written anew; the layers, their order and their names
are those of the published program, so that its numbers fit.

    256 px -> stem (256, 64, 64) -> hourglass 0 -> hourglass 1 -> (256, 64, 64) each
    stem and hourglasses (768, 64, 64) -> (256, 64, 64) -> ... -> (256, 4, 4) -> mean -> 128 -> emotions + 2
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

INPUT = 256
WIDTH = 256
LANDMARKS = 68
HOURGLASSES = 2
_LEVELS = 4
_STEM = (64, 128, 128)
_LAST = 128


@dataclass(frozen=True, slots=True)
class EmoNetConfig:
    """The emotions that the net tells apart: eight or five were published."""

    emotions: int = 8


class EmoNet(nn.Module):
    """R'G'B' faces (B, 3, 256, 256) in 0..1 -> (B, emotions + 2): logits, then valence and arousal."""

    def __init__(self, config: EmoNetConfig) -> None:
        super().__init__()
        narrow, middle, wide = _STEM
        self.conv1 = nn.Conv2d(3, narrow, 7, 2, 3)
        self.bn1 = nn.BatchNorm2d(narrow)
        self.conv2 = Branches(narrow, middle)
        self.conv3 = Branches(middle, wide)
        self.conv4 = Branches(wide, WIDTH)
        for number in range(HOURGLASSES):
            self.add_module(f"m{number}", Hourglass())
            self.add_module(f"top_m_{number}", Branches(WIDTH, WIDTH))
            self.add_module(f"conv_last{number}", nn.Conv2d(WIDTH, WIDTH, 1))
            self.add_module(f"bn_end{number}", nn.BatchNorm2d(WIDTH))
            self.add_module(f"l{number}", nn.Conv2d(WIDTH, LANDMARKS, 1))
            if number + 1 < HOURGLASSES:
                self.add_module(f"bl{number}", nn.Conv2d(WIDTH, WIDTH, 1))
                self.add_module(f"al{number}", nn.Conv2d(LANDMARKS, WIDTH, 1))
        self.conv1x1_input_emo_2 = nn.Conv2d(WIDTH * (1 + HOURGLASSES), WIDTH, 1)
        self.emo_net_2 = nn.Sequential(
            *(part for _ in range(_LEVELS) for part in (Branches(WIDTH, WIDTH), nn.MaxPool2d(2)))
        )
        self.emo_fc_2 = nn.Sequential(
            nn.Linear(WIDTH, _LAST), nn.BatchNorm1d(_LAST), nn.ReLU(), nn.Linear(_LAST, config.emotions + 2)
        )
        self.requires_grad_(False)
        self.eval()

    def forward(self, faces: Tensor) -> Tensor:
        """See the class."""
        stem = functional.max_pool2d(self.conv2(functional.relu(self.bn1(self.conv1(faces)))), 2)
        stem = self.conv4(self.conv3(stem))
        found, maps = self._landmarks(stem)
        attended = torch.cat(found, 1) * maps.sum(1, keepdim=True)
        deep = self.emo_net_2(self.conv1x1_input_emo_2(torch.cat([stem, attended], 1)))
        said: Tensor = self.emo_fc_2(deep.mean((2, 3)))
        return said

    def _landmarks(self, stem: Tensor) -> tuple[list[Tensor], Tensor]:
        """What each hourglass found (B, 256, 64, 64), and the last one's heat maps (B, 68, 64, 64)."""
        found: list[Tensor] = []
        entering, maps = stem, stem
        for number in range(HOURGLASSES):
            part = self.get_submodule
            seen = part(f"top_m_{number}")(part(f"m{number}")(entering))
            seen = functional.relu(part(f"bn_end{number}")(part(f"conv_last{number}")(seen)))
            maps = part(f"l{number}")(seen)
            if number + 1 < HOURGLASSES:
                seen = part(f"bl{number}")(seen)
                entering = entering + seen + part(f"al{number}")(maps)
            found.append(seen)
        return found, maps


class Hourglass(nn.Module):
    """(B, 256, H, W) -> the same shape, seen at five sizes; H and W divide by 16."""

    def __init__(self) -> None:
        super().__init__()
        for level in range(1, _LEVELS + 1):
            for place in ("b1", "b2", "b3"):
                self.add_module(f"{place}_{level}", Branches(WIDTH, WIDTH))
        self.add_module("b2_plus_1", Branches(WIDTH, WIDTH))

    def forward(self, features: Tensor, level: int = _LEVELS) -> Tensor:
        """See the class; `level` counts the halvings that are left."""
        part = self.get_submodule
        small = part(f"b2_{level}")(functional.max_pool2d(features, 2))
        small = self.forward(small, level - 1) if level > 1 else part("b2_plus_1")(small)
        beside: Tensor = part(f"b1_{level}")(features)
        return beside + functional.interpolate(part(f"b3_{level}")(small), scale_factor=2.0)


class Branches(nn.Module):
    """FAN's block, what three convolutions in a row find side by side: (B, C, H, W) -> (B, C', H, W)."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        half, quarter = after // 2, after // 4
        self.bn1, self.conv1 = nn.BatchNorm2d(before), _convolution(before, half)
        self.bn2, self.conv2 = nn.BatchNorm2d(half), _convolution(half, quarter)
        self.bn3, self.conv3 = nn.BatchNorm2d(quarter), _convolution(quarter, quarter)
        widen = nn.Sequential(nn.BatchNorm2d(before), nn.ReLU(), nn.Conv2d(before, after, 1, bias=False))
        self.downsample = widen if before != after else None

    def forward(self, features: Tensor) -> Tensor:
        """See the class."""
        first = self.conv1(functional.relu(self.bn1(features)))
        second = self.conv2(functional.relu(self.bn2(first)))
        third = self.conv3(functional.relu(self.bn3(second)))
        around = features if self.downsample is None else self.downsample(features)
        return torch.cat([first, second, third], 1) + around


def _convolution(before: int, after: int) -> nn.Conv2d:
    return nn.Conv2d(before, after, 3, padding=1, bias=False)
