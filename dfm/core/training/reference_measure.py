"""How near the reference net comes to frames it never saw, beside what `instant` makes of the same pairs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from dfm.core.evaluation.metrics import average_pixel_distance, mouth_pixel_distance
from dfm.core.image_features import load_image_features
from dfm.core.training.occluders import covering, occluder
from dfm.core.training.reference_batches import unpacked
from dfm.core.training.reference_loop import chosen, limited
from dfm.core.training.reference_samples import LAYERS, SIDE
from dfm.core.training.reference_store import ClipSamples
from dfm.models.image_features import ImageFeatures, feature_distance
from dfm.models.reference_loss import blend
from dfm.models.reference_net import ReferenceNet

CHUNK = 4
HIDING_SAMPLES = 6
"""How many samples of each clip something is put in front of."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over clips, of `instant` or of the net, at 256 px: Face-APD and Mouth-APD, 0..255 RGB; the
    distance of MobileNetV2's features over the face; and by how much the picture changes from one frame to
    the next otherwise than the truth does, 0..255."""

    face: float
    mouth: float
    features: float
    unsteady: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Scores of `instant` and of the net over the same pairs."""

    instant: Scores
    net: Scores
    pairs: int


@dataclass(frozen=True, slots=True)
class Hiding:
    """Of the pixels of the face that something is in front of, the share that is left alone; and of the
    others the share that is left alone for nothing."""

    found: float
    false: float


def measure(net: ReferenceNet, clips: Sequence[ClipSamples], coarser: int = 2) -> Measured:
    """Scores over all samples of the clips, each clip counting alike."""
    features = load_image_features()
    rows = np.array([_clip(net, clip, features, coarser) for clip in clips], np.float64)
    means = np.nanmean(rows, axis=0).tolist()
    return Measured(Scores(*means[:4]), Scores(*means[4:]), sum(clip.count for clip in clips))


@torch.inference_mode()
def measure_hiding(net: ReferenceNet, clips: Sequence[ClipSamples], seed: int, coarser: int = 2) -> Hiding:
    """How well the net sees things put in front of these faces."""
    random = np.random.default_rng(seed)
    found, there, false, clear = 0.0, 0.0, 0.0, 0.0
    for clip in clips:
        for place in range(min(HIDING_SAMPLES, clip.count)):
            planes = np.array(clip.planes[place])
            look = clips[int(random.integers(len(clips)))].planes[0, -4:-1].transpose(1, 2, 0)
            cover = occluder(SIDE, random)
            own = planes[:3].astype(np.float32)
            planes[:3] = own + cover * (covering(look, random).transpose(2, 0, 1) - own) + 0.5
            hidden = torch.sigmoid(chosen(net, unpacked(planes[None]), coarser).hidden)[0, 0].numpy() > 0.5
            step = SIDE // len(hidden)
            face = planes[5 * LAYERS + 3, ::step, ::step] > 127
            covered = (cover[::step, ::step] > 0.5) & face
            found, there = found + (hidden & covered).sum(), there + covered.sum()
            false, clear = false + (hidden & face & ~covered).sum(), clear + (face & ~covered).sum()
    return Hiding(found / max(there, 1), false / max(clear, 1))


@torch.inference_mode()
def made(net: ReferenceNet, planes: NDArray[np.uint8], coarser: int = 2) -> NDArray[np.float32]:
    """What the net makes (N, 256, 256, 3), 0..255, of samples (N, 43, 256, 256)."""
    pictures = []
    for start in range(0, len(planes), CHUNK):
        batch = unpacked(planes[start : start + CHUNK])
        choice = chosen(net, batch, coarser)
        pictures.append(blend(limited(batch.inputs, net.layers), choice).clamp(0, 1))
    return np.asarray(255 * torch.cat(pictures).permute(0, 2, 3, 1).numpy(), np.float32)


def _clip(net: ReferenceNet, clip: ClipSamples, features: ImageFeatures, coarser: int) -> list[float]:
    own = clip.planes[:, :3].transpose(0, 2, 3, 1).astype(np.float32)
    return [*_scores(clip, own, features), *_scores(clip, made(net, clip.planes, coarser), features)]


def _scores(clip: ClipSamples, drawn: NDArray[np.float32], features: ImageFeatures) -> list[float]:
    """The four scores of what was drawn (N + M, 256, 256, 3)."""
    real = clip.planes[:, -4:-1].transpose(0, 2, 3, 1)
    face = clip.planes[:, 5 * LAYERS + 3] > 127
    first = slice(0, clip.count)
    return [
        average_pixel_distance(real[first], drawn[first], face[first]),
        mouth_pixel_distance(real[first], drawn[first], clip.centres[first, :1]),
        _apart(real[first], drawn[first], face[first], features),
        _unsteadiness(clip, real, drawn, face),
    ]


@torch.inference_mode()
def _apart(
    real: NDArray[np.uint8], drawn: NDArray[np.float32], face: NDArray[np.bool_], features: ImageFeatures
) -> float:
    """The mean distance of the features of faces on what is around them in truth."""
    shown = np.where(face[..., None], drawn, real)
    found = [
        feature_distance(
            features(_tensor(shown[k : k + CHUNK])),
            features(_tensor(real[k : k + CHUNK])),
            torch.from_numpy(face[k : k + CHUNK, None]),
        )
        for k in range(0, len(real), CHUNK)
    ]
    return float(torch.cat(found).mean())


def _unsteadiness(
    clip: ClipSamples, real: NDArray[np.uint8], drawn: NDArray[np.float32], face: NDArray[np.bool_]
) -> float:
    """NaN where no sample has one that follows."""
    before = np.flatnonzero(clip.after >= 0)
    if not len(before):
        return float("nan")
    after = clip.after[before]
    error = [drawn[places] - real[places].astype(np.float32) for places in (before, after)]
    return float(np.abs(error[1] - error[0])[face[before]].mean())


def _tensor(pictures: NDArray[np.generic]) -> torch.Tensor:
    """Pictures (N, H, W, 3), 0..255, as R'G'B' (N, 3, H, W) in 0..1."""
    return torch.from_numpy(np.ascontiguousarray(pictures.transpose(0, 3, 1, 2), np.float32)) / 255
