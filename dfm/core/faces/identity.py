"""Is this the same person? Join the pieces of one face that leaves and comes back, within one video.

Appearance is a small texture without its broad light, less what all faces share, and the skin's colour.
Measured on the project's clips, halves of one clip score above .79 in 95 of 100 cases, two different
people below .70 in 999 of 1000: pieces are joined from .72 on, and in doubt they stay apart.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.shading_gain import FLOOR
from dfm.core.faces.tracking import Tracklet

SIZE = 32
SAME_PERSON = 0.72


def appearance(textures: NDArray[np.uint8], coverage: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Descriptor (SIZE * SIZE + 3,) of textures (T, S, S, 3): unit-length detail and mean log chroma."""
    middle = np.median(textures, axis=0).astype(np.float32)
    small = np.log(cv2.resize(middle, (SIZE, SIZE), interpolation=cv2.INTER_AREA) + FLOOR)
    inside = _inside(coverage)
    grey = small.mean(axis=2)
    detail = (grey - cv2.GaussianBlur(grey, (0, 0), 6)) * inside
    detail = (detail - detail[inside].mean()) * inside
    chroma = (small - grey[..., None])[inside].mean(axis=0)
    return np.concatenate([detail.ravel() / (np.linalg.norm(detail) + 1e-6), chroma]).astype(np.float32)


def likeness(one: NDArray[np.float32], other: NDArray[np.float32], common: NDArray[np.float32]) -> float:
    """How alike two descriptors are, at most 1; `common` (SIZE * SIZE,) is what all faces share."""
    a, b = one[:-3] - common, other[:-3] - common
    cosine = float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-9))
    return cosine - float(np.abs(one[-3:] - other[-3:]).max())


def join(
    tracklets: list[Tracklet], coverage: NDArray[np.bool_], common: NDArray[np.float32]
) -> list[list[Tracklet]]:
    """Group tracklets, given in time order, by person; those seen at the same time are never joined."""
    people: list[tuple[list[Tracklet], NDArray[np.float32]]] = []
    for tracklet in tracklets:
        if not tracklet.textures:
            people.append(([tracklet], np.zeros(len(common) + 3, np.float32)))
            continue
        looks = appearance(np.stack([texture for _, texture in tracklet.textures]), coverage)
        scored = [
            (likeness(looks, known, common), pieces)
            for pieces, known in people
            if not any(_together(piece, tracklet) for piece in pieces)
        ]
        best = max(scored, key=lambda entry: entry[0], default=None)
        if best is not None and best[0] >= SAME_PERSON:
            best[1].append(tracklet)
        else:
            people.append(([tracklet], looks))
    return [pieces for pieces, _ in people]


def _together(one: Tracklet, other: Tracklet) -> bool:
    return one.frames[0] <= other.frames[-1] and other.frames[0] <= one.frames[-1]


def _inside(coverage: NDArray[np.bool_]) -> NDArray[np.bool_]:
    share = cv2.resize(coverage.astype(np.float32), (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    return np.asarray(share > 0.99, np.bool_)
