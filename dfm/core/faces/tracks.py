"""Face tracks: everything that is known of one person in one video, as arrays over the frames.

Points are in pixels of the upright raster. A track lists only frames on which the face was found.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dfm.core.document.timebase import Span
from dfm.core.faces.alignment import Poses, to_camera
from dfm.core.faces.fit import Fit, fit_track, lip_aperture
from dfm.core.faces.model import FaceModel
from dfm.core.faces.registration import Pictures, shifts
from dfm.core.faces.rows import Rows, SpooledRows, parts
from dfm.core.faces.shading_gain import shading_gain
from dfm.core.faces.smoothing import runs, smoothed
from dfm.core.faces.topology import LEFT_EYE_CORNERS, LEFT_IRIS, RIGHT_EYE_CORNERS, RIGHT_IRIS
from dfm.core.faces.tracking import Tracklet

SMALLEST_TRACK = 5


@dataclass(frozen=True, eq=False)
class FaceTrack:
    """One person: `number` counts from 1, the largest over time first.

    frames (N,) media frames, ascending; points (N, 478, 3) landmarks, smoothed and laid over the pixels;
    blendshapes (N, 52); rotation (N, 3, 3), scale (N,), translation (N, 3): the head's pose (see
    `alignment`); expression (N, 30); gaze (N, 2, 2): right and left iris between the eye's corners, in eye
    widths; aperture (N,): inner-lip distance over face height; confidence (N,) in 0..1; identity (I,),
    neutral (468, 3); residual: what the face model leaves, as a share of the face's height; shading_gain:
    how strongly this person's own frames show the learned shading.
    """

    number: int
    frames: NDArray[np.int32]
    points: Rows
    blendshapes: NDArray[np.float32]
    rotation: NDArray[np.float32]
    scale: NDArray[np.float32]
    translation: NDArray[np.float32]
    expression: NDArray[np.float32]
    gaze: NDArray[np.float32]
    aperture: NDArray[np.float32]
    confidence: NDArray[np.float32]
    identity: NDArray[np.float32]
    neutral: NDArray[np.float32]
    residual: float
    shading_gain: float

    @cached_property
    def boxes(self) -> NDArray[np.float32]:
        """Left, top, width, height of the landmarks (N, 4)."""
        out = np.empty((len(self.points), 4), np.float32)
        for part in parts(len(out)):
            points = self.points[part][..., :2]
            low, high = points.min(axis=1), points.max(axis=1)
            out[part] = np.concatenate([low, high - low], axis=1)
        return out

    @property
    def size(self) -> float:
        """Sum over time of the face's area: what makes a track the main one."""
        return float((self.boxes[:, 2] * self.boxes[:, 3]).sum())

    @property
    def spans(self) -> tuple[Span, ...]:
        """The unbroken stretches on which the face is seen."""
        return tuple(
            Span(int(self.frames[run][0]), int(self.frames[run][-1]) + 1) for run in runs(self.frames)
        )

    def at(self, frame: int) -> int | None:
        """Where a media frame is in the arrays, or None where the face was not found."""
        place = int(np.searchsorted(self.frames, frame))
        return place if place < len(self.frames) and self.frames[place] == frame else None

    @property
    def poses(self) -> Poses:
        """The poses of all entries."""
        return Poses(self.rotation, self.scale, self.translation)

    def pose(self, place: int) -> Poses:
        """The pose of one entry, as arrays of length 1."""
        return self.poses.part(slice(place, place + 1))

    def part(self, which: slice) -> "FaceTrack":
        """Some of the entries, as a track of its own with the same neutral."""
        return replace(
            self,
            frames=self.frames[which],
            points=self.points[which],
            blendshapes=self.blendshapes[which],
            rotation=self.rotation[which],
            scale=self.scale[which],
            translation=self.translation[which],
            expression=self.expression[which],
            gaze=self.gaze[which],
            aperture=self.aperture[which],
            confidence=self.confidence[which],
        )


def build_tracks(
    people: list[list[Tracklet]],
    model: FaceModel,
    shading: NDArray[np.float32],
    *,
    rate: float,
    pixel_aspect: float,
) -> tuple[FaceTrack, ...]:
    """Smooth and fit every person's tracklets; `pixel_aspect` is that of the upright raster.

    Chance finds of a few frames are left out where there are better ones.
    """
    longest = max((len(piece.frames) for pieces in people for piece in pieces), default=0)
    enough = min(SMALLEST_TRACK, longest)
    tracks = [
        _build(pieces, model, shading, rate, pixel_aspect)
        for pieces in people
        if sum(len(piece.frames) for piece in pieces) >= enough
    ]
    tracks.sort(key=lambda track: -track.size)
    return tuple(replace(track, number=number) for number, track in enumerate(tracks, 1))


