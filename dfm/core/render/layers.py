"""What several pictures of one face would contribute to a target mesh: the input of the `reference` net.

All of it lies in a square window of the target's raster. Pixel (row, column) of the window's planes shows
the raster point (left, top) + ((column, row) + 1/2) * side / size - 1/2, as `cv2.resize` has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from dfm.core.faces.alignment import FLIP
from dfm.core.faces.model import FaceModel
from dfm.core.faces.raster import draw
from dfm.core.faces.topology import FACE_OVAL, MESH_VERTICES
from dfm.core.render.evening import GAIN_MAP, Picture, gains_of, lightened
from dfm.core.render.warp import hold_eyeballs, mesh_triangles, ring_around

LARGEST_STRETCH = 2.0
ROOM = 1.05
"""Side of the window over the longer side of the ring around the face."""


@dataclass(frozen=True)
class Layers:
    """What L pictures would contribute to a window of S x S pixels.

    x, y (L, S, S): where in each source's own picture, in its pixels, the colour lies; stretch (L, S, S):
    log2 of how much larger (area) the place is drawn than the source shows it, less what holds for the whole
    face, -2..2; facing (L, S, S): how squarely the source saw the place, 0..1, 0 outside the face; code
    (S, S, 3): the target's NMFC, 0..1; uv (2, S, S): where the place lies in texture space, 0..1; face
    (S, S): the face mesh; covered (S, S): face and ring.
    """

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    stretch: NDArray[np.float32]
    facing: NDArray[np.float32]
    code: NDArray[np.float32]
    uv: NDArray[np.float32]
    face: NDArray[np.bool_]
    covered: NDArray[np.bool_]


def window_of(target: NDArray[np.float32]) -> tuple[float, float, float]:
    """Left, top and side in raster pixels of the square window around a mesh (>= 468, 3) and its ring."""
    ring = ring_around(target)
    low, high = ring.min(axis=0), ring.max(axis=0)
    side = ROOM * float((high - low).max())
    left, top = (low + high) / 2 - side / 2
    return float(left), float(top), side


def layers(
    model: FaceModel,
    sources: Sequence[NDArray[np.float32]],
    target: NDArray[np.float32],
    window: tuple[float, float, float],
    size: int,
) -> Layers:
    """The layers of sources with landmarks (>= 468, 3), each in its own pixels, for a target (>= 468, 3).

    The first source is the frame itself, in the target's raster: it alone is continued over the ring and
    keeps its eyeballs round, as in `warp.dense_map`. `window` is left, top and side in raster pixels.
    """
    left, top, side = window
    scale = size / side
    corner = np.array([left, top], np.float32)
    ring = ring_around(target)
    outline = np.concatenate([target[:MESH_VERTICES, :2], ring])
    there = ((outline + 0.5 - corner) * scale - 0.5).astype(np.float32)
    depth = np.concatenate([target[:MESH_VERTICES, 2], np.full(len(ring), target[:, 2].max() + 1)])
    attributes = _attributes(model, sources, target, ring)
    planes, covered = draw(there, depth.astype(np.float32), mesh_triangles(model), attributes, (size, size))
    count = len(sources)
    at, stretch, facing = planes[: 2 * count], planes[2 * count : 3 * count], planes[3 * count : 4 * count]
    code, uv, face = planes[4 * count : 4 * count + 3], planes[-3:-1], planes[-1] > 0.999
    x, y = at[:count], at[count:]
    hold_eyeballs(model, there, x[0], y[0], uv[0], uv[1])
    steps = (np.arange(size, dtype=np.float32) + np.float32(0.5)) / np.float32(scale) - np.float32(0.5)
    x[0] += steps + corner[0]
    y[0] += (steps + corner[1])[:, None]
    facing *= face
    return Layers(x, y, stretch, facing, np.ascontiguousarray(code.transpose(1, 2, 0) * face[..., None]),
                  uv, face, covered)  # fmt: skip


def evened(rgb: NDArray[np.float32], shown: Layers) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The layers' pictures (L, S, S, 3), 0..255, with the light and white balance of the first, and the gains
    that do so (L, 32, 32, 3), 1 for the first; see `evening.gains_of`."""
    gains = gains_of(list(rgb), shown.facing)
    out = np.empty_like(rgb)
    for picture, gain, even in zip(rgb, gains, out, strict=True):
        planes = np.empty((3, *rgb.shape[1:3]), np.float32)
        lightened(picture, gain, 1, planes)
        even[:] = planes.transpose(1, 2, 0)
    return out, gains


