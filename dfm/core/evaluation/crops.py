"""Faces as squares of a fixed size: the space in which pictures of one clip are compared with each other.

Raster pixels may not be square; crops are.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.media.info import MediaInfo
from dfm.core.media.picture import Region, read_rgb
from dfm.core.media.read import Frame

SIDE = 256
HEIGHTS = 1.7
"""Side of the square in heights of the face's landmarks."""

Picture = NDArray[np.uint8]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """Pixels around a face in one frame, (H, W, 3) RGB, and where they lie in the upright raster."""

    rgb: Picture
    left: int
    top: int


def view_around(frame: Frame, media: MediaInfo, points: NDArray[np.float32]) -> View:
    """The pixels of a frame around landmarks (K, 2 or 3), with as much room again on every side."""
    width, height = media.upright_size
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    reach = (high - low).max()
    left, top = (int(max(0, value)) for value in np.floor(low - reach))
    right = int(min(width, np.ceil(high[0] + reach)))
    bottom = int(min(height, np.ceil(high[1] + reach)))
    region = Region(min(left, width - 2), min(top, height - 2), max(right - left, 2), max(bottom - top, 2))
    rgb = read_rgb(frame.picture, region, media.rotation)
    return View(np.clip(rgb + 0.5, 0, 255).astype(np.uint8), region.x, region.y)


def square_around(
    points: NDArray[np.float32], aspect: float, side: int = SIDE, heights: float = HEIGHTS
) -> Matrix:
    """The matrix (2, 3) from upright raster pixels to a square around landmarks (K, 2 or 3)."""
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    scale = side / (heights * max(float(high[1] - low[1]), 1.0))
    matrix = np.array([[scale * aspect, 0, 0], [0, scale, 0]], np.float64)
    matrix[:, 2] = side / 2 - matrix[:, :2] @ ((low + high) / 2)
    return matrix


def cut(view: View, matrix: Matrix, side: int = SIDE) -> Picture:
    """The square (side, side, 3) that a matrix from raster pixels describes, averaged where it shrinks."""
    local = matrix.copy()
    local[:, 2] += matrix[:, :2] @ np.array([view.left, view.top], np.float64)
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    rgb = view.rgb
    if scale < 0.6:
        shrink = max(scale * 1.5, 1 / min(rgb.shape[:2]))
        small = cv2.resize(rgb, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        local[:, 0] *= rgb.shape[1] / small.shape[1]
        local[:, 1] *= rgb.shape[0] / small.shape[0]
        rgb = small.astype(np.uint8)
    square = cv2.warpAffine(rgb, local, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return square.astype(np.uint8)


def moved(points: NDArray[np.float32], matrix: Matrix) -> NDArray[np.float32]:
    """Points (K, 3) under a matrix (2, 3); depth is scaled alike."""
    out = points.astype(np.float64)
    out[:, :2] = points[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    out[:, 2:] *= np.sqrt(abs(np.linalg.det(matrix[:, :2])))
    return out.astype(np.float32)


def similarity(source: NDArray[np.float32], target: NDArray[np.float32]) -> Matrix:
    """The turn, scale and shift (2, 3) that brings points (K, >= 2) nearest to others (Umeyama 1991)."""
    one, other = source[:, :2].astype(np.float64), target[:, :2].astype(np.float64)
    here, there = one - one.mean(axis=0), other - other.mean(axis=0)
    size = max(float(np.square(here).sum()), 1e-12)
    cosine = float((here * there).sum()) / size
    sine = float((here[:, 0] * there[:, 1] - here[:, 1] * there[:, 0]).sum()) / size
    turn = np.array([[cosine, -sine], [sine, cosine]])
    return np.column_stack([turn, other.mean(axis=0) - turn @ one.mean(axis=0)])


def chained(first: Matrix, second: Matrix) -> Matrix:
    """The matrix (2, 3) that applies `first`, then `second`."""
    return np.column_stack([second[:, :2] @ first[:, :2], second[:, :2] @ first[:, 2] + second[:, 2]])
