"""Draw a triangle mesh: for each pixel the attributes interpolated between the nearest triangle's corners.

Used for the dense warp, for NMFC images (normalised mean face coordinates) and for texture lookups.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel


@njit(cache=True, nogil=True, fastmath=True)
def _draw(points, depth, triangles, attributes, planes, nearest, covered):  # type: ignore[no-untyped-def]
    """Numba kernel: attributes are affine in each triangle, so pixels cost one addition an attribute."""
    height, width = nearest.shape
    channels = attributes.shape[1]
    value = np.empty(channels, np.float32)
    step = np.empty(channels, np.float32)
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay = points[a, 0], points[a, 1]
        bx, by = points[b, 0] - ax, points[b, 1] - ay
        cx, cy = points[c, 0] - ax, points[c, 1] - ay
        area = bx * cy - by * cx
        if abs(area) < 1e-6:
            continue
        bxn, byn, cxn, cyn = -by / area, bx / area, cy / area, -cx / area
        left = max(int(np.ceil(ax + min(0.0, bx, cx))), 0)
        right = min(int(np.floor(ax + max(0.0, bx, cx))), width - 1)
        top = max(int(np.ceil(ay + min(0.0, by, cy))), 0)
        bottom = min(int(np.floor(ay + max(0.0, by, cy))), height - 1)
        z0, zb, zc = depth[a], depth[b] - depth[a], depth[c] - depth[a]
        for k in range(channels):
            step[k] = cxn * (attributes[b, k] - attributes[a, k]) + bxn * (
                attributes[c, k] - attributes[a, k]
            )
        for y in range(top, bottom + 1):
            wb = (left - ax) * cxn + (y - ay) * cyn
            wc = (left - ax) * bxn + (y - ay) * byn
            for k in range(channels):
                value[k] = (
                    attributes[a, k]
                    + wb * (attributes[b, k] - attributes[a, k])
                    + wc * (attributes[c, k] - attributes[a, k])
                )
            for x in range(left, right + 1):
                if wb >= -1e-5 and wc >= -1e-5 and wb + wc <= 1.00001:
                    z = z0 + wb * zb + wc * zc
                    if not covered[y, x] or z < nearest[y, x]:
                        nearest[y, x] = z
                        covered[y, x] = True
                        for k in range(channels):
                            planes[k, y, x] = value[k]
                wb += cxn
                wc += bxn
                for k in range(channels):
                    value[k] += step[k]


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
    planes = np.zeros((attributes.shape[1], height, width), np.float32)
    nearest = np.empty((height, width), np.float32)
    covered = np.zeros((height, width), np.bool_)
    _draw(
        np.ascontiguousarray(points, np.float32),
        np.ascontiguousarray(depth, np.float32),
        triangles,
        np.ascontiguousarray(attributes, np.float32),
        planes,
        nearest,
        covered,
    )
    return planes, covered


def draw_nmfc(model: FaceModel, points: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    """NMFC image (H, W, 3): points (468, 3) in pixels coloured by their place on the mean face, 0..1
    (Head2Head++, section 3.2); zero outside the face."""
    low, high = model.mean.min(0), model.mean.max(0)
    colours = (model.mean - low) / (high - low) * np.float32(254 / 255) + np.float32(1 / 255)
    planes, _ = draw(points[:, :2], points[:, 2], model.triangles, colours, size)
    return np.ascontiguousarray(planes.transpose(1, 2, 0))
