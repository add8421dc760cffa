"""What tells filmed from made pictures while the `trained` renderer learns: of pictures, mouths and motion.

Each judge is a stack of patch discriminators (Isola et al. 2017), one a scale, the next at half the size:

    channels   of each scale, from a side of S
    w          S / 2    4x4, step 2, leaky
    2 w        S / 4    4x4, step 2, group norm, leaky
    3 w        S / 8    4x4, step 2, group norm, leaky
    1          S / 8    3x3: a verdict for each place

    judge      sees
    picture    a picture (3) beside its conditions (6), at two scales
    mouth      the same of a crop around the mouth, at one
    motion     three pictures (9) that lie 1, 2 or 4 frames apart: one judge each, as Head2Head++ has them

Head2Head++ crops 72 px of 256, in which a face takes less room than in the windows here; MOUTH covers as
much of the face.
"""

from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn import functional

from dfm.models.head2head import CONDITIONS

MOUTH = 0.34375
"""Side of the mouth's crop over that of the picture: 44 px of 128, 88 of 256."""
STRIDES = (1, 2, 4)
"""Frames between the pictures that the judges of motion see."""
_GROUPS, _SLOPE = 8, 0.2

Verdict = list[Tensor]
"""The features of each layer, and at last the verdicts (B, 1, h, w), above 0 for filmed."""


@dataclass(frozen=True, slots=True)
class JudgesConfig:
    """How wide the judges are, at how many scales that of pictures works, and which ones there are."""

    width: int = 32
    scales: int = 2
    mouth: bool = True
    motion: bool = True


class Patches(nn.Module):
    """Planes (B, C, H, W) -> features of every layer and verdicts."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.stages = nn.ModuleList()
        for number, (before, after) in enumerate(((channels, width), (width, 2 * width),
                                                  (2 * width, 3 * width))):  # fmt: skip
            norm = [nn.GroupNorm(_GROUPS, after)] if number else []
            self.stages.append(nn.Sequential(nn.Conv2d(before, after, 4, 2, 1), *norm, nn.LeakyReLU(_SLOPE)))
        self.stages.append(nn.Conv2d(3 * width, 1, 3, padding=1))

    def forward(self, planes: Tensor) -> Verdict:
        """All layers, the verdicts last."""
        found = []
        for stage in self.stages:
            planes = stage(planes)
            found.append(planes)
        return found


class Judge(nn.Module):
    """Planes (B, C, H, W) in 0..1 -> a Verdict for each scale."""

    def __init__(self, channels: int, width: int, scales: int = 1) -> None:
        super().__init__()
        self.scales = nn.ModuleList(Patches(channels, width) for _ in range(scales))

    def forward(self, planes: Tensor) -> list[Verdict]:
        """One verdict a scale, the finest first."""
        planes, found = 2 * planes - 1, []
        for number, patches in enumerate(self.scales):
            if number:
                planes = functional.avg_pool2d(planes, 2)
            found.append(patches(planes))
        return found


class Judges(nn.Module):
    """All of them, by name: "picture", and as they are wanted "mouth", "motion1", "motion2", "motion4"."""

    def __init__(self, config: JudgesConfig) -> None:
        super().__init__()
        self.config = config
        beside = 3 + CONDITIONS
        each = {"picture": Judge(beside, config.width, config.scales)}
        if config.mouth:
            each["mouth"] = Judge(beside, config.width)
        if config.motion:
            each |= {f"motion{stride}": Judge(9, config.width) for stride in STRIDES}
        self.each = nn.ModuleDict(each)

    def judge(self, name: str, planes: Tensor) -> list[Verdict]:
        """What one of them says of planes (B, C, H, W)."""
        found: list[Verdict] = self.each[name](planes)
        return found
