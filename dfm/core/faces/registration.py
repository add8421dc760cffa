"""Lays the landmarks of every frame over its pixels.

The error of a landmark model wanders with pose and expression, by some thousandths of the face, and what is
borrowed from other frames would wander along. Here the upper face is looked at in fixed places of its mesh.
How light they are is predicted from the head's turn, by ridge regression over an unbroken run of frames, and
each frame is moved so that it looks as predicted (Lucas and Kanade 1981: one shift a frame, robust weights).
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from dfm.core.faces.model import FaceModel
from dfm.core.faces.rows import PatchRows, Rows
from dfm.core.faces.topology import FACE_OVAL, LEFT_EYE, MESH_VERTICES, OUTER_LIPS, RIGHT_EYE

LEARNED_FRAMES = 500
"""Frames of a run, evenly spread, by which the prediction is learned."""
FEWEST_FRAMES = 12
"""Shorter runs tell too little of how a face looks and stay as they are."""
ROUNDS = 3
"""Of learning and moving by turns, and of moving at last."""
MOST = 1.0
"""Pixels of a patch by which a frame is moved at most."""
SMOOTHING = 1.0
"""Standard deviation, in frames, of the smoothing of shifts."""

_PLACES = 400
_CHUNK = 400
"""Patches that are looked at together: one above the other they stay within what OpenCV can map."""
_STRANGE = 0.3
"""A place this many deviations lighter or darker than predicted hardly counts."""
_TURN = 0.02
"""Ridge of the regression on the entries of a rotation."""
_STIFF = 0.0005
"""What a shift of a pixel costs, over what a place of usual contrast has to say."""


@dataclass(frozen=True)
class Pictures:
    """What is seen of a face in N frames: patches (N, S, S), grey, and their views (N, 4): the raster's
    (x, y) is at (x, y) * views[:, :2] + views[:, 2:]."""

    patches: PatchRows
    views: NDArray[np.float32]


def shifts(
    model: FaceModel,
    points: Rows,
    rotation: NDArray[np.float32],
    pictures: Pictures,
    run: slice,
) -> NDArray[np.float32]:
    """By how many raster pixels (n, 2) to move the landmarks (N, 478, 3) of a run of n frames, whose pictures
    these are."""
    places = np.arange(run.stop - run.start)
    if len(places) < FEWEST_FRAMES:
        return np.zeros((len(places), 2), np.float32)
    told, stiff = _told(rotation[run])
    learned = np.linspace(0, len(places) - 1, min(len(places), LEARNED_FRAMES)).round().astype(int)
    some = told[learned]
    moved = np.zeros((len(learned), 2))
    seen = _Seen(model, points, run.start, pictures, places[learned])
    for _ in range(ROUNDS):
        look = seen.at(moved)
        weights = np.linalg.solve(some.T @ some + len(some) * stiff, some.T @ look.light)
        moved += _step(look, some @ weights)
        moved -= np.median(moved, axis=0)
    found = np.empty((len(places), 2))
    for start in range(0, len(places), _CHUNK):
        part = slice(start, start + _CHUNK)
        seen, wanted = _Seen(model, points, run.start, pictures, places[part]), told[part] @ weights
        shift = np.zeros((len(places[part]), 2))
        for _ in range(ROUNDS):
            shift += _step(seen.at(shift), wanted)
        found[part] = shift
    found = np.clip(found - np.median(found, axis=0), -MOST, MOST)
    found = gaussian_filter1d(found, SMOOTHING, axis=0, mode="nearest")
    return np.asarray(found / pictures.views[:, :2], np.float32)


@dataclass(frozen=True)
class _Look:
    """How light places are (n, K), over each frame's median and in its usual deviations, and how that changes
    a pixel to the right and below (n, K) each; places outside a patch count nothing (n, K)."""

    light: NDArray[np.float64]
    across: NDArray[np.float64]
    down: NDArray[np.float64]
    counts: NDArray[np.bool_]


class _Seen:
    """The patches of some frames, and where in them the places lie by their landmarks."""

    def __init__(
        self, model: FaceModel, points: Rows, first: int, pictures: Pictures, frames: NDArray[np.int64]
    ) -> None:
        """Of a run whose first frame is row `first` of the points."""
        corners, shares = _places(model)
        patches = np.stack([pictures.patches[int(frame)] for frame in frames])
        where = np.stack([points[first + int(frame)][:MESH_VERTICES, :2] for frame in frames])
        where = np.einsum("nkvc,kv->nkc", where[:, corners], shares)
        views = pictures.views[frames][:, None]
        self._where = where * views[..., :2] + views[..., 2:]
        self._size = patches.shape[1]
        self._tall = patches.reshape(-1, self._size).astype(np.float32)
        self._slopes = [cv2.Sobel(self._tall, cv2.CV_32F, *order, scale=1 / 8) for order in ((1, 0), (0, 1))]

    def at(self, moved: NDArray[np.float64]) -> _Look:
        """What is seen with the places moved by so many pixels (n, 2)."""
        where = self._where + moved[:, None]
        counts = ((where >= 1) & (where <= self._size - 2)).all(axis=2)
        inside = np.clip(where, 1, self._size - 2)
        rows = inside[..., 1] + self._size * np.arange(len(where))[:, None]
        x, y = inside[..., 0].astype(np.float32), rows.astype(np.float32)
        light, across, down = (
            cv2.remap(plane, x, y, cv2.INTER_LINEAR).astype(np.float64)
            for plane in (self._tall, *self._slopes)
        )
        middle = np.median(light, axis=1, keepdims=True)
        spread = 1.4826 * np.median(np.abs(light - middle), axis=1, keepdims=True) + 1e-3
        return _Look((light - middle) / spread, across / spread, down / spread, counts)


def _step(look: _Look, wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """The shift (n, 2) after which frames look about as wanted (n, K)."""
    error = wanted - look.light
    trust = look.counts / (1 + (error / _STRANGE) ** 2)
    slopes = np.stack([look.across, look.down], axis=2)
    weighted = slopes * trust[..., None]
    square = np.einsum("nki,nkj->nij", weighted, slopes) + _STIFF * look.light.shape[1] * np.eye(2)
    return np.asarray(np.linalg.solve(square, np.einsum("nki,nk->ni", weighted, error)[..., None])[..., 0])


def _told(rotation: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What the look of n frames is predicted from (n, 10), and its ridge (10, 10)."""
    turns = rotation.reshape(len(rotation), 9).astype(np.float64)
    turns -= turns.mean(axis=0)
    return np.concatenate([np.ones((len(turns), 1)), turns], axis=1), np.diag([1e-6] + [_TURN] * 9)


@lru_cache(maxsize=2)
def _places(model: FaceModel) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Corners (K, 3) and their shares (K, 3) of places that are spread evenly over the upper face, away from
    mouth, eyes and outline."""
    triangles, mean = model.triangles, model.mean
    middles = mean[triangles].mean(axis=1)

    def away(vertices: tuple[int, ...]) -> NDArray[np.float32]:
        apart = middles[:, None, :2] - mean[list(vertices)][None, :, :2]
        return np.asarray(np.linalg.norm(apart, axis=2).min(axis=1))

    kept = (away(OUTER_LIPS) > 1.2) & (away(RIGHT_EYE + LEFT_EYE) > 0.25) & (away(FACE_OVAL) > 0.8)
    kept &= middles[:, 1] > mean[list(OUTER_LIPS), 1].max()
    corners = triangles[kept]
    sides = mean[corners[:, 1:]] - mean[corners[:, :1]]
    area = np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1)
    random = np.random.default_rng(0)
    chosen = random.choice(len(corners), _PLACES, p=area / area.sum())
    return corners[chosen], random.dirichlet([1, 1, 1], _PLACES)
