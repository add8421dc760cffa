"""Follow every face through a video, one streamed frame at a time.

Each track looks for its face only in a crop around where it was, so that it cannot jump to
another person; whole pictures are searched now and then (in tiles too, for small faces) for
faces that nobody follows yet. Tracks end at shot cuts. Joining the pieces of one person is
left to `identity`.
"""

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import combinations
from typing import Protocol

import av
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.ahead import LookAhead
from dfm.core.faces.landmarks import LandmarkBackend
from dfm.core.faces.look import PATCH, Looker, Sight
from dfm.core.faces.rows import Spool, SpooledRows
from dfm.core.faces.search import Box, box_of, boxes_match, find_boxes
from dfm.core.faces.unwrap import Unwrapper

MOST_MISSES = 6
MOST_FACES = 8
SEARCH_EVERY = 6
TILES_EVERY = 30
FINE_TILES_EVERY = 90
NEAR = 0.05
"""How far a look may be beside the expected box, in sizes of it."""


class PointList(Protocol):
    """Landmarks (478, 3) one after the other: a list, or `SpooledRows`."""

    def append(self, row: NDArray[np.float32], /) -> None:
        """Add those of one more frame."""
        ...

    def pop(self) -> NDArray[np.float32]:
        """Take back the last."""
        ...

    def __len__(self) -> int:
        """How many frames there are."""
        ...

    def __getitem__(self, place: int, /) -> NDArray[np.float32]:
        """Those of one frame."""
        ...

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        """Those of all frames."""
        ...


class PatchList(Protocol):
    """Small grey pictures (64, 64) one after the other: a list, or `SpooledRows`."""

    def append(self, row: NDArray[np.uint8], /) -> None:
        """Add that of one more frame."""
        ...

    def pop(self) -> NDArray[np.uint8]:
        """Take back the last."""
        ...

    def __len__(self) -> int:
        """How many frames there are."""
        ...

    def __getitem__(self, place: int, /) -> NDArray[np.uint8]:
        """That of one frame."""
        ...


@dataclass(slots=True)
class Tracklet:
    """An unbroken run of one face; the lists run side by side, one entry a frame where it was found.

    patches and views are as `Sight` has them.
    """

    frames: list[int] = field(default_factory=list)
    points: PointList = field(default_factory=list[NDArray[np.float32]])
    blendshapes: list[NDArray[np.float32]] = field(default_factory=list)
    textures: list[tuple[int, NDArray[np.uint8]]] = field(default_factory=list)
    texture_stride: int = 1
    misses: int = 0
    patches: PatchList = field(default_factory=list[NDArray[np.uint8]])
    views: list[NDArray[np.float32]] = field(default_factory=list)

    def expected_box(self, frames: int = 1) -> Box:
        """Where the face should be one or two frames after the last one if it about keeps its speed."""
        box = box_of(self.points[-1])
        if len(self.points) > 1 and self.misses == 0:
            return box.moved_on(box_of(self.points[-2]), 0.2 + 0.5 * frames)
        return box

    def forget_last(self) -> None:
        """Take back what was found last."""
        self.frames.pop()
        self.points.pop()
        self.blendshapes.pop()
        self.patches.pop()
        self.views.pop()
        self.textures = [entry for entry in self.textures if entry[0] < len(self.frames)]


@dataclass(frozen=True, slots=True)
class _EarlyLook:
    """A look for a face that was begun before it was known where the face is one frame earlier."""

    track: Tracklet
    box: Box
    found: Future[Sight | None]


