"""How the faces of a video look, frame by frame: how sharp, how much covered, and what tells one from others.

One streamed pass over the pictures of an analysed video; what it finds is kept in the cache.
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core import digests, places, weights
from dfm.core.analyze import VERSION as ANALYSIS_VERSION
from dfm.core.analyze import Analysis
from dfm.core.faces.identity import appearance
from dfm.core.faces.model import load_face_model
from dfm.core.faces.shading_gain import FLOOR
from dfm.core.faces.topology import INNER_LIPS, LEFT_EYE, RIGHT_EYE
from dfm.core.faces.tracks import FaceTrack
from dfm.core.faces.unwrap import Unwrapper
from dfm.core.jobs import Job, Progress
from dfm.core.media.info import content_id
from dfm.core.media.picture import Region, read_rgb
from dfm.core.media.read import Frame, read_frames

VERSION = 2
SIDE = 128
"""Texels of a side of the texture in which a face is looked at."""
SMALL = 32
MOST_TEXTURES = 48
MOST_TRACKS = 6
STRANGE = 0.22
"""A texel whose logarithm is that far from its median may be of something in front of the face,"""
STRANGE_DEVIATIONS = 4.0
"""if it is also so many typical deviations away. What has the colour of skin is often missed."""
MOST_MEDIAN = 400
PROGRESS_EVERY = 10
_AROUND = 0.12
"""Mouth and eyes change their colour by themselves: so far around them in the texture nothing counts."""


@dataclass(frozen=True, eq=False)
class Looks:
    """Of one track: how sharp each frame is (N,), which share of the face something covers (N,), both NaN
    where no picture decoded, and a descriptor of the person (see `faces.identity`)."""

    sharpness: NDArray[np.float32]
    hidden: NDArray[np.float32]
    descriptor: NDArray[np.float32]


def look_at(analysis: Analysis, tracks: Sequence[FaceTrack]) -> Job[dict[int, Looks]]:
    """The looks of some tracks of a video by the tracks' numbers."""
    model_file = weights.find("face_model")
    key = f"{content_id(analysis.media.path)[:32]}-looks-{analysis.backend}-{digests.sha256(model_file)[:8]}"
    archive = places.cache_folder() / "training" / f"{key}-v{ANALYSIS_VERSION}-{VERSION}.npz"
    found = _kept(archive)
    if all(_is_of(found.get(track.number), track) for track in tracks):
        return found
    watchers = [_Watcher(track, load_face_model(model_file).unwrapper(SIDE)) for track in tracks]
    yield from _watch(analysis, watchers)
    looks = {each.track.number: each.finish() for each in watchers}
    _keep(archive, looks)
    return looks


def _kept(archive: Path) -> dict[int, Looks]:
    """What was found before; nothing where it cannot be read."""
    try:
        with np.load(archive, allow_pickle=False) as stored:
            return {int(name): _unpacked(stored[name]) for name in stored.files}
    except (OSError, ValueError, IndexError, BadZipFile):
        return {}


def _keep(archive: Path, looks: Mapping[int, Looks]) -> None:
    """Keep what was found; a cache that cannot be written costs time, not the result."""
    part = archive.with_suffix(f".{os.getpid()}.part")
    rows: dict[str, Any] = {str(number): _packed(each) for number, each in looks.items()}
    with suppress(OSError):
        archive.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                np.savez(file, **rows)
            part.replace(archive)
        finally:
            part.unlink(missing_ok=True)


def _is_of(looks: Looks | None, track: FaceTrack) -> bool:
    return looks is not None and len(looks.sharpness) == len(track.frames)


def _watch(analysis: Analysis, watchers: Sequence["_Watcher"]) -> Job[None]:
    """Show every frame to every watcher."""
    media = analysis.media
    with closing(read_frames(media)) as frames:
        for frame in frames:
            for each in watchers:
                each.see(frame, media.upright_size, media.rotation)
            if frame.index % PROGRESS_EVERY == 0:
                yield Progress(f"look at the face in {media.path.name}", frame.index, media.frames)