def _build(
    pieces: list[Tracklet], model: FaceModel, shading: NDArray[np.float32], rate: float, pixel_aspect: float
) -> FaceTrack:
    frames = np.array([frame for piece in pieces for frame in piece.frames], np.int32)
    blendshapes = np.array([row for piece in pieces for row in piece.blendshapes], np.float32)
    textures = _textures(pieces)
    points = _smoothed(pieces, frames, rate)
    fit = fit_track(model, points, blendshapes, pixel_aspect)
    points, poses = _registered(pieces, points, fit, model, pixel_aspect)
    gain = shading_gain(textures, fit.expression, fit.poses.yaw_pitch_roll(), shading, model)
    gaze, aperture = np.empty((len(frames), 2, 2), np.float32), np.empty(len(frames), np.float32)
    for part in parts(len(frames)):
        gaze[part] = _gaze(points[part])
        head = poses.part(part).to_head(to_camera(points[part], pixel_aspect))
        aperture[part] = lip_aperture(head, model.face_height)
    return FaceTrack(
        number=0,
        frames=frames,
        points=points,
        blendshapes=blendshapes,
        rotation=poses.rotation,
        scale=poses.scale,
        translation=poses.translation,
        expression=fit.expression,
        gaze=gaze,
        aperture=aperture,
        confidence=_confidence(fit.error, model.face_height),
        identity=fit.identity,
        neutral=fit.neutral,
        residual=fit.residual,
        shading_gain=gain,
    )


def _smoothed(pieces: list[Tracklet], frames: NDArray[np.int32], rate: float) -> SpooledRows:
    """All points of a person, in a file of their own."""
    raw, points = SpooledRows(), SpooledRows()
    for piece in pieces:
        for row in piece.points:
            raw.append(row)
    for run in runs(frames):
        for part in smoothed(raw, run, rate):
            for row in part:
                points.append(row)
    return points


def _registered(
    pieces: list[Tracklet], points: SpooledRows, fit: Fit, model: FaceModel, pixel_aspect: float
) -> tuple[SpooledRows, Poses]:
    """Points and poses that lie over the pixels; a shift in the picture changes nothing else."""
    moved, shift, end = SpooledRows(), np.zeros((len(points), 2), np.float32), 0
    for piece in pieces:
        run = slice(end, end := end + len(piece.frames))
        if len(piece.views) == len(piece.frames):
            pictures = Pictures(piece.patches, np.array(piece.views, np.float32))
            shift[run] = shifts(model, points, fit.poses.rotation, pictures, run)
    for part in parts(len(points)):
        rows = points[part]
        rows[..., :2] += shift[part, None]
        for row in rows:
            moved.append(row)
    translation = fit.poses.translation.copy()
    translation[:, :2] += shift * (np.float32(pixel_aspect), np.float32(-1))
    return moved, replace(fit.poses, translation=translation)


def _textures(pieces: list[Tracklet]) -> list[tuple[int, NDArray[np.uint8]]]:
    """The sampled textures with their places in the joined track."""
    out: list[tuple[int, NDArray[np.uint8]]] = []
    start = 0
    for piece in pieces:
        out += [(start + place, texture) for place, texture in piece.textures]
        start += len(piece.frames)
    return out


def _gaze(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Iris centres between the eye corners (N, 2, 2): 0 in the middle, in units of the eye's width."""
    eyes = []
    for iris, corners in ((RIGHT_IRIS, RIGHT_EYE_CORNERS), (LEFT_IRIS, LEFT_EYE_CORNERS)):
        ends = points[:, list(corners), :2]
        width = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1, keepdims=True)
        eyes.append((points[:, iris[0], :2] - ends.mean(axis=1)) / np.maximum(width, 1e-3))
    return np.asarray(np.stack(eyes, axis=1), np.float32)


def _confidence(error: NDArray[np.float32], face_height: float) -> NDArray[np.float32]:
    """1 where the face model explains a frame, falling as its residual passes 1 % of the face's height."""
    share = np.sqrt(error) / face_height
    return np.asarray(np.clip(1.5 - share / 0.01 / 2, 0, 1), np.float32)
