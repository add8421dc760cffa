"""A clip cut in two for self-reenactment: its first 70 % to learn from, the rest to be made again.

What is measured of the rest knows of the person only what the first part tells: where the face rests, in
blendshapes and in coefficients. The neutral shape is the whole clip's: coefficients are counted from it.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from dfm.core.affect.blendshape import embedded_estimator
from dfm.core.affect.observed import Observed, resting_face, worn
from dfm.core.analyze import Analysis
from dfm.core.errors import InputError
from dfm.core.evaluation import rooms
from dfm.core.faces.smoothing import runs
from dfm.core.faces.tracks import FaceTrack
from dfm.core.motion.measured import SECONDS
from dfm.core.motion.style import style_of

TRAIN_SHARE = 0.7
FEWEST = 12
"""Frames that either part has to show the face on."""
CALM = 0.25
FEWEST_CALM, CALMEST = 10, 0.2
"""A face that is calm on fewer frames rests as on this share of them, the calmest."""


@dataclass(frozen=True, eq=False)
class Part:
    """One part of a clip: its track, places (N, 2) in the valence-arousal plane and probabilities (N, 8) of
    the emotions, and the coefficients (N, 30) relative to the face at rest in the first part."""

    track: FaceTrack
    places: NDArray[np.float32]
    emotions: NDArray[np.float32]
    coefficients: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Halves:
    """What may be learned from, what is to be made again, and the coefficients (30,) of the face at rest."""

    learned: Part
    tested: Part
    resting: NDArray[np.float32]


def halves_of(analysis: Analysis) -> Halves:
    """Cut the main person of a clip; InputError where either part hardly shows them."""
    track = analysis.tracks[0]
    cut = int(np.searchsorted(track.frames, int(TRAIN_SHARE * analysis.media.frames)))
    if min(cut, len(track.frames) - cut) < FEWEST:
        raise InputError(f"{analysis.media.path.name} hardly shows the face at its start or at its end.")
    first, last = part_of(track, slice(0, cut)), part_of(track, slice(cut, len(track.frames)))
    resting = resting_face(first.blendshapes)
    learned, tested = (_read(analysis, each, resting) for each in (first, last))
    rest = _rest(analysis, learned)
    shifted = [replace(each, coefficients=each.coefficients - rest) for each in (learned, tested)]
    return Halves(shifted[0], shifted[1], rest)


def part_of(track: FaceTrack, which: slice) -> FaceTrack:
    """Some of the frames of a track, as a track of its own with the same neutral."""
    return replace(
        track,
        frames=track.frames[which],
        points=track.points[which],
        blendshapes=track.blendshapes[which],
        rotation=track.rotation[which],
        scale=track.scale[which],
        translation=track.translation[which],
        expression=track.expression[which],
        gaze=track.gaze[which],
        aperture=track.aperture[which],
        confidence=track.confidence[which],
    )


def _read(analysis: Analysis, track: FaceTrack, resting: NDArray[np.float32]) -> Part:
    """What the embedded estimator says of each frame, its places smoothed as the program smooths them."""
    mesh = np.asarray(track.expression + worn(track.neutral, rooms.face_model()), np.float32)
    affect = embedded_estimator().estimate(Observed(track.blendshapes, mesh, resting))
    places = affect.places.astype(np.float64)
    for run in runs(track.frames):
        deviation = float(analysis.media.frame_rate) * SECONDS
        places[run] = gaussian_filter1d(places[run], deviation, axis=0, mode="nearest")
    return Part(track, places.astype(np.float32), affect.probabilities, track.expression)


def _rest(analysis: Analysis, part: Part) -> NDArray[np.float32]:
    """The coefficients (30,) of the face at rest: the median over calm frames, without speech and blinks."""
    slow = np.empty_like(part.coefficients)
    for run in runs(part.track.frames):
        slow[run] = style_of(rooms.face_model(), part.coefficients[run], analysis.media.frame_rate)
    away = np.linalg.norm(part.places, axis=1)
    calm = away < CALM
    if calm.sum() < FEWEST_CALM:
        calm = away <= np.quantile(away, CALMEST)
    return np.asarray(np.median(slow[calm], axis=0), np.float32)
