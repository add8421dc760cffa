"""Keeps the gaze of a frame: between the lids its own eye shows, where it is open as wide as is wanted."""

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.topology import LEFT_EYE, RIGHT_EYE
from dfm.core.render.renderer import FaceFrame
from dfm.core.render.square import SIDE, Square

ALIKE = (0.35, 0.65)
"""An eye whose opening and the wanted one differ by a larger factor than the first may be borrowed; one for
which they differ by less than the second may not."""
EDGE = 1.5
"""Blur of the edge of what is kept of the eyes, in pixels of the square."""
_ROOM = 4


def kept_eyes(face: FaceFrame, square: Square, size: int) -> NDArray[np.float32]:
    """How far (size, size), 0..1 over the square, the frame's own eyes must stay."""
    kept = np.zeros((size, size), np.float32)
    fine = size / square.size
    for outline in (LEFT_EYE, RIGHT_EYE):
        corners = list(outline)
        share = _likeness(face.points[corners, :2], face.target[corners, :2])
        at = (square.inside(face.target[corners, :2]) + 0.5) * fine - 0.5
        low = np.clip(np.floor(at.min(axis=0)).astype(int) - _ROOM, 0, size)
        high = np.clip(np.ceil(at.max(axis=0)).astype(int) + _ROOM + 1, 0, size)
        window = (slice(low[1], high[1]), slice(low[0], high[0]))
        if kept[window].size and share > 0:
            inside = np.zeros(kept[window].shape, np.float32)
            cv2.fillPoly(inside, [np.round((at - low) * 16).astype(np.int32)], share, cv2.LINE_AA, 4)
            soft = cv2.GaussianBlur(inside, (0, 0), EDGE * size / SIDE, borderType=cv2.BORDER_CONSTANT)
            kept[window] = np.maximum(kept[window], soft)
    return kept


def _likeness(own: NDArray[np.float32], wanted: NDArray[np.float32]) -> float:
    """1 where an eye is open as wide as is wanted, 0 where it is not."""
    one, other = opening(own), opening(wanted)
    low, high = ALIKE
    return float(np.clip((min(one, other) / max(one, other, 1e-3) - low) / (high - low), 0, 1))


def opening(outline: NDArray[np.float32]) -> float:
    """How far an eye is open: the area of its outline (K, 2) over the square of its width."""
    x, y = outline.T
    area = abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1))) / 2
    width = float(np.linalg.norm(outline.max(axis=0) - outline.min(axis=0)))
    return area / max(width, 1e-3) ** 2
