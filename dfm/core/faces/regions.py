"""Where on the face model brows, eyes and mouth lie: a soft mask over the vertices for each of them."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import LEFT_BROW, LEFT_EYE, RIGHT_BROW, RIGHT_EYE

BROW_MARGIN, LID_MARGIN = 1.7, 1.5
"""Centimetres from the brows and from the lids at which the rest of the face begins."""


@lru_cache(maxsize=2)
def region_masks(model: FaceModel) -> NDArray[np.float32]:
    """How much of each vertex belongs to brows, eyes and mouth (3, 468), which sum to 1.

    The forehead goes with the brows, and with the mouth what is neither theirs nor the eyes'. In between
    the nearer region has more.
    """
    brows, eyes = [*RIGHT_BROW, *LEFT_BROW], [*RIGHT_EYE, *LEFT_EYE]
    forehead = np.flatnonzero(model.mean[:, 1] > model.mean[brows, 1].max())
    from_brows = _distances(model, np.array([*brows, *forehead]))
    from_eyes = _distances(model, np.array(eyes))
    rest = np.flatnonzero((from_brows > BROW_MARGIN) & (from_eyes > LID_MARGIN))
    near = 1 / np.square(np.stack([from_brows, from_eyes, _distances(model, rest)]) + 1e-6)
    return np.asarray(near / near.sum(axis=0), np.float32)


def _distances(model: FaceModel, vertices: NDArray[np.int64]) -> NDArray[np.float64]:
    """How far each vertex lies from the nearest of some, in centimetres (468,)."""
    away = model.mean[:, None].astype(np.float64) - model.mean[None, vertices]
    return np.asarray(np.linalg.norm(away, axis=2).min(axis=1))
