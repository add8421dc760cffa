"""A clip cut in two for self-reenactment: its first 70 % to learn from, the rest to be made again.

What is measured of the rest knows of the person only what the first part tells: where the face rests, in
blendshapes and in coefficients. The neutral shape is the whole clip's: coefficients are counted from it.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dfm.core.affect.blendshape import embedded_estimator
from dfm.core.affect.observed import Observed, resting_face, worn
from dfm.core.analyze import Analysis
from dfm.core.errors import InputError
from dfm.core.evaluation import rooms
from dfm.core.faces.smoothing import runs
from dfm.core.faces.tracks import FaceTrack
from dfm.core.motion.measured import smoothed_places
from dfm.core.motion.style import style_of
from dfm.core.training.person_frames import resting_coefficients

TRAIN_SHARE = 0.7
FEWEST = 12
"""Frames that either part has to show the face on."""


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
    first, last = track.part(slice(0, cut)), track.part(slice(cut, len(track.frames)))
    resting = resting_face(first.blendshapes)
    learned, tested = (_read(analysis, each, resting) for each in (first, last))
    rest = _rest(analysis, learned)
    shifted = [replace(each, coefficients=each.coefficients - rest) for each in (learned, tested)]
    return Halves(shifted[0], shifted[1], rest)


def _read(analysis: Analysis, track: FaceTrack, resting: NDArray[np.float32]) -> Part:
    """What the embedded estimator says of each frame, its places smoothed as the program smooths them."""
    mesh = np.asarray(track.expression + worn(track.neutral, rooms.face_model()), np.float32)
    affect = embedded_estimator().estimate(Observed(track.blendshapes, mesh, resting))
    places = smoothed_places(affect.places, track.frames, analysis.media.frame_rate)
    return Part(track, places, affect.probabilities, track.expression)


def _rest(analysis: Analysis, part: Part) -> NDArray[np.float32]:
    """The coefficients (30,) of the face at rest: the median over calm frames, without speech and blinks."""
    slow = np.empty_like(part.coefficients)
    for run in runs(part.track.frames):
        slow[run] = style_of(rooms.face_model(), part.coefficients[run], analysis.media.frame_rate)
    return resting_coefficients(part.places, slow)
