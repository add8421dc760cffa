"""Random patches of samples, as the reference net sees them: cut, zoomed, mirrored, relit, blurred, packed,
faded, and now and then with something in front of the face."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from dfm.core.training.occluders import covering, occluder
from dfm.core.training.reference_samples import LAYERS, SIDE
from dfm.core.training.reference_store import ClipSamples

PATCH = 128
MOUTH_SHARE, EYE_SHARE = 0.5, 0.15
"""Shares of the patches placed about the mouth and about each eye; the others lie anywhere."""
JITTER = 24
FADED_SHARE = 0.2
BLURRED_SHARE = 0.25
ZOOMED_SHARE = 0.25
ZOOM = (0.75, 1.4)
PACKED_SHARE = 0.2
PACKED = (35, 90)
"""JPEG quality of patches that are packed."""
COVERED_SHARE = 0.25
COVERED_REFERENCE_SHARE = 0.1

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs (B, 46, S, S) of the net, truth (B, 3, S, S) in 0..1, importance (B, 1, S, S) in 0..3, and how
    far something is in front of the face (B, 1, S, S). The last `followers` samples follow the first ones."""

    inputs: Tensor
    truth: Tensor
    importance: Tensor
    hidden: Tensor
    followers: int = 0

    def to(self, device: torch.device) -> "Batch":
        """The batch on a device."""
        moved = [each.to(device) for each in (self.inputs, self.truth, self.importance, self.hidden)]
        return Batch(moved[0], moved[1], moved[2], moved[3], self.followers)


def unpacked(planes: Bytes, presence: Tensor | None = None, hidden: Tensor | None = None) -> Batch:
    """A batch of samples (B, 43, S, S); presence (B, L) is 1 and hidden (B, 1, S, S) is 0 unless given."""
    values = torch.from_numpy(np.array(planes)).float() / 255
    count, _, height, width = values.shape
    layers = _by_layer(values[:, : 5 * LAYERS]).clone()
    layers[:, :, 3] = 2 * layers[:, :, 3] - 1
    here = torch.ones(count, LAYERS) if presence is None else presence
    shown = here[:, :, None, None, None].expand(count, LAYERS, 1, height, width)
    inputs = torch.cat([torch.cat([layers, shown], 2).flatten(1, 2), values[:, -8:-4]], 1)
    covered = torch.zeros_like(values[:, -1:]) if hidden is None else hidden
    return Batch(inputs, values[:, -4:-1], 3 * values[:, -1:] * (1 - covered), covered)


def random_batch(
    clips: Sequence[ClipSamples], size: int, random: np.random.Generator, followed: int = 0
) -> Batch:
    """Patches of 128 px of `size` samples of random clips, varied at random; where clips have samples of
    following frames, those of the first `followed` come last, varied alike."""
    steady = [clip for clip in clips if (clip.after >= 0).any()] if followed else []
    followed = followed if steady else 0
    patches, after, presence, hidden = [], [], [], []
    for number in range(size):
        twin = number < followed
        clip = _any(steady if twin else clips, random)
        place = (
            int(random.choice(np.flatnonzero(clip.after >= 0))) if twin else int(random.integers(clip.count))
        )
        take = _Taking.at_random(clip.centres[place], random)
        patch = take(clip.planes[place])
        cover = np.zeros((PATCH, PATCH), np.float32)
        if twin:
            after.append(take(clip.planes[clip.after[place]]))
        elif random.random() < COVERED_SHARE:
            cover = _cover(patch, clips, random)
        patches.append(patch)
        presence.append(_presence(random))
        hidden.append(cover)
    order = [*range(size), *range(followed)]
    batch = unpacked(
        np.stack([*patches, *after]),
        torch.from_numpy(np.stack(presence)[order]),
        torch.from_numpy(np.stack(hidden)[order])[:, None],
    )
    return _varied(batch, order, random)


def mirrored(batch: Batch) -> Batch:
    """The batch seen in a mirror: the code of the left is that of the right."""
    inputs = batch.inputs.flip(-1)
    code = inputs[:, -4:-3]
    inputs[:, -4:-3] = (1 - code) * inputs[:, -1:]
    truth, importance, hidden = (each.flip(-1) for each in (batch.truth, batch.importance, batch.hidden))
    return Batch(inputs, truth, importance, hidden, batch.followers)


