"""The square of the raster that the net of a renderer sees, and where a region lies in it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.media.picture import Region

SIDE = 256
"""Pixels of the square that the net sees."""
SHRINK = 1.5
"""A picture that is this many times finer than the square is made smaller before it is drawn into it."""


@dataclass(frozen=True)
class Square:
    """Left, top and side in pixels of the raster, a region of the raster, and how many pixels of its own the
    square has a side."""

    left: float
    top: float
    side: float
    region: Region
    size: int = SIDE

    @property
    def window(self) -> tuple[float, float, float]:
        """Left, top and side."""
        return self.left, self.top, self.side

    @property
    def scale(self) -> float:
        """Pixels of the raster to one of the square."""
        return self.side / self.size

    @property
    def corner(self) -> tuple[float, float]:
        """Where the region's first pixel lies, x and y in pixels of the square."""
        x, y = self.region.x - self.left, self.region.y - self.top
        return (x + 0.5) / self.scale - 0.5, (y + 0.5) / self.scale - 0.5

    def inside(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Points (K, 2) of the raster in pixels of the square."""
        return np.asarray((points + 0.5 - (self.left, self.top)) / self.scale - 0.5, np.float32)

    def shrunk(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Points (K, 3) of the raster in pixels of the square, their depth as well."""
        return np.column_stack([self.inside(points[:, :2]), points[:, 2] / np.float32(self.scale)])

    def reduced(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        """A picture of the region (H, W, 3), at the square's pixels (size, size, 3)."""
        finer = self.scale
        place = -np.array(self.corner) * finer
        steps = np.array([finer, finer])
        if finer > SHRINK:
            height, width = picture.shape[:2]
            size = (round(width / finer), round(height / finer))
            picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)
            smaller = np.array(size) / (width, height)
            place, steps = (place + 0.5) * smaller - 0.5, steps * smaller
        matrix = np.column_stack([np.diag(steps), place])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        drawn = cv2.warpAffine(
            picture, matrix, (self.size, self.size), flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(drawn, np.float32)
