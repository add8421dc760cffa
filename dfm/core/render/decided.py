"""Makes up the net's mind inside an open mouth: teeth and a hollow mixed half and half are neither, nor is a
patchwork of several mouths one."""

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.topology import INNER_LIPS
from dfm.core.render.renderer import FaceFrame
from dfm.core.render.square import SIDE, Square

POWER, COMMON = 1.5, 4.0
"""To which powers shares are raised there: of each place and of the whole mouth, so that one picture wins."""
EDGE = 1.5
"""Blur of its edge, in pixels of the square."""


def decided(weights: NDArray[np.float32], face: FaceFrame, square: Square) -> NDArray[np.float32]:
    """Shares (L, h, h) that sum to 1, the larger ones larger between the lips."""
    inside = np.zeros(weights.shape[1:], np.float32)
    fine = len(inside) / SIDE
    at = (square.inside(face.target[list(INNER_LIPS), :2]) + 0.5) * fine - 0.5
    cv2.fillPoly(inside, [np.round(at * 16).astype(np.int32)], 1.0, cv2.LINE_AA, 4)
    if not inside.any():
        return weights
    soft = np.asarray(cv2.GaussianBlur(inside, (0, 0), EDGE * fine), np.float32)
    common = (weights * soft).sum(axis=(1, 2), keepdims=True) / soft.sum()
    rows, columns = (np.flatnonzero(soft.any(axis=axis)) for axis in (1, 0))
    mouth = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    here = weights[:, *mouth]
    sharp = here**POWER * common**COMMON
    sharp /= np.maximum(sharp.sum(axis=0), 1e-20)
    out = weights.copy()
    out[:, *mouth] += soft[mouth] * (sharp - here)
    return out
