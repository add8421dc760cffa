"""Look for a face at one place of a picture: cut it out, find its landmarks, bring them back."""

from dataclasses import dataclass
from fractions import Fraction

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.landmarks import LandmarkBackend, Landmarks
from dfm.core.faces.search import Box
from dfm.core.media.picture import Region, read_rgb

CROP_SIZE = 256
CROP_FACTOR = 1.7
PATCH = 64
"""Pixels a side of the small grey picture that is kept of a face."""
PATCH_FACTOR = 0.75
"""Its side over that of the crop."""


@dataclass(frozen=True, slots=True)
class Sight(Landmarks):
    """A face as it was found, in raster pixels, and a small grey picture of it (64, 64) with its view (4,):
    the raster's (x, y) is at (x, y) * view[:2] + view[2:] in it."""

    patch: NDArray[np.uint8]
    view: NDArray[np.float32]


class Looker:
    """Looks without remembering, from any thread; `pixel_aspect` is that of the stored raster."""

    def __init__(self, backend: LandmarkBackend, rotation: int, pixel_aspect: Fraction) -> None:
        self._backend = backend
        self._rotation = rotation
        self._aspect = float(1 / pixel_aspect if rotation % 180 else pixel_aspect)

    def look(self, picture: av.VideoFrame, box: Box) -> Sight | None:
        """The face that fills a box, or None."""
        crop, matrix = self.crop(picture, box)
        found = self._backend.landmarks(crop)
        if found is None:
            return None
        points = found.points.copy()
        points[:, :2] = (points[:, :2] - matrix[:, 2]) / np.diag(matrix[:, :2])
        points[:, 2] /= matrix[0, 0]
        return Sight(points, found.blendshapes, *_patch(crop, matrix))

    def crop(self, picture: av.VideoFrame, box: Box) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
        """A square-pixel crop around a box, and the matrix (2, 3) from raster to crop pixels."""
        side = CROP_FACTOR * max(box.width * self._aspect, box.height)
        scale = CROP_SIZE / side
        matrix = np.array([[scale * self._aspect, 0.0, 0.0], [0.0, scale, 0.0]])
        matrix[:, 2] = CROP_SIZE / 2 - matrix[:, :2] @ np.array(box.centre)
        reach_x, reach_y = side / self._aspect / 2 + 1, side / 2 + 1
        region = self._region(
            picture, box.centre[0] - reach_x, box.centre[1] - reach_y, 2 * reach_x, 2 * reach_y
        )
        rgb = np.asarray(cv2.convertScaleAbs(read_rgb(picture, region, self._rotation)), np.uint8)
        local = matrix.copy()
        local[:, 2] += matrix[:, :2] @ np.array([region.x, region.y])
        if scale < 0.5:  # warpAffine samples points: average first, so that large faces do not alias
            shrink = 2 * scale
            small = cv2.resize(rgb, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
            local[:, 0] *= rgb.shape[1] / small.shape[1]
            local[:, 1] *= rgb.shape[0] / small.shape[0]
            rgb = np.asarray(small, np.uint8)
        crop = cv2.warpAffine(
            rgb, local, (CROP_SIZE, CROP_SIZE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(crop, np.uint8), matrix

    def _region(self, picture: av.VideoFrame, x: float, y: float, width: float, height: float) -> Region:
        full = (picture.width, picture.height)
        across, down = full if self._rotation % 180 == 0 else full[::-1]
        left = int(np.clip(np.floor(x), 0, across - 2))
        top = int(np.clip(np.floor(y), 0, down - 2))
        right = int(np.clip(np.ceil(x + width), left + 2, across))
        bottom = int(np.clip(np.ceil(y + height), top + 2, down))
        return Region(left, top, right - left, bottom - top)


def _patch(
    crop: NDArray[np.uint8], matrix: NDArray[np.float64]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """The middle of a crop as a small grey picture, and its view."""
    side = round(PATCH_FACTOR * CROP_SIZE)
    edge, finer = (CROP_SIZE - side) // 2, side / PATCH
    middle = np.ascontiguousarray(crop[edge : edge + side, edge : edge + side])
    grey = cv2.cvtColor(middle, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (PATCH, PATCH), interpolation=cv2.INTER_AREA)
    scale = np.diag(matrix[:, :2]) / finer
    shift = (matrix[:, 2] - edge + 0.5) / finer - 0.5
    return np.asarray(small, np.uint8), np.concatenate([scale, shift]).astype(np.float32)