class _Watcher:
    """Collects what one track looks like."""

    def __init__(self, track: FaceTrack, unwrapper: Unwrapper) -> None:
        self.track, self._unwrapper = track, unwrapper
        count = len(track.frames)
        self._sharpness = np.full(count, np.nan, np.float32)
        self._small = np.zeros((count, SMALL, SMALL, 3), np.uint8)
        self._every = max(1, count // MOST_TEXTURES)
        self._textures: list[NDArray[np.uint8]] = []

    def see(self, frame: Frame, size: tuple[int, int], rotation: int) -> None:
        """Take in a frame, where the face is in it."""
        place = self.track.at(frame.index)
        if place is None:
            return
        points = np.asarray(self.track.points[place], np.float32)
        region = _region(points, size)
        rgb = np.clip(read_rgb(frame.picture, region, rotation) + 0.5, 0, 255).astype(np.uint8)
        own = points[:, :2] - np.array([region.x, region.y], np.float32)
        texture = self._unwrapper.unwrap(np.ascontiguousarray(rgb), own)
        self._sharpness[place] = sharpness(texture, self._unwrapper.coverage)
        self._small[place] = cv2.resize(texture, (SMALL, SMALL), interpolation=cv2.INTER_AREA)
        if place % self._every == 0:
            self._textures.append(texture)

    def finish(self) -> Looks:
        """What was found."""
        seen = np.isfinite(self._sharpness)
        hidden = np.full(len(seen), np.nan, np.float32)
        hidden[seen] = covered_shares(self._small[seen], skin(self._unwrapper))
        if not self._textures:
            self._textures.append(np.zeros((SIDE, SIDE, 3), np.uint8))
        descriptor = appearance(np.stack(self._textures), self._unwrapper.coverage)
        return Looks(self._sharpness, hidden, descriptor)


def sharpness(texture: NDArray[np.uint8], coverage: NDArray[np.bool_]) -> float:
    """How much fine detail a texture (S, S, 3) has over its contrast."""
    grey = cv2.cvtColor(texture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    inside = cv2.erode(coverage.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    fine = cv2.Laplacian(cv2.GaussianBlur(grey, (0, 0), 0.8), cv2.CV_32F)[inside]
    return float(fine.std() / (grey[inside].std() + 1.0))


def skin(unwrapper: Unwrapper) -> NDArray[np.bool_]:
    """The small texels (SMALL, SMALL) that neither mouth nor eyes are near to."""
    share = cv2.resize(unwrapper.coverage.astype(np.float32), (SMALL, SMALL), interpolation=cv2.INTER_AREA)
    centres = (np.stack(np.meshgrid(np.arange(SMALL), np.arange(SMALL)), axis=2) + 0.5) / SMALL
    restless = unwrapper.mesh.uv[[*INNER_LIPS, *RIGHT_EYE, *LEFT_EYE]]
    away = np.linalg.norm(centres[:, :, None] - restless[None, None], axis=3).min(axis=2)
    return np.asarray((share > 0.99) & (away > _AROUND / 2), np.bool_)


def covered_shares(small: NDArray[np.uint8], counted: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Which share of the texels that count looks in each of N textures (N, S, S, 3) unlike it mostly does."""
    if not len(small):
        return np.zeros(0, np.float32)
    values = np.log(small[:, counted].astype(np.float32) + FLOOR)
    values -= np.median(values, axis=(1, 2), keepdims=True)
    some = values[:: max(1, len(values) // MOST_MEDIAN)]
    middle = np.median(some, axis=0)
    typical = 1.48 * np.median(np.abs(some - middle), axis=0)
    strange = np.abs(values - middle) > np.maximum(STRANGE, STRANGE_DEVIATIONS * typical)
    return np.asarray(strange.any(axis=2).mean(axis=1), np.float32)


def _region(points: NDArray[np.float32], size: tuple[int, int]) -> Region:
    """The part of the upright raster around landmarks (478, 3), kept inside."""
    low = np.clip(np.floor(points[:, :2].min(axis=0)) - 2, 0, np.array(size) - 2).astype(int)
    high = np.clip(np.ceil(points[:, :2].max(axis=0)) + 3, low + 2, size).astype(int)
    return Region(int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1]))


def _packed(looks: Looks) -> NDArray[np.float32]:
    return np.concatenate([[len(looks.sharpness)], looks.sharpness, looks.hidden, looks.descriptor]).astype(
        np.float32
    )


def _unpacked(row: NDArray[np.float32]) -> Looks:
    count = int(row[0])
    return Looks(row[1 : 1 + count], row[1 + count : 1 + 2 * count], row[1 + 2 * count :])
