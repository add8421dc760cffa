"""The dense map of a mesh warp: for each pixel of the target, where in the source its colour is.

The mesh is continued by a ring around the face on which the movement fades to nothing, so that the
edge of what is changed is invisible. Eyeballs do not move with the lids: inside the eye the map goes
back to the identity, and irises stay round.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.faces.raster import draw
from dfm.core.faces.topology import FACE_OVAL, INNER_LIPS, LEFT_EYE, MESH_VERTICES, NOSE_BASE, RIGHT_EYE
from dfm.core.media.picture import Region

RING_REACH = 0.28
"""How far the ring lies outside the face oval, over the oval's radius."""
EYE_MAP = 512
NOSE_HOLD = 0.75
"""How much of the shading nostrils and nose tip lose: their edges move with the view, not the mood."""
_OVAL = np.array(FACE_OVAL)


@dataclass(frozen=True)
class DenseMap:
    """Over a region: source positions x and y (H, W) in its pixels, texture coordinates u and v (H, W),
    what the face itself covers (H, W), and what face and ring cover (H, W)."""

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    u: NDArray[np.float32]
    v: NDArray[np.float32]
    face: NDArray[np.bool_]
    covered: NDArray[np.bool_]


def region_around(points: NDArray[np.float32], width: int, height: int) -> Region | None:
    """The pixels that a warp of these points can change, None where that lies outside the picture."""
    ring = ring_around(points)
    left, top = np.floor(ring.min(0)).astype(int) - 2
    right, bottom = np.ceil(ring.max(0)).astype(int) + 3
    left, top = max(int(left), 0), max(int(top), 0)
    right, bottom = min(int(right), width), min(int(bottom), height)
    if right - left < 4 or bottom - top < 4:
        return None
    return Region(left, top, right - left, bottom - top)


def dense_map(
    model: FaceModel, points: NDArray[np.float32], target: NDArray[np.float32], region: Region
) -> DenseMap:
    """The backward map from target points to source points, both (>= 468, 3) in raster pixels."""
    place = np.array([region.x, region.y], np.float32)
    size = (region.width, region.height)
    ring = ring_around(target)
    there = np.concatenate([target[:MESH_VERTICES, :2], ring]) - place
    back = np.zeros((len(there), 2), np.float32)
    back[:MESH_VERTICES] = points[:MESH_VERTICES, :2] - target[:MESH_VERTICES, :2]
    depth = np.concatenate([target[:MESH_VERTICES, 2], np.full(len(ring), target[:, 2].max() + 1)])
    uv = np.concatenate([model.uv, np.zeros((len(ring), 2), np.float32)])
    is_face = np.concatenate([np.ones(MESH_VERTICES, np.float32), np.zeros(len(ring), np.float32)])
    attributes = np.column_stack([back, uv, is_face])
    planes, covered = draw(there, depth.astype(np.float32), mesh_triangles(model), attributes, size)
    shift_x, shift_y, u, v, is_skin = planes
    face = is_skin > 0.999
    hold_eyeballs(model, target[:, :2] - place, shift_x, shift_y, u, v)
    shift_x += np.arange(region.width, dtype=np.float32)
    shift_y += np.arange(region.height, dtype=np.float32)[:, None]
    return DenseMap(shift_x, shift_y, u, v, face, covered)


def hold_eyeballs(
    model: FaceModel,
    points: NDArray[np.float32],
    shift_x: NDArray[np.float32],
    shift_y: NDArray[np.float32],
    u: NDArray[np.float32],
    v: NDArray[np.float32],
) -> None:
    """Take the movement (H, W) out of the middle of both eyes, in place; points (>= 468, 2) are in pixels of
    the planes, u and v (H, W) texture coordinates."""
    still = eyeball(model)
    for outline in (LEFT_EYE, RIGHT_EYE):
        left, top = np.maximum(np.floor(points[list(outline)].min(axis=0)).astype(int), 0)
        right, bottom = np.maximum(np.ceil(points[list(outline)].max(axis=0)).astype(int) + 1, 0)
        window = (slice(top, bottom), slice(left, right))
        if u[window].size:
            at = (u[window] * EYE_MAP - 0.5, v[window] * EYE_MAP - 0.5)
            free = 1 - cv2.remap(still, *at, cv2.INTER_LINEAR)
            shift_x[window] *= free
            shift_y[window] *= free


def ring_around(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """The outer ring (36, 2) around the face oval."""
    oval = points[_OVAL, :2]
    centre = (oval.min(0) + oval.max(0)) / 2
    return np.asarray(oval + (oval - centre) * RING_REACH, np.float32)


@lru_cache(maxsize=2)
def _ring_triangles() -> NDArray[np.int32]:
    count = len(_OVAL)
    inner, outer = _OVAL, np.arange(MESH_VERTICES, MESH_VERTICES + count)
    following = (np.arange(count) + 1) % count
    first = np.column_stack([inner, outer, inner[following]])
    second = np.column_stack([inner[following], outer, outer[following]])
    return np.concatenate([first, second]).astype(np.int32)


def mesh_triangles(model: FaceModel) -> NDArray[np.int32]:
    """Triangles (T, 3) of the face's 468 vertices, then of the 36 of the ring around it."""
    return np.concatenate([model.triangles, _ring_triangles()])


@lru_cache(maxsize=2)
def eyeball(model: FaceModel) -> NDArray[np.float32]:
    """Texture map (512, 512): 0 on skin and at the lids, rising to 1 in the middle of the eyes."""
    total = np.zeros((EYE_MAP, EYE_MAP), np.float32)
    for outline in (LEFT_EYE, RIGHT_EYE):
        inside = polygon_mask(model, outline, EYE_MAP)
        depth = cv2.distanceTransform(inside, cv2.DIST_L2, 5)
        share = np.clip(depth / (0.6 * depth.max()), 0, 1)
        total = np.maximum(total, share * share * (3 - 2 * share))
    return total


def polygon_mask(model: FaceModel, outline: tuple[int, ...], size: int) -> NDArray[np.uint8]:
    """Texture map (S, S): 255 inside the polygon of these vertices."""
    mask = np.zeros((size, size), np.uint8)
    cv2.fillPoly(mask, [np.round(model.uv[list(outline)] * size).astype(np.int32)], 255)
    return mask


def shading_mask(model: FaceModel, coverage: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Texture map (S, S) of where shading may act: the skin, fading at its edge, eyes and mouth."""
    size = len(coverage)
    skin = coverage.astype(np.uint8) * 255
    for outline in (LEFT_EYE, RIGHT_EYE, INNER_LIPS):
        hole = polygon_mask(model, outline, size)
        skin[cv2.dilate(hole, np.ones((3, 3), np.uint8)) > 0] = 0
    depth = cv2.distanceTransform(skin, cv2.DIST_L2, 5)
    edge = cv2.distanceTransform(coverage.astype(np.uint8) * 255, cv2.DIST_L2, 5)
    near_hole = np.clip(depth / (0.02 * size), 0, 1)
    near_edge = np.clip(edge / (0.2 * size), 0, 1)
    nose = polygon_mask(model, NOSE_BASE, size).astype(np.float32) / 255
    off_nose = 1 - NOSE_HOLD * cv2.GaussianBlur(nose, (0, 0), 0.015 * size)
    return np.asarray(near_hole * near_edge * near_edge * (3 - 2 * near_edge) * off_nose, np.float32)
