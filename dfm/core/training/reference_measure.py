"""How near the reference net comes to frames it never saw, beside what `instant` makes of the same pairs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from dfm.core.evaluation.metrics import average_pixel_distance, mouth_pixel_distance
from dfm.core.training.reference_batches import unpacked
from dfm.core.training.reference_samples import LAYERS
from dfm.core.training.reference_store import ClipSamples
from dfm.models.reference_loss import blend
from dfm.models.reference_net import ReferenceNet

CHUNK = 4


@dataclass(frozen=True, slots=True)
class Scores:
    """Face-APD and Mouth-APD, 0..255 RGB at 256 px, means over clips: of `instant`, and of the net; and
    over how many pairs."""

    instant_face: float
    instant_mouth: float
    face: float
    mouth: float
    pairs: int


def measure(net: ReferenceNet, clips: Sequence[ClipSamples]) -> Scores:
    """Scores over all samples of the clips, each clip counting alike."""
    rows = np.array([_clip(net, clip) for clip in clips], np.float64)
    pairs = sum(len(clip.planes) for clip in clips)
    means = [float(value) for value in rows.mean(axis=0)]
    return Scores(means[0], means[1], means[2], means[3], pairs)


@torch.inference_mode()
def made(net: ReferenceNet, planes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What the net makes (N, 256, 256, 3), 0..255, of samples (N, 33, 256, 256)."""
    pictures = []
    for start in range(0, len(planes), CHUNK):
        batch = unpacked(planes[start : start + CHUNK])
        weights, residual = net(batch.inputs)
        pictures.append(blend(batch.inputs, weights, residual).clamp(0, 1))
    return np.asarray(255 * torch.cat(pictures).permute(0, 2, 3, 1).numpy(), np.float32)


def _clip(net: ReferenceNet, clip: ClipSamples) -> tuple[float, float, float, float]:
    real = clip.planes[:, -4:-1].transpose(0, 2, 3, 1)
    own = clip.planes[:, :3].transpose(0, 2, 3, 1)
    face = clip.planes[:, 5 * LAYERS + 3] > 127
    mouths = clip.centres[:, :1]
    drawn = made(net, clip.planes)
    return (
        average_pixel_distance(real, own, face),
        mouth_pixel_distance(real, own, mouths),
        average_pixel_distance(real, drawn, face),
        mouth_pixel_distance(real, drawn, mouths),
    )