def net_input(
    rgb: Sequence[Picture],
    shown: Layers,
    presence: Sequence[float],
    gains: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """The channels (6 L + 4, S, S) of `ReferenceNet` from pictures (S, S, 3), 0..255, and their presence
    (L,), 0..1: of each layer R, G, B, stretch, facing and presence, then the code and the face.

    With gains (L, 32, 32, 3) the pictures are evened out on the way.
    """
    count, size = len(rgb), len(rgb[0])
    out = np.empty((6 * count + 4, size, size), np.float32)
    plain = np.ones((GAIN_MAP, GAIN_MAP, 3), np.float32)
    for k, picture in enumerate(rgb):
        lightened(picture, plain if gains is None else gains[k], 1 / 255, out[6 * k : 6 * k + 3])
        np.multiply(shown.stretch[k], np.float32(0.5), out=out[6 * k + 3])
        out[6 * k + 4] = shown.facing[k]
        out[6 * k + 5] = presence[k]
    out[6 * count : -1] = shown.code.transpose(2, 0, 1)
    out[-1] = shown.face
    return out


def _attributes(
    model: FaceModel,
    sources: Sequence[NDArray[np.float32]],
    target: NDArray[np.float32],
    ring: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Of all vertices of face and ring (504, 4 L + 6): each source's x, y, stretch, facing; code; u, v; face.

    For the first source x and y are movements, which end at the ring.
    """
    count, rim = len(sources), len(ring)
    out = np.zeros((MESH_VERTICES + rim, 4 * count + 6), np.float32)
    meshes = np.stack([source[:MESH_VERTICES] for source in sources])
    for k, mesh in enumerate(meshes):
        out[:MESH_VERTICES, [k, count + k]] = mesh[:, :2]
        out[MESH_VERTICES:, [k, count + k]] = ring_around(mesh)
    out[:MESH_VERTICES, [0, count]] -= target[:MESH_VERTICES, :2]
    out[MESH_VERTICES:, [0, count]] = 0
    own = out[:MESH_VERTICES]
    own[:, 2 * count : 3 * count], own[:, 3 * count : 4 * count] = _seen(model, meshes, target)
    out[MESH_VERTICES:, 2 * count : 4 * count] = out[list(FACE_OVAL), 2 * count : 4 * count]
    out[MESH_VERTICES:, 2 * count] = 0
    own[:, 4 * count : 4 * count + 3] = _codes(model)
    own[:, -3:-1] = model.uv
    own[:, -1] = 1
    return out


def _seen(
    model: FaceModel, meshes: NDArray[np.float32], target: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Stretch and facing (468, L) of the vertices of meshes (L, 468, 3)."""
    sums, counts = _around(model)
    normals = np.stack([_normals(mesh, model.triangles) for mesh in [target[:MESH_VERTICES], *meshes]])
    areas = np.abs(normals[..., 2]) + np.float32(0.5)
    larger = np.log2(areas[0]) - np.log2(areas[1:])
    larger -= np.median(larger, axis=1, keepdims=True)
    stretch = sums @ larger.T / counts[:, None]
    front = np.sign(_normals(model.mean * FLIP, model.triangles)[:, 2].sum())
    facing = np.empty((len(counts), len(meshes)), np.float32)
    for k, normal in enumerate(normals[1:]):
        total = sums @ normal
        facing[:, k] = front * total[:, 2] / np.maximum(np.linalg.norm(total, axis=1), 1e-6)
    return np.clip(stretch, -LARGEST_STRETCH, LARGEST_STRETCH), np.clip(facing, 0, 1)


def _normals(mesh: NDArray[np.float32], triangles: NDArray[np.int32]) -> NDArray[np.float32]:
    """Normals (T, 3) of the triangles of a mesh (468, 3), as long as twice their area."""
    a, b, c = (mesh[triangles[:, corner]] for corner in range(3))
    (ux, uy, uz), (vx, vy, vz) = (b - a).T, (c - a).T
    return np.stack([uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx], axis=1)


@lru_cache(maxsize=2)
def _around(model: FaceModel) -> tuple[Any, NDArray[np.float32]]:
    """A sparse matrix (468, T) that sums over each vertex's triangles, and how many it has (468,)."""
    triangles = model.triangles
    columns = np.repeat(np.arange(len(triangles)), 3)
    ones = np.ones(triangles.size, np.float32)
    sums = csr_array((ones, (triangles.ravel(), columns)), (MESH_VERTICES, len(triangles)))
    return sums, np.asarray(np.bincount(triangles.ravel(), minlength=MESH_VERTICES), np.float32)


@lru_cache(maxsize=2)
def _codes(model: FaceModel) -> NDArray[np.float32]:
    """The NMFC colour (468, 3) of each vertex, 0..1."""
    low, high = model.mean.min(axis=0), model.mean.max(axis=0)
    return np.asarray((model.mean - low) / (high - low), np.float32)
