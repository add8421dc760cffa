"""A video renderer that is trained on one person: from meshes drawn as colours to pictures of the face.

After Head2Head++ (Doukas et al. 2021): the generator sees the conditions of a frame and of the two before it
(NMFC and gaze, 6 channels each) and the two pictures that it made of those. Each of the three frames is drawn
in turn, the first without pictures before it, so that a frame depends on nothing but three meshes.

    channels   side      from conditions (18) with the texture (16), and, encoded apart, past pictures (6)
    w0         S / 2     pixels 2x2 to channels, 3x3, group norm, leaky
    w1, ...    S / 4...  3x3, step 2, group norm, leaky
    w_last     S / 2^k   the sum of both encoders; residual blocks of two 3x3
    ..., w0    ...S / 2  3x3, enlarged twice, plus the conditions' encoder at this scale; group norm, leaky
    3          S         3x3 to 12, channels to pixels 2x2, plus the texture's first three: the picture

and, of the last of the three frames alone, what blends it with another renderer's picture of that frame:

    w0         S / 2     3x3 of both pictures and the conditions (2x2 to channels), plus the last features
    4          S         3x3 to 16, channels to pixels 2x2: how much of the generated picture, residual colour

The texture is what of the person does not change: learned values over the front of the mean face, looked up
by each pixel's place on it, which NMFC tells (as in deferred neural rendering, Thies et al. 2019). Without it
the net has to learn fine detail as a function of colours that change slowly. Its first three channels are
colours, which may begin as the person's mean ones: the net then learns what differs from them. A net that
learns many people at once is given each one's, so that it learns to draw a face from them.

Differences from Head2Head++: the texture; the recursion is three frames long instead of endless, which is
what lets any frame be drawn alone; encoders pass their scales on to the decoder; group instead of instance
norm; the blend with another renderer's picture; no optical flow, which would take another net to estimate
and keeps an endless recursion from drifting, which one of three frames cannot: what it would punish, the
judges of motion see. Coarser scales are few, so that training takes minutes: `small` is for processors,
`base` and `large` are for graphics cards.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

CONDITIONS = 6
"""Channels of a frame's conditions: NMFC (3), gaze (3)."""
FRAMES = 3
"""A frame and the two before it."""
TEXTURE = 16
"""Channels of what is remembered of the person."""
GAIN = 16.0
"""The texture over its parameters: they learn quicker than others, since few pixels tell each of them."""
LARGEST_RESIDUAL = 0.1
_DARKEST = 0.02
"""What a colour of 0 is remembered as, and likewise 1: the logit of 0 has no end."""
_TIMID = 0.1
"""What a new net's say in its picture is multiplied by where colours are remembered."""
_GROUPS = 8
_SLOPE = 0.2
_SHARE_BIAS = -3.0
"""Logit of the generated picture's share before anything is learned: a twentieth."""


@dataclass(frozen=True, slots=True)
class Head2HeadConfig:
    """Pixels a side, channels at each scale from half of them on, residual blocks at the coarsest, and
    whether another renderer's picture is blended in."""

    size: int = 128
    widths: tuple[int, ...] = (32, 64, 128)
    blocks: int = 3
    reference: bool = True


SIZES = {
    "small": Head2HeadConfig(),
    "base": Head2HeadConfig(256, (48, 96, 160, 224), 5),
    "large": Head2HeadConfig(512, (32, 64, 128, 192, 256), 7),
}


class Drawn(NamedTuple):
    """The picture (B, 3, S, S) of the last of three frames, 0..1, and what was generated of each of them
    (B, 3, 3, S, S) before another renderer's picture came in."""

    picture: Tensor
    generated: Tensor


class Head2Head(nn.Module):
    """Conditions (B, 3, 6, S, S) of three frames, 0..1, oldest first, and another renderer's picture of the
    last (B, 3, S, S), 0..1 -> Drawn. S is a multiple of 2 to the number of widths.

    Colours over the mean face (B, 3, S, S), 0..1, take the place of those that are remembered."""

    def __init__(self, config: Head2HeadConfig | None = None) -> None:
        super().__init__()
        self.config = Head2HeadConfig() if config is None else config
        self.generator = Generator(self.config)
        self.fusion = Fusion(self.config.widths[0]) if self.config.reference else None
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # quicker on both devices

    def forward(self, conditions: Tensor, reference: Tensor, colours: Tensor | None = None) -> Drawn:
        """Draw the frames one after another; each sees the pictures before it, but teaches them nothing."""
        a, b, c = conditions.unbind(1)
        none = torch.zeros_like(reference)
        first, _ = self.generator([a, a, a], [none, none], colours)
        second, _ = self.generator([a, a, b], [none, _signed(first)], colours)
        third, features = self.generator([a, b, c], [_signed(first), _signed(second)], colours)
        generated = torch.stack([first, second, third], 1)
        if self.fusion is None:
            return Drawn(third, generated)
        return Drawn(self.fusion(third, reference, c, features), generated)

    @torch.no_grad()
    def remember(self, colours: Tensor, *, new: bool) -> None:
        """Begin with a person's mean colours over the mean face (3, S, S), 0..1, instead of what is
        remembered; of a net that is `new`, little more is drawn at first."""
        self.generator.texture.values[0, :3] = _logit(colours) / GAIN
        if new:
            for parameter in self.generator.last.parameters():
                parameter.mul_(_TIMID)