class FaceTracker:
    """Streams pictures in, tracklets out; `pixel_aspect` is that of the stored raster.

    With `ahead` the pictures that are announced by `foresee` are searched before their turn, and two frames
    are looked at side by side.
    """

    def __init__(
        self,
        backend: LandmarkBackend,
        *,
        rotation: int,
        pixel_aspect: Fraction,
        unwrapper: Unwrapper | None = None,
        most_textures: int = 48,
        ahead: LookAhead | None = None,
    ) -> None:
        self._backend = backend
        self._ahead = ahead
        self._rotation = rotation
        self._stored_aspect = pixel_aspect
        self._looker = Looker(backend, rotation, pixel_aspect)
        self._unwrapper = unwrapper
        self._most_textures = most_textures
        self._spool, self._patches = Spool(), Spool((PATCH, PATCH), np.uint8)
        self._active: list[Tracklet] = []
        self._ended: list[Tracklet] = []
        self._early: list[_EarlyLook] = []
        self._lost = False

    def foresee(self, index: int, picture: av.VideoFrame) -> None:
        """Announce a frame that will be pushed soon."""
        if self._ahead is not None and index % SEARCH_EVERY == 0:
            self._ahead.begin_search(index, picture, self._level(index, fresh=index == 0))

    def push(
        self, index: int, picture: av.VideoFrame, *, cut: bool, coming: av.VideoFrame | None = None
    ) -> None:
        """Look at the next frame; `cut` says that it begins a new shot, `coming` is the frame after it."""
        if cut:
            self._end(self._active)
        self._lost = False
        early = self._early
        self._early = [] if coming is None else [self._begin(track, coming) for track in self._active]
        for track in self._active:
            self._follow(track, index, picture, [look for look in early if look.track is track])
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

    def _begin(self, track: Tracklet, coming: av.VideoFrame) -> "_EarlyLook":
        """Look for a face in the frame after this one, where it should have come by then."""
        assert self._ahead is not None
        box = track.expected_box(2)
        return _EarlyLook(track, box, self._ahead.beside(partial(self._looker.look, coming, box)))

    def _follow(self, track: Tracklet, index: int, picture: av.VideoFrame, early: "list[_EarlyLook]") -> None:
        expected = track.expected_box()
        of_use = [look for look in early if _near(look.box, expected)]
        found = of_use[0].found.result() if of_use else self._looker.look(picture, expected)
        if found is not None and boxes_match(expected, box_of(found.points)):
            self._append(track, index, found, picture)

    def _append(self, track: Tracklet, index: int, found: Sight, picture: av.VideoFrame) -> None:
        track.frames.append(index)
        track.points.append(found.points)
        track.blendshapes.append(found.blendshapes)
        track.patches.append(found.patch)
        track.views.append(found.view)
        if self._unwrapper is None or (len(track.frames) - 1) % track.texture_stride:
            return
        crop, matrix = self._looker.crop(picture, box_of(found.points))
        points = np.asarray(found.points[:, :2] @ matrix[:, :2].T + matrix[:, 2], np.float32)
        track.textures.append((len(track.frames) - 1, self._unwrapper.unwrap(crop, points)))
        if len(track.textures) > self._most_textures:
            track.textures = track.textures[::2]
            track.texture_stride *= 2

    def _search(self, index: int, picture: av.VideoFrame, *, fresh: bool) -> None:
        due = fresh or self._lost or index % SEARCH_EVERY == 0
        if not due or len(self._active) >= MOST_FACES:
            return
        for box in self._find(index, picture, self._level(index, fresh=fresh)):
            if len(self._active) >= MOST_FACES:
                return
            if any(boxes_match(box, track.expected_box(), 0.8) for track in self._active):
                continue
            found = self._looker.look(picture, box)
            if found is None or not boxes_match(box, box_of(found.points), 0.8):
                continue
            if any(boxes_match(box_of(found.points), box_of(other.points[-1])) for other in self._active):
                continue
            track = Tracklet(points=SpooledRows(self._spool), patches=SpooledRows(self._patches))
            self._append(track, index, found, picture)
            self._active.append(track)

    def _level(self, index: int, *, fresh: bool) -> int:
        """How small the tiles of this frame's search are."""
        if fresh or index % (TILES_EVERY if self._active else TILES_EVERY // 3) == 0:
            return 2 if fresh or not self._active or index % FINE_TILES_EVERY == 0 else 1
        return 0

    def _find(self, index: int, picture: av.VideoFrame, level: int) -> list[Box]:
        if self._ahead is not None:
            return self._ahead.searched(index, picture, level)
        return find_boxes(self._backend.find, picture, self._rotation, self._stored_aspect, level)

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


def _near(one: Box, other: Box) -> bool:
    """Whether looking at the one is as good as looking at the other."""
    size = max(other.width, other.height)
    (x, y), (x0, y0) = one.centre, other.centre
    apart = max(abs(x - x0), abs(y - y0), abs(one.width - other.width), abs(one.height - other.height))
    return apart < NEAR * size


def _unsteadiness(track: Tracklet) -> float:
    """How far in pixels the last points lie from where the ones before were heading."""
    if len(track.points) < 2:
        return float("inf")
    last, before = track.points[-1][:, :2], track.points[-2][:, :2]
    heading = before - track.points[-3][:, :2] if len(track.points) > 2 else 0
    return float(np.linalg.norm(last - before - heading, axis=1).mean())
