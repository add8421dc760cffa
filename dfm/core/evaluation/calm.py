"""Who starts neutral: people whose faces two readers, who know nothing of each other, both call calm.

A clip is looked at on the stretch on which the embedded estimator finds it nearest to the origin; there its
median distance has to be small, and the judge, who sees pictures alone, has to find neutral the likeliest, on
average and on half of the frames.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core.affect.blendshape import embedded_estimator
from dfm.core.affect.observed import observe_track
from dfm.core.analyze import Analysis
from dfm.core.errors import InputError
from dfm.core.evaluation import rooms
from dfm.core.evaluation.classifier import ExpressionClassifier, judged
from dfm.core.faces.smoothing import runs
from dfm.core.media.read import Frame, read_frame

SECONDS = 3.0
"""Length of the stretch looked at; all of a shorter clip."""
LOOKS = 8
LEAST_NEUTRAL = 0.5
"""The share of the looks at which the judge names neutral first."""
FARTHEST = 0.15
"""Largest median distance from the origin of a face that counts as calm."""
SPOKEN = 48
"""Frames of the stretch on which speech is measured."""
NEUTRAL = "neutral"


@dataclass(frozen=True, eq=False)
class Start:
    """How the main person of a clip starts: the longest unbroken run of places of the track, frames spread
    over its calmest stretch with what the judge says of them (LOOKS, C), and the estimator's median distance
    from the origin there."""

    run: slice
    frames: tuple[Frame, ...]
    answers: NDArray[np.float32]
    distance: float
    neutral: float
    calm: bool


def start_of(analysis: Analysis, judge: ExpressionClassifier) -> Start:
    """Read the calmest stretch of a clip's main person; InputError where there is no face."""
    if not analysis.tracks:
        raise InputError(f"{analysis.media.path.name} shows no face; choose another clip.")
    track, media = analysis.tracks[0], analysis.media
    run = max(runs(track.frames), key=lambda each: each.stop - each.start)
    affect = embedded_estimator().estimate(observe_track(track, rooms.face_model()))
    far = np.linalg.norm(affect.places[run], axis=1)
    stretch = quietest(far, round(SECONDS * float(media.frame_rate)))
    places = run.start + np.linspace(stretch.start, stretch.stop - 1, LOOKS).round().astype(int)
    frames = tuple(read_frame(media, int(track.frames[place])) for place in dict.fromkeys(places.tolist()))
    answers = np.stack(
        [judged(judge, frame, media, track.points[_place(analysis, frame)]) for frame in frames]
    )
    mean, distance = answers.mean(axis=0), float(np.median(far[stretch]))
    column = judge.names.index(NEUTRAL)
    often = float((answers.argmax(axis=1) == column).mean())
    calm = distance <= FARTHEST and int(mean.argmax()) == column and often >= LEAST_NEUTRAL
    return Start(run, frames, answers, distance, float(mean[column]), calm)


def quietest(values: NDArray[np.floating], length: int) -> slice:
    """The stretch of a series (N,) of so many entries, or all, with the lowest mean."""
    length = min(max(length, 1), len(values))
    start = int(np.convolve(values, np.full(length, 1 / length), "valid").argmin())
    return slice(start, start + length)


def liveliest(aperture: NDArray[np.floating], length: int = SPOKEN) -> slice:
    """The stretch of lip apertures (N,) of so many entries, or all, on which they spread most."""
    length = min(length, len(aperture))
    spread = [float(aperture[start : start + length].std()) for start in range(len(aperture) - length + 1)]
    start = int(np.argmax(spread))
    return slice(start, start + length)


def _place(analysis: Analysis, frame: Frame) -> int:
    place = analysis.tracks[0].at(frame.index)
    assert place is not None  # the frame was chosen among the track's
    return place
