"""What a person looks like on average: the colours of learned frames, gathered over the mean face.

NMFC tells of each pixel where on the mean face it lies, so frames of any pose and expression add up. Where a
place was never seen, the colour of the nearest ones stands.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.training.renderer_store import TOLD, TRUTH, Crops

FRAMES = 160
"""Frames that are looked at, evenly spread over all people."""
BLURS = (0.0, 0.6, 1.2, 2.4, 4.8, 9.6, 19.2)
"""How far around it a place borrows colours, in pixels, until enough were seen."""
ENOUGH = 2.0
"""Pixels that make a colour."""


def mean_colours(people: Sequence[Crops]) -> NDArray[np.float32]:
    """The mean colours of people over the mean face, as its texture is looked up: (3, S, S), 0..1."""
    size = people[0].size
    total, seen = np.zeros((size, size, 3), np.float32), np.zeros((size, size), np.float32)
    for crops in people:
        rows = np.linspace(0, len(crops.learned) - 1, max(min(FRAMES // len(people), len(crops.learned)), 1))
        for row in crops.learned[rows.round().astype(int)]:
            _add(crops.planes[row], total, seen)
    return np.ascontiguousarray(_filled(total, seen).transpose(2, 0, 1))


def colours_of(people: Sequence[Crops]) -> dict[str, NDArray[np.float32]]:
    """The mean colours of each of several people, by `Crops.person`."""
    return {crops.person: mean_colours([crops]) for crops in people}


def _add(planes: NDArray[np.uint8], total: NDArray[np.float32], seen: NDArray[np.float32]) -> None:
    """Add the colours of a frame, in place."""
    size = len(seen)
    code = planes[TOLD][:2]
    face = planes[TOLD][:3].any(axis=0)
    x, y = np.clip(np.round(code[:, face] / 255 * size - 0.5), 0, size - 1).astype(int)
    np.add.at(total, (y, x), planes[TRUTH][:, face].T / np.float32(255))
    np.add.at(seen, (y, x), 1)


def _filled(total: NDArray[np.float32], seen: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sums (S, S, 3) over how many there are (S, S), each place with as few neighbours as will do."""
    out = np.full_like(total, total.sum(axis=(0, 1)) / max(float(seen.sum()), 1))
    lacking = np.ones(seen.shape, np.bool_)
    for blur in BLURS:
        colours, count = total, seen
        if blur:
            colours, count = (
                np.asarray(cv2.GaussianBlur(each, (0, 0), blur), np.float32) for each in (total, seen)
            )
        weight = count * max(4 * np.pi * blur * blur, 1)
        known = lacking & (weight >= ENOUGH)
        out[known] = colours[known] / count[known][:, None]
        lacking &= ~known
    return out
