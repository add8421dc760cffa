"""How near a trained renderer comes to frames held out, beyond the distances that its training watches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from dfm.core.training.renderer_batches import batch_of, mouth_corner
from dfm.core.training.renderer_held_out import distances_of
from dfm.core.training.renderer_store import MATTERS, Crops
from dfm.models.head2head import Head2Head
from dfm.models.image_features import ImageFeatures, feature_distance

CHUNK = 8


@dataclass(frozen=True, slots=True)
class Marks:
    """Of the net, and as `other_` of the `reference` renderer alone, in the net's own square: Face-APD and
    Mouth-APD, 0..255; the distance of MobileNetV2's features over the face (NaN where it is not installed);
    and by how much the picture changes from one frame to the next otherwise than the truth, 0..255. Besides
    Face-APD of what the net draws from the mesh alone, and the seconds of its training."""

    face: float
    mouth: float
    features: float
    unsteady: float
    other_face: float
    other_mouth: float
    other_features: float
    other_unsteady: float
    generated: float
    seconds: float


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Pictures (N, S, S, 3) of frames: as filmed, as the other renderer and as the net draws them, and as the
    net does from the mesh alone."""

    real: NDArray[np.float32]
    other: NDArray[np.float32]
    made: NDArray[np.float32]
    generated: NDArray[np.float32]


def measure(net: Head2Head, crops: Crops, features: ImageFeatures | None, seconds: float = 0.0) -> Marks:
    """Measure a net on a person's frames held out, each beside the frame before it."""
    rows = crops.held_out
    before = np.array([crops.before(int(row), 1) for row in rows])
    now, then = _drawn(net, crops, rows), _drawn(net, crops, before)
    face = np.asarray(crops.planes[rows][:, MATTERS] > 0)
    corners = [mouth_corner(crops.mouths[row], crops.size) for row in rows]
    follows = before < rows

    def of(made: NDArray[np.float32], earlier: NDArray[np.float32]) -> tuple[float, float, float, float]:
        error, old = made - now.real, earlier - then.real
        moved = np.abs(error - old)[follows][face[follows]]
        unsteady = float(moved.mean()) if moved.size else float("nan")
        return (*distances_of(now.real, made, face, corners),
                _apart(features, now.real, made, face), unsteady)  # fmt: skip

    alone = distances_of(now.real, now.generated, face, corners)[0]
    return Marks(*of(now.made, then.made), *of(now.other, then.other), alone, seconds)


@torch.inference_mode()
def _drawn(net: Head2Head, crops: Crops, rows: NDArray[np.int64]) -> _Drawn:
    """What both renderers make of rows; around the face, where nothing is generated, it is the other's."""
    found = []
    for start in range(0, len(rows), CHUNK):
        batch = batch_of([(crops, int(row)) for row in rows[start : start + CHUNK]]).to(torch.device("cpu"))
        drawn = net(batch.conditions, batch.other)
        laid = [batch.other + batch.inside * (each - batch.other)
                for each in (drawn.picture, drawn.generated[:, -1])]  # fmt: skip
        found.append([batch.truth[:, -1], batch.other, *laid])
    pictures = [torch.cat(each).movedim(1, 3).mul(255).numpy() for each in zip(*found, strict=True)]
    return _Drawn(*(np.ascontiguousarray(each) for each in pictures))


@torch.inference_mode()
def _apart(
    features: ImageFeatures | None,
    real: NDArray[np.float32],
    made: NDArray[np.float32],
    face: NDArray[np.bool_],
) -> float:
    """The mean distance of the features of faces on what is around them in truth."""
    if features is None:
        return float("nan")
    shown = np.where(face[..., None], made, real)
    found: Sequence[torch.Tensor] = [
        feature_distance(
            features(_planes(shown[k : k + CHUNK])),
            features(_planes(real[k : k + CHUNK])),
            torch.from_numpy(face[k : k + CHUNK, None]).float(),
        )
        for k in range(0, len(real), CHUNK)
    ]
    return float(torch.cat(list(found)).mean())


def _planes(pictures: NDArray[np.float32]) -> torch.Tensor:
    """Pictures (N, H, W, 3), 0..255, as R'G'B' (N, 3, H, W) in 0..1."""
    return torch.from_numpy(np.ascontiguousarray(pictures.transpose(0, 3, 1, 2))) / 255
