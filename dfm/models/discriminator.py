"""Tells patches of filmed faces from made ones: the adversarial part of the reference net's training.

    channels    at 128 px a side
    32           64   4x4, step 2, leaky
    64           32   4x4, step 2, group norm, leaky
    96           16   4x4, step 2, group norm, leaky
    1            16   3x3: a verdict for each place (Isola et al., "Image-to-Image Translation", 2017)

Trained with the hinge loss (Lim and Ye, "Geometric GAN", 2017).
"""

from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (32, 64, 96)
GROUPS = 8
SLOPE = 0.2


class PatchDiscriminator(nn.Module):
    """R'G'B' pictures (B, 3, H, W) in 0..1 -> verdicts (B, 1, H / 8, W / 8), above 0 for filmed."""

    def __init__(self) -> None:
        super().__init__()
        stages: list[nn.Module] = []
        before = 3
        for number, width in enumerate(WIDTHS):
            stages.append(nn.Conv2d(before, width, 4, 2, 1))
            if number:
                stages.append(nn.GroupNorm(GROUPS, width))
            stages.append(nn.LeakyReLU(SLOPE))
            before = width
        self.stages = nn.Sequential(*stages, nn.Conv2d(before, 1, 3, padding=1))

    def forward(self, pictures: Tensor) -> Tensor:
        """The verdicts; see the class."""
        out: Tensor = self.stages(2 * pictures - 1)
        return out


def telling_apart(real: Tensor, made: Tensor) -> Tensor:
    """The discriminator's loss () for its verdicts on real and on made pictures."""
    return functional.relu(1 - real).mean() + functional.relu(1 + made).mean()


def passing(made: Tensor) -> Tensor:
    """The maker's loss () for the verdicts on what it made."""
    return -made.mean()
