"""Squares around faces, as estimators that look at pixels expect them."""

import cv2
import numpy as np
from numpy.typing import NDArray

HEIGHTS = 1.15
"""Side of the square in heights of the landmarks' box: about a face detector's."""
_SOFTENED_BELOW = 0.75


def face_square(
    rgb: NDArray[np.uint8], points: NDArray[np.float32], side: int, heights: float = HEIGHTS
) -> NDArray[np.uint8]:
    """The square (side, side, 3) around landmarks (K, 2 or 3) in pixels of a picture (H, W, 3)."""
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    centre = (low + high) / 2
    scale = side / (heights * max(float(high[1] - low[1]), 1.0))
    if scale < _SOFTENED_BELOW:
        rgb = cv2.GaussianBlur(rgb, (0, 0), 0.45 / scale).astype(np.uint8)
    place = np.array([[scale, 0, side / 2 - scale * centre[0]], [0, scale, side / 2 - scale * centre[1]]])
    return cv2.warpAffine(
        rgb, place, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8)
