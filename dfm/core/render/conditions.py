"""What the `trained` renderer's net is told of a frame: where each part of the face is, and where it looks.

A function of one mesh alone, drawn in the square window around it: it knows no pixels of any video.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.faces.raster import draw_nmfc
from dfm.core.faces.topology import LEFT_EYE, LEFT_IRIS, MESH_VERTICES, POINTS, RIGHT_EYE, RIGHT_IRIS
from dfm.core.media.picture import Region
from dfm.core.render.layers import window_of
from dfm.core.render.square import Square

EYES = ((RIGHT_EYE, RIGHT_IRIS), (LEFT_EYE, LEFT_IRIS))
PARTS = 4
"""Binary digits of a pixel's fractions in OpenCV's drawing."""
FADE = 0.05
"""Within this share of the square's side from the face's edge nothing generated is taken."""
SAME_GAZE = (0.03, 0.1)
"""In eye widths: irises less apart than the first look the same way, from the second on they do not."""


def square_of(mesh: NDArray[np.float32], region: Region, size: int) -> Square:
    """The square of so many pixels around a mesh (>= 468, 3)."""
    return Square(*window_of(mesh), region, size)


def conditions(model: FaceModel, mesh: NDArray[np.float32], size: int) -> NDArray[np.uint8]:
    """NMFC and gaze (6, size, size), 0..255, of a mesh (478, 3) in the square around it.

    Gaze: the irises between the lids, the outlines of the lids, and what lies between them.
    """
    points = square_of(mesh, Region(0, 0, 1, 1), size).shrunk(np.asarray(mesh, np.float32))
    code = draw_nmfc(model, points[:MESH_VERTICES], (size, size)).transpose(2, 0, 1)
    return np.concatenate([(255 * code + 0.5).astype(np.uint8), _gaze(points, size)])


def face_of(conditions: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where the face is (S, S), from its conditions (6, S, S)."""
    return np.asarray(conditions[:3].any(axis=0), np.bool_)


def inside(face: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How far generated pixels are taken (S, S): 0 at the face's edge and around it, 1 well inside."""
    depth = cv2.distanceTransform(face.astype(np.uint8), cv2.DIST_L2, 5)
    share = np.clip(depth / (FADE * len(face)) - 0.3, 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def same_gaze(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """1 where two meshes (478, 3) look the same way between their lids' corners, 0 where they do not."""
    apart = 0.0
    for outline, iris in EYES:
        spots = []
        for mesh in (one, other):
            eye = mesh[list(outline), :2]
            width = max(float(np.ptp(eye[:, 0])), 1e-3)
            spots.append((mesh[iris[0], :2] - (eye.min(axis=0) + eye.max(axis=0)) / 2) / width)
        apart = max(apart, abs(float(spots[0][0] - spots[1][0])))
    low, high = SAME_GAZE
    return float(np.clip((high - apart) / (high - low), 0, 1))


def _gaze(points: NDArray[np.float32], size: int) -> NDArray[np.uint8]:
    """Irises, lids and openings (3, size, size) of landmarks (478, 3) in the square's pixels."""
    out = np.zeros((3, size, size), np.uint8)
    if len(points) < POINTS:
        return out
    thickness = max(1, round(size / 128))
    for outline, iris in EYES:
        lids = _fixed(points[list(outline), :2])
        cv2.polylines(out[1], [lids], True, 255, thickness, cv2.LINE_AA, PARTS)
        cv2.fillPoly(out[2], [lids], 255, cv2.LINE_AA, PARTS)
        centre, rim = points[iris[0], :2], points[list(iris[1:]), :2]
        radius = float(np.linalg.norm(rim - centre, axis=1).mean())
        middle = [int(each) for each in _fixed(centre)]
        cv2.circle(out[0], middle, max(1, round(radius * 2**PARTS)), 255, -1, cv2.LINE_AA, PARTS)
    out[0] = np.minimum(out[0], out[2])
    return out


def _fixed(points: NDArray[np.float32]) -> NDArray[np.int32]:
    """Points in OpenCV's fractions of a pixel; far ones are held, whose numbers would overflow."""
    held = np.clip(np.nan_to_num(points), -4096, 4096)
    return np.asarray(np.round(held * 2**PARTS), np.int32)
