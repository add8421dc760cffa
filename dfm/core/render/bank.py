"""The reference bank: a few dozen frames of one person that show what this face can do, as cut-out pictures.

Frames are taken far apart in mouth, eyes and head turn (farthest-point sampling) from among those in which
the head is quiet, since those are sharp. Choosing needs no pixels; those are read when the first is asked
for. A bank knows one track of one video, and nothing of edits.
"""

from threading import Lock

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.faces.tracks import FaceTrack
from dfm.core.media.info import MediaInfo
from dfm.core.media.picture import Region, read_rgb
from dfm.core.media.seek import PictureSource
from dfm.core.render.choosing import distances
from dfm.core.render.renderer import Reference

MOST = 48
LARGEST_SIDE = 1024
"""Pixels of a cut-out's longer side; larger faces are made smaller, so that a bank stays below 150 MB."""
MARGIN = 0.08
"""What is kept around the landmarks, over their box's longer side."""
LEAST_CONFIDENCE = 0.5
QUIET = 0.7
"""The share of a track's frames, those in which the head moves least, among which to choose."""
CANDIDATES = 1200
"""Frames among which to choose, evenly spread over longer tracks."""


class Bank:
    """Media frames (B,), coefficients (B, 30) and head rotations (B, 3, 3), and the pictures on demand.

    May be used from several threads.
    """

    def __init__(self, model: FaceModel, track: FaceTrack, info: MediaInfo, most: int = MOST) -> None:
        """Choose; the same video always gives the same references."""
        self._track, self._info = track, info
        self._places = np.sort(np.array(spread(model, track, most), np.int64))
        self._references: tuple[Reference, ...] | None = None
        self._lock = Lock()
        self.frames = track.frames[self._places]
        self.expression = track.expression[self._places]
        self.rotation = track.rotation[self._places]

    @property
    def references(self) -> tuple[Reference, ...]:
        """The pictures, which are read the first time; InputError where the video has gone or changed."""
        with self._lock:
            if self._references is None:
                source = PictureSource(self._info)
                try:
                    self._references = tuple(
                        _cut(self._track, self._info, source, int(place)) for place in self._places
                    )
                finally:
                    source.close()
            return self._references


def spread(model: FaceModel, track: FaceTrack, most: int) -> list[int]:
    """The places of up to `most` frames that lie far from each other, the most ordinary one first."""
    places = _quiet(track)
    places = places[np.linspace(0, len(places) - 1, min(len(places), CANDIDATES)).round().astype(int)]
    expression, rotation = track.expression[places], track.rotation[places]
    ordinary = np.median(expression, axis=0)[None]
    middle = rotation[[len(rotation) // 2]]
    chosen = [int(distances(model, ordinary, middle, expression, rotation)[0].argmin())]
    nearest = np.full(len(places), np.inf)
    while len(chosen) < min(most, len(places)):
        last = chosen[-1]
        row = distances(model, expression[[last]], rotation[[last]], expression, rotation)[0]
        nearest = np.minimum(nearest, row)
        farthest = int(nearest.argmax())
        if nearest[farthest] <= 0:
            break
        chosen.append(farthest)
    return [int(places[each]) for each in chosen]


def _quiet(track: FaceTrack) -> NDArray[np.int64]:
    """The places of frames that were found well and in which the head hardly moves."""
    speed = np.zeros(len(track.frames))
    if len(speed) > 1:
        middles, sizes = track.boxes[:, :2] + track.boxes[:, 2:] / 2, track.boxes[:, 3]
        steps = np.linalg.norm(np.diff(middles, axis=0), axis=1) / np.maximum(np.diff(track.frames), 1)
        speed[:-1] = steps
        speed[1:] = np.maximum(speed[1:], steps)
        speed /= np.maximum(sizes, 1)
    good = (track.confidence >= LEAST_CONFIDENCE) & (speed <= np.quantile(speed, QUIET))
    return np.flatnonzero(good) if good.any() else np.arange(len(speed))


def _cut(track: FaceTrack, info: MediaInfo, source: PictureSource, place: int) -> Reference:
    """The picture around a face, with its landmarks."""
    points = np.asarray(track.points[place], np.float32)
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    margin = MARGIN * float((high - low).max())
    width, height = info.width, info.height
    if info.rotation % 180:
        width, height = height, width
    left, top = np.maximum(np.floor(low - margin), 0).astype(int)
    right, bottom = np.minimum(np.ceil(high + margin), (width, height)).astype(int)
    region = Region(int(left), int(top), max(int(right - left), 2), max(int(bottom - top), 2))
    rgb = read_rgb(source.picture(int(track.frames[place])), region, info.rotation)
    scale = min(1.0, LARGEST_SIDE / max(region.width, region.height))
    if scale < 1:
        size = (round(region.width * scale), round(region.height * scale))
        rgb = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.float32)
    own = (points - np.array([region.x, region.y, 0], np.float32)) * np.float32(scale)
    shown = np.clip(rgb + 0.5, 0, 255).astype(np.uint8)
    return Reference(shown, own.astype(np.float32), np.asarray(track.expression[place], np.float32))
