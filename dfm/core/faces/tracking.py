"""Follow every face through a video, one streamed frame at a time.

Each track looks for its face only in a crop around where it was, so that it cannot jump to
another person; whole pictures are searched now and then (in tiles too, for small faces) for
faces that nobody follows yet. Tracks end at shot cuts. Joining the pieces of one person is
left to `identity`.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.landmarks import LandmarkBackend, Landmarks
from dfm.core.faces.search import Box, box_of, boxes_match, find_boxes
from dfm.core.faces.unwrap import Unwrapper
from dfm.core.media.picture import Region, read_rgb

CROP_SIZE = 256
CROP_FACTOR = 1.7
MOST_MISSES = 6
MOST_FACES = 8
SEARCH_EVERY = 6
TILES_EVERY = 30
FINE_TILES_EVERY = 90


@dataclass(slots=True)
class Tracklet:
    """An unbroken run of one face; the lists run side by side, one entry a frame where it was found."""

    frames: list[int] = field(default_factory=list)
    points: list[NDArray[np.float32]] = field(default_factory=list)
    blendshapes: list[NDArray[np.float32]] = field(default_factory=list)
    textures: list[tuple[int, NDArray[np.uint8]]] = field(default_factory=list)
    texture_stride: int = 1
    misses: int = 0

    def expected_box(self) -> Box:
        """Where the face should be in the next frame if it keeps its speed."""
        box = box_of(self.points[-1])
        if len(self.points) > 1 and self.misses == 0:
            return box.moved_on(box_of(self.points[-2]), 0.7)
        return box

    def forget_last(self) -> None:
        """Take back what was found last."""
        self.frames.pop()
        self.points.pop()
        self.blendshapes.pop()
        self.textures = [entry for entry in self.textures if entry[0] < len(self.frames)]


class FaceTracker:
    """Streams pictures in, tracklets out; `pixel_aspect` is that of the stored raster."""

    def __init__(
        self,
        backend: LandmarkBackend,
        *,
        rotation: int,
        pixel_aspect: Fraction,
        unwrapper: Unwrapper | None = None,
        most_textures: int = 48,
    ) -> None:
        self._backend = backend
        self._rotation = rotation
        self._stored_aspect = pixel_aspect
        self._aspect = float(1 / pixel_aspect if rotation % 180 else pixel_aspect)
        self._unwrapper = unwrapper
        self._most_textures = most_textures
        self._active: list[Tracklet] = []
        self._ended: list[Tracklet] = []
        self._lost = False

    def push(self, index: int, picture: av.VideoFrame, *, cut: bool) -> None:
        """Look at the next frame; `cut` says that it begins a new shot."""
        if cut:
            self._end(self._active)
        self._lost = False
        for track in self._active:
            self._follow(track, index, picture)
        self._drop_twins(index)
        for track in self._active:
            track.misses = 0 if track.frames[-1] == index else track.misses + 1
            self._lost |= track.misses > 0
        self._end([track for track in self._active if track.misses > MOST_MISSES])
        self._search(index, picture, fresh=cut or index == 0)

    def finish(self) -> list[Tracklet]:
        """All tracklets in the order of their first frames; single frames are dropped as chance finds."""
        self._end(self._active)
        kept = [track for track in self._ended if len(track.frames) > 1]
        kept = kept or self._ended
        return sorted(kept, key=lambda track: track.frames[0])

    def _follow(self, track: Tracklet, index: int, picture: av.VideoFrame) -> None:
        expected = track.expected_box()
        found = self._look(picture, expected)
        if found is not None and boxes_match(expected, box_of(found.points)):
            self._append(track, index, found, picture)

    def _append(self, track: Tracklet, index: int, found: Landmarks, picture: av.VideoFrame) -> None:
        track.frames.append(index)
        track.points.append(found.points)
        track.blendshapes.append(found.blendshapes)
        if self._unwrapper is None or (len(track.frames) - 1) % track.texture_stride:
            return
        crop, matrix = self._crop(picture, box_of(found.points))
        points = np.asarray(found.points[:, :2] @ matrix[:, :2].T + matrix[:, 2], np.float32)
        track.textures.append((len(track.frames) - 1, self._unwrapper.unwrap(crop, points)))
        if len(track.textures) > self._most_textures:
            track.textures = track.textures[::2]
            track.texture_stride *= 2

    def _look(self, picture: av.VideoFrame, box: Box) -> Landmarks | None:
        crop, matrix = self._crop(picture, box)
        found = self._backend.landmarks(crop)
        if found is None:
            return None
        points = found.points.copy()
        points[:, :2] = (points[:, :2] - matrix[:, 2]) / np.diag(matrix[:, :2])
        points[:, 2] /= matrix[0, 0]
        return Landmarks(points, found.blendshapes)

    def _crop(self, picture: av.VideoFrame, box: Box) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
        """A square-pixel crop around a box, and the matrix (2, 3) from raster to crop pixels."""
        side = CROP_FACTOR * max(box.width * self._aspect, box.height)
        scale = CROP_SIZE / side
        matrix = np.array([[scale * self._aspect, 0.0, 0.0], [0.0, scale, 0.0]])
        matrix[:, 2] = CROP_SIZE / 2 - matrix[:, :2] @ np.array(box.centre)
        reach_x, reach_y = side / self._aspect / 2 + 1, side / 2 + 1
        region = self._region(
            picture, box.centre[0] - reach_x, box.centre[1] - reach_y, 2 * reach_x, 2 * reach_y
        )
        rgb = np.clip(read_rgb(picture, region, self._rotation) + 0.5, 0, 255).astype(np.uint8)
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

    def _search(self, index: int, picture: av.VideoFrame, *, fresh: bool) -> None:
        due = fresh or self._lost or index % SEARCH_EVERY == 0
        if not due or len(self._active) >= MOST_FACES:
            return
        level = 0
        if fresh or index % (TILES_EVERY if self._active else TILES_EVERY // 3) == 0:
            level = 2 if fresh or not self._active or index % FINE_TILES_EVERY == 0 else 1
        for box in find_boxes(self._backend, picture, self._rotation, self._stored_aspect, level):
            if len(self._active) >= MOST_FACES:
                return
            if any(boxes_match(box, track.expected_box(), 0.8) for track in self._active):
                continue
            found = self._look(picture, box)
            if found is None or not boxes_match(box, box_of(found.points), 0.8):
                continue
            if any(boxes_match(box_of(found.points), box_of(other.points[-1])) for other in self._active):
                continue
            track = Tracklet()
            self._append(track, index, found, picture)
            self._active.append(track)

    def _drop_twins(self, index: int) -> None:
        """Two tracks on one face, as where one person passes before another: it is the one's that came here
        in the steadier step, and the other one has lost its own."""
        for one, other in combinations(self._active, 2):
            if one.frames[-1] == other.frames[-1] == index and _overlap(one, other):
                max(one, other, key=_unsteadiness).forget_last()

    def _end(self, tracks: list[Tracklet]) -> None:
        self._ended += [track for track in tracks if track.frames]
        self._active = [track for track in self._active if not any(track is other for other in tracks)]


def _overlap(one: Tracklet, other: Tracklet) -> bool:
    return box_of(one.points[-1]).overlap(box_of(other.points[-1])) > 0.5


def _unsteadiness(track: Tracklet) -> float:
    """How far in pixels the last points lie from where the ones before were heading."""
    if len(track.points) < 2:
        return float("inf")
    last, before = track.points[-1][:, :2], track.points[-2][:, :2]
    heading = before - track.points[-3][:, :2] if len(track.points) > 2 else 0
    return float(np.linalg.norm(last - before - heading, axis=1).mean())
