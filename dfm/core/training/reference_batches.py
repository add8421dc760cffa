"""Random patches of samples, as the reference net sees them: cut, mirrored, relit, blurred, faded."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from dfm.core.training.reference_samples import LAYERS, SIDE
from dfm.core.training.reference_store import ClipSamples

PATCH = 128
MOUTH_SHARE, EYE_SHARE = 0.5, 0.15
"""Shares of the patches placed about the mouth and about each eye; the others lie anywhere."""
JITTER = 24
FADED_SHARE = 0.2
BLURRED_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs (B, 34, S, S) of the net, truth (B, 3, S, S) in 0..1, importance (B, 1, S, S) in 0..3."""

    inputs: Tensor
    truth: Tensor
    importance: Tensor


def unpacked(planes: NDArray[np.uint8], presence: Tensor | None = None) -> Batch:
    """A batch of samples (B, 33, S, S); presence (B, L) is 1 unless given."""
    values = torch.from_numpy(np.array(planes)).float() / 255
    count, _, height, width = values.shape
    layers = _by_layer(values[:, : 5 * LAYERS]).clone()
    layers[:, :, 3] = 2 * layers[:, :, 3] - 1
    here = torch.ones(count, LAYERS) if presence is None else presence
    shown = here[:, :, None, None, None].expand(count, LAYERS, 1, height, width)
    inputs = torch.cat([torch.cat([layers, shown], 2).flatten(1, 2), values[:, -8:-4]], 1)
    return Batch(inputs, values[:, -4:-1], 3 * values[:, -1:])


def random_batch(clips: Sequence[ClipSamples], size: int, random: np.random.Generator) -> Batch:
    """Patches of 128 px of samples of random clips, varied at random."""
    patches, presence = [], []
    for _ in range(size):
        clip = clips[int(random.integers(len(clips)))]
        place = int(random.integers(len(clip.planes)))
        top, left = _corner(clip.centres[place], random)
        patch = np.array(clip.planes[place, :, top : top + PATCH, left : left + PATCH])
        patches.append(_shuffled(patch, random))
        presence.append(_presence(random))
    batch = unpacked(np.stack(patches), torch.from_numpy(np.stack(presence)))
    return _varied(batch, random)


def mirrored(batch: Batch) -> Batch:
    """The batch seen in a mirror: the code of the left is that of the right."""
    inputs = batch.inputs.flip(-1)
    code = inputs[:, -4:-3]
    inputs[:, -4:-3] = (1 - code) * inputs[:, -1:]
    return Batch(inputs, batch.truth.flip(-1), batch.importance.flip(-1))


def _corner(centres: NDArray[np.float32], random: np.random.Generator) -> tuple[int, int]:
    """Top and left of a patch."""
    which = random.choice(4, p=[MOUTH_SHARE, EYE_SHARE, EYE_SHARE, 1 - MOUTH_SHARE - 2 * EYE_SHARE])
    if which == 3:
        left, top = random.integers(0, SIDE - PATCH + 1, 2)
    else:
        left, top = centres[which] - PATCH / 2 + random.uniform(-JITTER, JITTER, 2)
    return int(np.clip(top, 0, SIDE - PATCH)), int(np.clip(left, 0, SIDE - PATCH))


def _shuffled(patch: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """The patch (33, P, P) with its references in another order, which tells the net nothing."""
    order = np.concatenate([[0], 1 + random.permutation(LAYERS - 1)])
    layers = patch[: 5 * LAYERS].reshape(LAYERS, 5, *patch.shape[1:])
    patch[: 5 * LAYERS] = layers[order].reshape(5 * LAYERS, *patch.shape[1:])
    return patch


def _presence(random: np.random.Generator) -> NDArray[np.float32]:
    """Presence (L,): now and then a reference fades, or is not there."""
    out = np.ones(LAYERS, np.float32)
    if random.random() < FADED_SHARE:
        out[1 + int(random.integers(LAYERS - 1))] = max(0.0, float(random.uniform(-0.5, 1)))
    return out


def _varied(batch: Batch, random: np.random.Generator) -> Batch:
    """Mirror, relight and blur all pictures of each sample, its truth among them, alike."""
    batch = mirrored(batch) if random.random() < 0.5 else batch
    pictures = _pictures(batch)
    gain = torch.from_numpy(random.uniform(0.75, 1.2, (len(pictures), 1, 1, 1, 1)).astype(np.float32))
    tint = torch.from_numpy(random.uniform(0.92, 1.08, (len(pictures), 1, 3, 1, 1)).astype(np.float32))
    pictures = (pictures * gain * tint).clamp(0, 1)
    if random.random() < BLURRED_SHARE:
        flat = functional.pad(pictures.flatten(0, 1), (1, 1, 1, 1), mode="replicate")
        pictures = functional.avg_pool2d(flat, 3, 1).reshape(pictures.shape)
    layers = _by_layer(batch.inputs[:, : 6 * LAYERS]).clone()
    layers[:, :, :3] = pictures[:, :-1]
    inputs = torch.cat([layers.flatten(1, 2), batch.inputs[:, 6 * LAYERS :]], 1)
    return Batch(inputs, pictures[:, -1], batch.importance)


def _by_layer(channels: Tensor) -> Tensor:
    """Channels (B, L C, H, W) as (B, L, C, H, W)."""
    return channels.reshape(len(channels), LAYERS, -1, *channels.shape[2:])


def _pictures(batch: Batch) -> Tensor:
    """Layers and truth (B, L + 1, 3, P, P)."""
    layers = _by_layer(batch.inputs[:, : 6 * LAYERS])[:, :, :3]
    return torch.cat([layers, batch.truth[:, None]], 1)
