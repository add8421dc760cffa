"""Which frames of a clip to show edits on: a calm face, and one that talks; both sharp and looking ahead."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.analyze import Analysis
from dfm.core.errors import InputError
from dfm.core.evaluation.crops import cut, square_around, view_around
from dfm.core.evaluation.pairs import WITHHELD
from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import BLENDSHAPES
from dfm.core.faces.tracks import FaceTrack
from dfm.core.media.read import Frame, read_frame
from dfm.core.render.choosing import mouth_distances

CALM, TALKING = "calm", "talking"
TALKING_APERTURE = 0.9
"""A talking frame has its lips about as far apart as this quantile of the frames."""
CANDIDATES = 6
APART = 3
"""Frames between two candidates, so that they do not all share one blur."""
_NEVER = 10.0
_LEAST_CONFIDENCE = 0.5
_MOST_BLINK = 0.45
_DEGREE = 0.02
"""What a degree of turning away costs, in centimetres of the lips."""
_BLINKS = [BLENDSHAPES.index(name) for name in ("eyeBlinkLeft", "eyeBlinkRight")]


@dataclass(frozen=True, slots=True)
class Moment:
    """A frame to edit: what it is for, and its place in the track."""

    name: str
    place: int
    frame: Frame


def moments_of(analysis: Analysis, model: FaceModel) -> tuple[Moment, Moment]:
    """A calm and a talking frame of a video's main person; InputError where no face is seen."""
    if not analysis.tracks:
        raise InputError(f"{analysis.media.path.name} shows no face; choose another clip.")
    track = analysis.tracks[0]
    calm = _sharpest(analysis, CALM, calm_cost(model, track))
    near = np.abs(track.frames - calm.frame.index) <= WITHHELD
    return calm, _sharpest(analysis, TALKING, talking_cost(model, track) + _NEVER * near)


def calm_cost(model: FaceModel, track: FaceTrack) -> NDArray[np.float64]:
    """How little the frames (N,) suit as a calm face: lips apart or not as they rest, a face that shows much,
    a head turned away."""
    rest = np.zeros((1, track.expression.shape[1]), np.float32)
    lips = mouth_distances(model, rest, track.expression)[0] + track.aperture * model.face_height / 2
    basis = model.expression.reshape(len(model.expression), -1).astype(np.float64)
    whole = np.linalg.norm(track.expression @ basis, axis=1) / np.sqrt(basis.shape[1] / 3)
    return np.asarray(_turned(track) + lips + whole, np.float64)


def talking_cost(model: FaceModel, track: FaceTrack) -> NDArray[np.float64]:
    """How little the frames (N,) suit as a talking face: lips not parted as speech parts them."""
    wanted = np.quantile(track.aperture, TALKING_APERTURE)
    apart = np.abs(track.aperture - wanted) * model.face_height
    return np.asarray(_turned(track) + apart, np.float64)


def candidates(cost: NDArray[np.float64], frames: NDArray[np.int32]) -> list[int]:
    """The places of the frames (N,) that cost least, some frames apart from each other."""
    chosen: list[int] = []
    for place in np.argsort(cost, kind="stable"):
        if all(abs(int(frames[place]) - int(frames[each])) >= APART for each in chosen):
            chosen.append(int(place))
        if len(chosen) == CANDIDATES:
            break
    return chosen


def _turned(track: FaceTrack) -> NDArray[np.float64]:
    """What turning away costs the frames (N,), and blinking, and being found badly."""
    yaw, pitch, _ = track.poses.yaw_pitch_roll().astype(np.float64).T
    usual = np.median(pitch)  # some cameras look from below
    blinks = track.blendshapes[:, _BLINKS].max(axis=1) > _MOST_BLINK
    bad = blinks | (track.confidence < min(_LEAST_CONFIDENCE, float(np.median(track.confidence))))
    return np.asarray(_DEGREE * (np.abs(yaw) + np.abs(pitch - usual)) + _NEVER * bad, np.float64)


def _sharpest(analysis: Analysis, name: str, cost: NDArray[np.float64]) -> Moment:
    track, media = analysis.tracks[0], analysis.media
    best: tuple[float, Moment] | None = None
    for place in candidates(cost, track.frames):
        frame, points = read_frame(media, int(track.frames[place])), track.points[place]
        view = view_around(frame, media, points)
        square = cut(view, square_around(points, float(media.upright_pixel_aspect)))
        fine = float(cv2.Laplacian(cv2.cvtColor(square, cv2.COLOR_RGB2GRAY), cv2.CV_32F).std())
        if best is None or fine > best[0]:
            best = fine, Moment(name, place, frame)
    assert best is not None  # a track has a frame
    return best[1]
