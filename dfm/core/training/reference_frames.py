"""Frames of a clip from which the reference net learns: few, sharp, and unlike each other.

With each comes the one that follows it, from which the net learns to be steady. They are cut out as squares
and kept in the cache.
"""

from contextlib import closing
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core import places, weights
from dfm.core.document.timebase import Span
from dfm.core.errors import InputError
from dfm.core.evaluation.crops import Picture, cut, moved, square_around, view_around
from dfm.core.faces.fit import Fit, fit_track
from dfm.core.faces.model import FaceModel
from dfm.core.faces.registration import shifts
from dfm.core.faces.shading_gain import shading_gain
from dfm.core.jobs import Job, Progress
from dfm.core.media.info import content_id
from dfm.core.media.probe import probe
from dfm.core.media.read import read_frames
from dfm.core.render.choosing import distances
from dfm.core.render.shading import ShadingMaps
from dfm.core.training.face_basis import TrackedFace

VERSION = 3
"""Counts up when frames come to be kept otherwise."""
SIDE = 320
HEIGHTS = 2.05
"""Side of a square over the height of the face's landmarks: the net's window and some room."""
MOST_FRAMES = 40
LOOKED_AT = 56
LEAST_SHARPNESS = 0.5
"""Frames with less than this share of the clip's median sharpness are blurred."""


@dataclass(frozen=True)
class Frames:
    """Frames of one clip: pictures (F, 320, 320, 3), landmarks (F, 478, 3) in their pixels, expression
    (F, 30), rotation (F, 3, 3), media frame numbers (F,), and the person's shading gain ().

    The first C are the chosen ones; `after` (C,) is the place of the frame that follows each, or -1."""

    pictures: NDArray[np.uint8]
    points: NDArray[np.float32]
    expression: NDArray[np.float32]
    rotation: NDArray[np.float32]
    numbers: NDArray[np.int32]
    gain: NDArray[np.float32]
    after: NDArray[np.int32]


def frames_of(model: FaceModel, shading: ShadingMaps, clip: Path, face: TrackedFace) -> Job[Frames]:
    """The frames of a clip, read once."""
    archive = kept_at(clip, f"frames-{SIDE}-v{VERSION}.npz")
    if archive.exists():
        with np.load(archive, allow_pickle=False) as stored:
            return Frames(**{entry.name: stored[entry.name] for entry in fields(Frames)})
    frames = yield from _read(model, shading, clip, face)
    part = archive.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(file, **{entry.name: getattr(frames, entry.name) for entry in fields(Frames)})
    part.replace(archive)
    return frames


def kept_at(clip: Path, name: str) -> Path:
    """Where in the cache something of a clip lies that the present face model and shading shaped."""
    used = weights.hashes("face_model", "shading").values()
    key = "-".join(digest[:8] for digest in used)
    return places.cache_folder() / "training" / f"{content_id(clip)[:32]}-{key}-{name}"


def spread(distance: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Up to `count` places, ascending, each as far as can be from those before it; distance (N, N)."""
    chosen = [int(distance.mean(axis=1).argmin())]
    nearest = distance[chosen[0]].copy()
    while len(chosen) < min(count, len(distance)):
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, distance[chosen[-1]])
    return np.unique(chosen)


def sharpness(picture: Picture) -> float:
    """How much neighbouring pixels of the middle of a square (S, S, 3) differ, over its contrast."""
    quarter = len(picture) // 4
    grey = picture[quarter:-quarter, quarter:-quarter].mean(axis=2)
    steps = np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean()
    return float(steps / (grey.std() + 1))


def _read(model: FaceModel, shading: ShadingMaps, clip: Path, face: TrackedFace) -> Job[Frames]:
    fit = fit_track(model, face.points, face.blendshapes, face.pixel_aspect)
    face = _registered(model, face, fit)
    far = distances(model, fit.expression, fit.poses.rotation, fit.expression, fit.poses.rotation)
    wanted = spread(far, LOOKED_AT)
    following = wanted[:-1] + 1 if wanted[-1] + 1 == len(face.frames) else wanted + 1
    following = following[face.frames[following] == face.frames[following - 1] + 1]
    pictures, points, places = yield from _pictures(clip, face, np.union1d(wanted, following))
    looked_at = np.flatnonzero(np.isin(places, wanted))
    sharp = np.array([sharpness(pictures[each]) for each in looked_at])
    good = looked_at[sharp >= LEAST_SHARPNESS * np.median(sharp)]
    chosen = good[spread(far[np.ix_(places[good], places[good])], MOST_FRAMES)]
    followed = [each for each in chosen if places[each] in following - 1 and places[each] + 1 in places]
    followers = np.searchsorted(places, places[followed] + 1)
    kept = np.concatenate([chosen, followers]).astype(int)
    after = np.full(len(chosen), -1, np.int32)
    after[np.isin(chosen, followed)] = len(chosen) + np.arange(len(followers))
    return Frames(
        pictures[kept],
        points[kept],
        fit.expression[places[kept]],
        fit.poses.rotation[places[kept]],
        face.frames[places[kept]],
        np.float32(_gain(model, shading, face, fit)) * np.ones((), np.float32),
        after,
    )


def _registered(model: FaceModel, face: TrackedFace, fit: Fit) -> TrackedFace:
    """The face with its landmarks laid over the pixels, as those of an analysed video are."""
    if face.pictures is None:
        return face
    points = face.points.copy()
    whole = slice(0, len(points))
    points[..., :2] += shifts(model, face.points, fit.poses.rotation, face.pictures, whole)[:, None]
    return replace(face, points=points)


def _pictures(
    clip: Path, face: TrackedFace, wanted: NDArray[np.int64]
) -> Job[tuple[Picture, NDArray[np.float32], NDArray[np.int64]]]:
    """Squares, landmarks in them, and places in the track of those of the wanted that could be read."""
    info = probe(clip)
    asked = dict(zip(face.frames[wanted].tolist(), wanted.tolist(), strict=True))
    last = max(asked)
    pictures, points, places = [], [], []
    with closing(read_frames(info, Span(0, last + 1))) as frames:
        for frame in frames:
            yield Progress(f"read {clip.name}", frame.index, last + 1)
            if frame.index in asked:
                place = asked[frame.index]
                square = square_around(face.points[place], face.pixel_aspect, SIDE, HEIGHTS)
                pictures.append(cut(view_around(frame, info, face.points[place]), square, SIDE))
                points.append(moved(face.points[place], square))
                places.append(place)
    if not places:
        raise InputError(f"{clip} shows none of the frames that it was tracked on: track it again.")
    return np.stack(pictures), np.stack(points), np.array(places)


def _gain(model: FaceModel, shading: ShadingMaps, face: TrackedFace, fit: Fit) -> float:
    textures = list(zip(face.texture_frames.tolist(), face.textures, strict=True))
    return shading_gain(textures, fit.expression, fit.poses.yaw_pitch_roll(), shading.maps, model)
