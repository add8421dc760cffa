"""Closes the eyes of a photograph: skin grows over the eye, and its own upper lashes ride on the edge.

All measures are shares of how far the eye stands open.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.topology import (
    LEFT_EYE_CORNERS,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    RIGHT_EYE_CORNERS,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
)

Picture = NDArray[np.float32]

EYES = (
    (RIGHT_EYE_CORNERS, RIGHT_UPPER_LID, RIGHT_LOWER_LID),
    (LEFT_EYE_CORNERS, LEFT_UPPER_LID, LEFT_LOWER_LID),
)
LASHES_ABOVE, LASHES_BELOW = 0.55, 0.12
"""How far the upper lashes reach above and below the landmarks of the lid's edge."""
SEAM = 0.36
"""How far below the landmarks of the lower lid the eye is shut."""
HEALED_BELOW = 0.45
"""How far below the lower lid skin is made up."""
BULGE, CREASE = 0.04, 0.08
"""How much lighter the middle of a closed lid is, and how much darker its fold."""


@dataclass(frozen=True)
class _Eye:
    """A window of the picture (rows, columns); in it the upper edge and the way down to the seam (W,), how
    open the eye is, the lid's skin (H, W, 3), and how much of the eye each column is (W,)."""

    rows: slice
    columns: slice
    edge: NDArray[np.float32]
    fall: NDArray[np.float32]
    opening: float
    skin: Picture
    within: NDArray[np.float32]


class Lids:
    """The lids of one picture (S, S, 3) with landmarks (478, 3)."""

    def __init__(self, picture: Picture, points: NDArray[np.float32]) -> None:
        self._eyes = [_eye(picture, points, *eye) for eye in EYES]

    def shut(self, picture: Picture, amount: float) -> Picture:
        """The picture with its eyes closed by `amount`, 1 for entirely."""
        if amount <= 0:
            return picture
        out = picture.copy()
        for eye in self._eyes:
            window = out[eye.rows, eye.columns]
            window[:] = _closed(eye, picture[eye.rows, eye.columns], amount)
        return out


def _eye(
    picture: Picture,
    points: NDArray[np.float32],
    corners: tuple[int, ...],
    upper: tuple[int, ...],
    lower: tuple[int, ...],
) -> _Eye:
    ends = sorted(points[list(corners), 0])
    gaps = points[list(lower), 1] - points[list(upper), 1]
    opening, width = float(gaps.max()), float(ends[1] - ends[0])
    left, right = int(ends[0] - 0.2 * width), int(ends[1] + 0.2 * width) + 1
    ys = points[[*corners, *upper, *lower], 1]
    top, bottom = int(ys.min() - 1.5 * opening), int(ys.max() + 1.2 * opening) + 1
    rows, columns = slice(top, bottom), slice(left, right)
    xs = np.arange(left, right, dtype=np.float32)
    edge = _curve(points[[*corners, *upper]], xs) - top
    floor = _curve(points[[*corners, *lower]], xs) - top
    within = np.clip(np.minimum(xs - ends[0], ends[1] - xs) / (0.1 * width) + 1, 0, 1)
    skin = _healed(picture[rows, columns], edge, floor, opening, within)
    fall = np.maximum(floor - edge, 0) + SEAM * opening
    return _Eye(rows, columns, edge, fall, opening, skin, within.astype(np.float32))


def _curve(points: NDArray[np.float32], xs: NDArray[np.float32]) -> NDArray[np.float32]:
    """A smooth line through points (K, >= 2) as heights at `xs`, level outside them."""
    order = np.argsort(points[:, 0])
    line = np.interp(xs, points[order, 0], points[order, 1])[None].astype(np.float32)
    return np.asarray(cv2.GaussianBlur(line, (0, 0), 1.5)[0], np.float32)


def _healed(
    window: Picture,
    edge: NDArray[np.float32],
    floor: NDArray[np.float32],
    opening: float,
    within: NDArray[np.float64],
) -> Picture:
    """The window with skin in place of the eye and its lashes, shaded as a closed lid."""
    rows = np.arange(len(window), dtype=np.float32)[:, None]
    eye = (rows > edge - LASHES_ABOVE * opening) & (rows < floor + HEALED_BELOW * opening) & (within > 0)
    bytes_ = np.clip(window, 0, 255).astype(np.uint8)
    filled = cv2.inpaint(bytes_, eye.astype(np.uint8), 0.5 * opening, cv2.INPAINT_TELEA).astype(np.float32)
    soft = cv2.GaussianBlur(filled, (0, 0), 0.15 * opening)
    share = cv2.GaussianBlur(eye.astype(np.float32), (0, 0), 0.12 * opening)[..., None]
    skin = window + share * (soft - window)
    middle = np.exp(-0.5 * np.square((rows - (edge + floor) / 2) / (0.3 * opening)))
    fold = np.exp(-0.5 * np.square((rows - edge + 0.6 * opening) / (0.12 * opening)))
    light = 1 + within * (BULGE * middle - CREASE * fold)
    return np.asarray(skin * light[..., None], np.float32)


def _closed(eye: _Eye, window: Picture, amount: float) -> Picture:
    """The window with the lid's edge moved down: skin above it, the lashes on it, the eye below."""
    rows = np.arange(len(window), dtype=np.float32)[:, None]
    moved = eye.edge + np.float32(amount) * eye.fall
    below = rows - moved
    lid = np.clip(0.5 - below, 0, 1) * eye.within * np.float32(min(amount * 4, 1.0))
    out = window + lid[..., None] * (eye.skin - window)
    columns = np.broadcast_to(np.arange(window.shape[1], dtype=np.float32), below.shape)
    lashes = cv2.remap(window, columns, eye.edge + below, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    edge = 0.2 * eye.opening
    band = np.clip((below + LASHES_ABOVE * eye.opening) / edge, 0, 1)
    band *= np.clip((LASHES_BELOW * eye.opening - below) / edge + 0.5, 0, 1) * eye.within
    return np.asarray(out + band[..., None] * (np.minimum(lashes, out) - out), np.float32)
