"""Which pixels of two decoded pictures differ, sample by sample, with no conversion in between."""

import cv2
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from dfm.core.media.planes import Family, layout_of, upright_components


def changed_pixels(one: VideoFrame, other: VideoFrame, rotation: int) -> NDArray[np.bool_] | None:
    """Where any component differs, in upright pixels (H, W); None where the two cannot be compared exactly.

    A chroma sample that several pixels share counts for the pixels of its cell.
    """
    layout, twin = layout_of(one.format.name), layout_of(other.format.name)
    if layout is None or layout != twin or (one.width, one.height) != (other.width, other.height):
        return None
    first, second = upright_components(one, layout, rotation), upright_components(other, layout, rotation)
    changed = np.zeros((first.height, first.width), np.bool_)
    for number, (here, there) in enumerate(zip(first.components, second.components, strict=True)):
        shared = number > 0 and layout.family is Family.YUV
        step, offset = (first.step, first.offset) if shared else ((0, 0), (0, 0))
        columns = (np.arange(first.width) + offset[0]) >> step[0]
        rows = (np.arange(first.height) + offset[1]) >> step[1]
        wide, high = int(columns[-1]) + 1, int(rows[-1]) + 1
        different = here[:high, :wide] != there[:high, :wide]
        if different.any():
            changed |= different[rows][:, columns]
    return changed


def hull_mask(points: NDArray[np.float32], height: int, width: int, grow: int = 0) -> NDArray[np.bool_]:
    """The convex hull of points (K, 2 or 3), grown by so many pixels, as a mask (H, W)."""
    mask = np.zeros((height, width), np.uint8)
    hull = cv2.convexHull(np.ascontiguousarray(points[:, :2], np.float32)).round().astype(np.int32)
    cv2.fillConvexPoly(mask, hull, 1)
    if grow <= 0 or not mask.any():
        return mask.astype(np.bool_)
    away = cv2.distanceTransform(1 - mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(away <= grow, np.bool_)
