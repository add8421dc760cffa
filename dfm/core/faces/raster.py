"""Draw a triangle mesh: for each pixel the attributes interpolated between the nearest triangle's corners.

Used for the dense warp, for NMFC images (normalised mean face coordinates) and for texture lookups.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dfm.core.bands import in_bands
from dfm.core.faces.model import FaceModel

_ZERO = np.float32(0)
_SEAM = np.float32(1e-5)
"""How far outside a triangle its pixels may lie, in shares of its sides: no gap opens between two."""
_WHOLE = np.float32(1 + 1e-5)


@njit(cache=True, nogil=True, fastmath=True)
def _own(points, depth, triangles, owner, nearest, start, end):  # type: ignore[no-untyped-def]
    """Numba kernel: which triangle is nearest at each pixel of some rows; `owner` (H, W) is -1 at first."""
    width = owner.shape[1]
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay = points[a, 0], points[a, 1]
        bx, by = points[b, 0] - ax, points[b, 1] - ay
        cx, cy = points[c, 0] - ax, points[c, 1] - ay
        area = bx * cy - by * cx
        if abs(area) < 1e-6:
            continue
        bxn, byn, cxn, cyn = -by / area, bx / area, cy / area, -cx / area
        left = max(int(np.ceil(ax + min(_ZERO, bx, cx))), 0)
        right = min(int(np.floor(ax + max(_ZERO, bx, cx))), width - 1)
        top = max(int(np.ceil(ay + min(_ZERO, by, cy))), start)
        bottom = min(int(np.floor(ay + max(_ZERO, by, cy))), end - 1)
        z0, zb, zc = depth[a], depth[b] - depth[a], depth[c] - depth[a]
        for y in range(top, bottom + 1):
            across, down = np.float32(left) - ax, np.float32(y) - ay
            wb = across * cxn + down * cyn
            wc = across * bxn + down * byn
            for x in range(left, right + 1):
                if wb >= -_SEAM and wc >= -_SEAM and wb + wc <= _WHOLE:
                    z = z0 + wb * zb + wc * zc
                    if owner[y, x] < 0 or z < nearest[y, x]:
                        nearest[y, x] = z
                        owner[y, x] = t
                wb += cxn
                wc += bxn


@njit(cache=True, nogil=True, fastmath=True)
def _fill(points, triangles, attributes, owner, planes, start, end):  # type: ignore[no-untyped-def]
    """Numba kernel: attributes are affine in each triangle, so a run of its pixels costs an addition each."""
    width = owner.shape[1]
    left, right = np.empty(width + 1, np.int32), np.empty(width + 1, np.int32)
    at, steps = np.empty((width + 1, 2), np.float32), np.empty((width + 1, 2), np.float32)
    for y in range(start, end):
        count, x = 0, 0
        while x < width:
            t = owner[y, x]
            first = x
            while x < width and owner[y, x] == t:
                x += 1
            if t < 0:
                continue
            left[count], right[count] = first, x
            a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
            ax, ay = points[a, 0], points[a, 1]
            bx, by = points[b, 0] - ax, points[b, 1] - ay
            cx, cy = points[c, 0] - ax, points[c, 1] - ay
            area = bx * cy - by * cx
            across, down = np.float32(first) - ax, np.float32(y) - ay
            steps[count, 0], steps[count, 1] = cy / area, -by / area
            at[count, 0] = (across * cy - down * cx) / area
            at[count, 1] = (down * bx - across * by) / area
            count += 1
        for k in range(attributes.shape[1]):
            for run in range(count):
                t = owner[y, left[run]]
                value = attributes[triangles[t, 0], k]
                toward_b = attributes[triangles[t, 1], k] - value
                toward_c = attributes[triangles[t, 2], k] - value
                value += at[run, 0] * toward_b + at[run, 1] * toward_c
                step = steps[run, 0] * toward_b + steps[run, 1] * toward_c
                for x in range(left[run], right[run]):
                    planes[k, y, x] = value + step * np.float32(x - left[run])


def draw(
    points: NDArray[np.float32],
    depth: NDArray[np.float32],
    triangles: NDArray[np.int32],
    attributes: NDArray[np.float32],
    size: tuple[int, int],
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Attributes (V, C) of a mesh with points (V, 2) in pixels and depth (V,), smaller is nearer.

    Returns planes (C, H, W), zero where nothing is drawn, and what is covered (H, W); `size` is (W, H).
    """
    width, height = size
    points, depth, attributes = (
        np.ascontiguousarray(each, np.float32) for each in (points, depth, attributes)
    )
    owner, nearest = np.full((height, width), -1, np.int32), np.empty((height, width), np.float32)
    planes = np.zeros((attributes.shape[1], height, width), np.float32)

    def draw_rows(start: int, end: int) -> None:
        _own(points, depth, triangles, owner, nearest, start, end)
        _fill(points, triangles, attributes, owner, planes, start, end)

    in_bands(draw_rows, height, width)
    return planes, owner >= 0


def draw_nmfc(model: FaceModel, points: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    """NMFC image (H, W, 3): points (468, 3) in pixels coloured by their place on the mean face, 0..1
    (Head2Head++, section 3.2); zero outside the face."""
    low, high = model.mean.min(0), model.mean.max(0)
    colours = (model.mean - low) / (high - low) * np.float32(254 / 255) + np.float32(1 / 255)
    planes, _ = draw(points[:, :2], points[:, 2], model.triangles, colours, size)
    return np.ascontiguousarray(planes.transpose(1, 2, 0))
