"""Draw a triangle mesh: for each pixel the attributes interpolated between the nearest triangle's corners.

Used for the dense warp, for NMFC images (normalised mean face coordinates) and for texture lookups.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel


@njit(cache=True, nogil=True, fastmath=True)
def _draw(  # type: ignore[no-untyped-def]  # numba compiles this
    points, depth, triangles, attributes, image, nearest, covered
) -> None:
    height, width = nearest.shape
    channels = attributes.shape[1]
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay = points[a, 0], points[a, 1]
        bx, by = points[b, 0], points[b, 1]
        cx, cy = points[c, 0], points[c, 1]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-9:
            continue
        left = max(int(np.ceil(min(ax, bx, cx))), 0)
        right = min(int(np.floor(max(ax, bx, cx))), width - 1)
        top = max(int(np.ceil(min(ay, by, cy))), 0)
        bottom = min(int(np.floor(max(ay, by, cy))), height - 1)
        for y in range(top, bottom + 1):
            for x in range(left, right + 1):
                wb = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area
                wc = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area
                wa = 1.0 - wb - wc
                if wa < -1e-6 or wb < -1e-6 or wc < -1e-6:
                    continue
                z = wa * depth[a] + wb * depth[b] + wc * depth[c]
                if covered[y, x] and z >= nearest[y, x]:
                    continue
                nearest[y, x] = z
                covered[y, x] = True
                for k in range(channels):
                    image[y, x, k] = (
                        wa * attributes[a, k] + wb * attributes[b, k] + wc * attributes[c, k]
                    )


def draw(
    points: NDArray[np.float32],
    depth: NDArray[np.float32],
    triangles: NDArray[np.int32],
    attributes: NDArray[np.float32],
    size: tuple[int, int],
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Attributes (V, C) of a mesh with points (V, 2) in pixels and depth (V,), smaller is nearer.

    Returns the image (H, W, C), zero where nothing is drawn, and what is covered (H, W); `size` is (W, H).
    """
    width, height = size
    image = np.zeros((height, width, attributes.shape[1]), np.float32)
    nearest = np.zeros((height, width), np.float32)
    covered = np.zeros((height, width), np.bool_)
    _draw(
        np.ascontiguousarray(points, np.float32),
        np.ascontiguousarray(depth, np.float32),
        triangles,
        np.ascontiguousarray(attributes, np.float32),
        image,
        nearest,
        covered,
    )
    return image, covered


def draw_nmfc(
    model: FaceModel, points: NDArray[np.float32], size: tuple[int, int]
) -> NDArray[np.float32]:
    """NMFC image (H, W, 3): points (468, 3) in pixels coloured by their place on the mean face, 0..1
    (Head2Head++, section 3.2); zero outside the face."""
    low, high = model.mean.min(0), model.mean.max(0)
    colours = (model.mean - low) / (high - low) * np.float32(254 / 255) + np.float32(1 / 255)
    image, _ = draw(points[:, :2], points[:, 2], model.triangles, colours, size)
    return image