class Generator(nn.Module):
    """Conditions of three frames, each (B, 6, S, S), and the pictures of the first two, each (B, 3, S, S) in
    -1..1 and 0 where there is none -> the last one's picture (B, 3, S, S), 0..1, and features
    (B, w0, S / 2, S / 2)."""

    def __init__(self, config: Head2HeadConfig) -> None:
        super().__init__()
        widths = config.widths
        self.texture = Texture(config.size)
        self.seen = Encoder(CONDITIONS * FRAMES + TEXTURE, widths)
        self.past = Encoder(3 * (FRAMES - 1), widths)
        self.blocks = nn.Sequential(*(Residual(widths[-1]) for _ in range(config.blocks)))
        pairs = list(zip(widths[:0:-1], widths[-2::-1], strict=True))
        self.up = nn.ModuleList(nn.Conv2d(before, after, 3, padding=1) for before, after in pairs)
        self.norms = nn.ModuleList(nn.GroupNorm(_GROUPS, after) for _, after in pairs)
        self.last = nn.Conv2d(widths[0], 12, 3, padding=1)

    def forward(
        self, conditions: list[Tensor], past: list[Tensor], colours: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Draw one frame; see the class."""
        texture = self.texture(conditions[-1], colours)
        scales = self.seen(torch.cat([*conditions, texture], 1))
        out = self.blocks(scales[-1] + self.past(torch.cat(past, 1))[-1])
        for up, norm, scale in zip(self.up, self.norms, scales[-2::-1], strict=True):
            larger = functional.interpolate(up(out), scale_factor=2, mode="nearest")
            out = functional.leaky_relu(norm(larger + scale), _SLOPE)
        picture = functional.pixel_shuffle(self.last(out), 2).float() + texture[:, :3]
        return torch.sigmoid(picture), out


class Texture(nn.Module):
    """Conditions (B, 6, S, S) -> what is remembered of the person there (B, 16, S, S), 0 off the face;
    colours (B, 3, S, S) stand for the first three channels."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.values = nn.Parameter(torch.zeros(1, TEXTURE, size, size))

    def forward(self, conditions: Tensor, colours: Tensor | None = None) -> Tensor:
        """Look it up."""
        code = conditions[:, :3].float()
        places = 2 * code[:, :2].movedim(1, 3) - 1
        values = (GAIN * self.values).expand(len(code), -1, -1, -1)
        if colours is not None:
            values = torch.cat([_logit(colours), values[:, 3:]], 1)
        found = functional.grid_sample(values, places, padding_mode="border", align_corners=False)
        return found * (code.amax(1, keepdim=True) > 0)


class Encoder(nn.Module):
    """Planes (B, C, S, S) -> features at each scale, (B, w0, S / 2, S / 2) first."""

    def __init__(self, channels: int, widths: tuple[int, ...]) -> None:
        super().__init__()
        self.stages = nn.ModuleList([_stage(4 * channels, widths[0], 1)])
        self.stages.extend(_stage(before, after, 2) for before, after in pairwise(widths))

    def forward(self, planes: Tensor) -> list[Tensor]:
        """Features of every scale."""
        out, found = functional.pixel_unshuffle(planes, 2), []
        for stage in self.stages:
            out = stage(out)
            found.append(out)
        return found


class Residual(nn.Module):
    """x + two convolutions of x: (B, C, H, W) -> (B, C, H, W)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(_stage(width, width, 1), nn.Conv2d(width, width, 3, padding=1))

    def forward(self, inputs: Tensor) -> Tensor:
        """One block."""
        out: Tensor = inputs + self.body(inputs)
        return out


class Fusion(nn.Module):
    """Blends the generated with another picture (B, 3, S, S) by the conditions (B, 6, S, S) and the
    generator's last features (B, w0, S / 2, S / 2)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.enter = nn.Conv2d(4 * (6 + CONDITIONS), width, 3, padding=1)
        self.last = nn.Conv2d(width, 16, 3, padding=1)
        for parameter in self.last.parameters():
            nn.init.zeros_(parameter)

    def forward(self, generated: Tensor, reference: Tensor, conditions: Tensor, features: Tensor) -> Tensor:
        """The blended picture (B, 3, S, S), 0..1."""
        both = functional.pixel_unshuffle(torch.cat([generated, reference, conditions], 1), 2)
        told = self.last(functional.leaky_relu(self.enter(both) + features, _SLOPE))
        planes = functional.pixel_shuffle(told, 2).float()
        share = torch.sigmoid(planes[:, :1] + _SHARE_BIAS)
        colour = LARGEST_RESIDUAL * torch.tanh(planes[:, 1:])
        return (reference + share * (generated - reference) + colour).clamp(0, 1)


def _stage(before: int, after: int, step: int) -> nn.Sequential:
    convolution = nn.Conv2d(before, after, 3, step, 1)
    return nn.Sequential(convolution, nn.GroupNorm(_GROUPS, after), nn.LeakyReLU(_SLOPE))


def _signed(picture: Tensor) -> Tensor:
    """A picture in -1..1 that teaches whatever made it nothing."""
    return 2 * picture.detach() - 1


def _logit(colours: Tensor) -> Tensor:
    """Colours 0..1 as they are remembered."""
    return torch.logit(colours.clamp(_DARKEST, 1 - _DARKEST))