@dataclass(frozen=True, slots=True)
class _Taking:
    """How a patch is taken from a sample: from where, how large, in which order its references come, and how
    hard it is packed (0: not)."""

    top: int
    left: int
    side: int
    order: NDArray[np.int64]
    quality: int

    @classmethod
    def at_random(cls, centres: NDArray[np.float32], random: np.random.Generator) -> "_Taking":
        zoom = random.uniform(*ZOOM) if random.random() < ZOOMED_SHARE else 1.0
        side = round(PATCH * zoom)
        which = random.choice(4, p=[MOUTH_SHARE, EYE_SHARE, EYE_SHARE, 1 - MOUTH_SHARE - 2 * EYE_SHARE])
        corner = random.integers(0, SIDE - side + 1, 2)
        if which < 3:
            corner = centres[which] - side / 2 + random.uniform(-JITTER, JITTER, 2)
        left, top = np.clip(corner, 0, SIDE - side).astype(int)
        order = np.concatenate([[0], 1 + random.permutation(LAYERS - 1)])
        quality = int(random.integers(*PACKED)) if random.random() < PACKED_SHARE else 0
        return cls(int(top), int(left), side, order, quality)

    def __call__(self, planes: Bytes) -> Bytes:
        """The patch (43, P, P) of a sample's planes."""
        patch = np.array(planes[:, self.top : self.top + self.side, self.left : self.left + self.side])
        if self.side != PATCH:
            flags = cv2.INTER_AREA if self.side > PATCH else cv2.INTER_LINEAR
            patch = np.stack([cv2.resize(plane, (PATCH, PATCH), interpolation=flags) for plane in patch])
        layers = patch[: 5 * LAYERS].reshape(LAYERS, 5, PATCH, PATCH)[self.order]
        if self.quality:
            for layer in layers:
                layer[:3] = _packed(layer[:3], self.quality)
        return np.concatenate([layers.reshape(5 * LAYERS, PATCH, PATCH), patch[5 * LAYERS :]])


def _packed(planes: Bytes, quality: int) -> Bytes:
    """Planes (3, P, P) as JPEG leaves them."""
    _, coded = cv2.imencode(".jpg", planes.transpose(1, 2, 0), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8).transpose(2, 0, 1)


def _any(clips: Sequence[ClipSamples], random: np.random.Generator) -> ClipSamples:
    return clips[int(random.integers(len(clips)))]


def _cover(patch: Bytes, clips: Sequence[ClipSamples], random: np.random.Generator) -> NDArray[np.float32]:
    """Put something in front of the face in the frame itself, and so in the truth, in place; where it is.

    Or, which the net must see through, in front of a reference alone.
    """
    clip = _any(clips, random)
    look = clip.planes[int(random.integers(clip.count)), -4:-1, :PATCH, :PATCH].transpose(1, 2, 0)
    cover, look = occluder(PATCH, random), covering(look, random).transpose(2, 0, 1)
    starts = [0, 5 * LAYERS + 4]
    if random.random() < COVERED_REFERENCE_SHARE / COVERED_SHARE:
        starts = [5 * int(random.integers(1, LAYERS))]
    for start in starts:
        picture = patch[start : start + 3].astype(np.float32)
        patch[start : start + 3] = picture + cover * (look - picture) + 0.5
    return cover if 0 in starts else np.zeros_like(cover)


def _presence(random: np.random.Generator) -> NDArray[np.float32]:
    """Presence (L,): now and then a reference fades, or is not there."""
    out = np.ones(LAYERS, np.float32)
    if random.random() < FADED_SHARE:
        out[1 + int(random.integers(LAYERS - 1))] = max(0.0, float(random.uniform(-0.5, 1)))
    return out


def _varied(batch: Batch, order: list[int], random: np.random.Generator) -> Batch:
    """Mirror, relight and blur all pictures of each sample, its truth among them, alike; `order` tells which
    samples are varied as which."""
    batch = mirrored(batch) if random.random() < 0.5 else batch
    pictures = _pictures(batch)
    count = max(order) + 1
    gain = random.uniform(0.75, 1.2, (count, 1, 1, 1, 1)) * random.uniform(0.92, 1.08, (count, 1, 3, 1, 1))
    pictures = (pictures * torch.from_numpy(gain.astype(np.float32))[order]).clamp(0, 1)
    if random.random() < BLURRED_SHARE:
        flat = functional.pad(pictures.flatten(0, 1), (1, 1, 1, 1), mode="replicate")
        pictures = functional.avg_pool2d(flat, 3, 1).reshape(pictures.shape)
    layers = _by_layer(batch.inputs[:, : 6 * LAYERS]).clone()
    layers[:, :, :3] = pictures[:, :-1]
    inputs = torch.cat([layers.flatten(1, 2), batch.inputs[:, 6 * LAYERS :]], 1)
    return Batch(inputs, pictures[:, -1], batch.importance, batch.hidden, len(order) - count)


def _by_layer(channels: Tensor) -> Tensor:
    """Channels (B, L C, H, W) as (B, L, C, H, W)."""
    return channels.reshape(len(channels), LAYERS, -1, *channels.shape[2:])


def _pictures(batch: Batch) -> Tensor:
    """Layers and truth (B, L + 1, 3, P, P)."""
    layers = _by_layer(batch.inputs[:, : 6 * LAYERS])[:, :, :3]
    return torch.cat([layers, batch.truth[:, None]], 1)
