"""Makes up the net's mind: inside an open mouth, where teeth and a hollow mixed half and half are neither and
a patchwork of several mouths is none, and on large faces, whose pores many small shares would smooth away."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.topology import INNER_LIPS
from dfm.core.render.mouth import stretch_borne
from dfm.core.render.renderer import FaceFrame, Reference
from dfm.core.render.square import SIDE, Square

POWER, COMMON = 1.5, 4.0
"""To which powers shares are raised there: of each place and of the whole mouth, so that one picture wins."""
LEAST = np.float32(1e-4)
"""What counts of a share at least, so that something is shown where none of the others may be."""
EDGE = 1.5
"""Blur of its edge, in pixels of the square."""
SMALL = 0.12
"""What every reference's share loses on a large face; those that keep something take up what is lost."""
FADING = 0.25
"""Where less than this part of the references' shares would be left, the frame itself takes its place."""


def decided(
    weights: NDArray[np.float32], face: FaceFrame, square: Square, pictures: Sequence[Reference] = ()
) -> NDArray[np.float32]:
    """Shares (L, h, h) that sum to 1, the larger ones larger between the lips; those of references (L - 1)
    whose mouths would have to be stretched far give way to the frame itself, in which a mouth is painted."""
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
    for number, picture in enumerate(pictures, 1):
        lost = common[number] * np.float32(1 - stretch_borne(picture.points, face.target))
        common[number] -= lost
        common[0] += lost
    sharp = np.maximum(here, LEAST) ** POWER * common**COMMON
    sharp /= np.maximum(sharp.sum(axis=0), 1e-20)
    out = weights.copy()
    out[:, *mouth] += soft[mouth] * (sharp - here)
    return out


def thinned(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Shares (L, h, h) that sum to 1 without the small ones of references; smooth where the given are."""
    before = weights[1:]
    left = np.maximum(before - np.float32(SMALL), 0)
    total = before.sum(axis=0)
    kept = np.maximum(np.maximum(left.sum(axis=0), FADING * total), 1e-6)
    left *= total / kept
    return np.concatenate([1 - left.sum(axis=0, keepdims=True), left])
