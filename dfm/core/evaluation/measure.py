"""The numbers of one edited clip, from what was seen of its face before and after.

It knows series of numbers alone: neither videos nor how the edit was made.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core.document.emotions import emotion
from dfm.core.document.timebase import Span
from dfm.core.evaluation import metrics
from dfm.core.faces.topology import INNER_LIPS, LEFT_EYE, MESH_VERTICES, OUTER_LIPS, RIGHT_EYE
from dfm.core.motion.prototypes import shift_along, valence_arousal

SILENT = 0.004
"""Lips whose aperture spreads less than this, in face heights, do not speak: r would be that of noise."""
STEADY = sorted(set(range(MESH_VERTICES)) - {*INNER_LIPS, *OUTER_LIPS, *LEFT_EYE, *RIGHT_EYE})
"""Landmarks of what moves slowly: all but lips and lids."""

Series = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """A face over frames (N,): landmarks (N, 478, 3) in upright pixels, blendshapes (N, 52), lip aperture
    over face height (N,)."""

    frames: NDArray[np.int32]
    landmarks: NDArray[np.float32]
    blendshapes: NDArray[np.float32]
    aperture: NDArray[np.float32]

    def within(self, span: Span) -> NDArray[np.int32]:
        """Its frames inside a span."""
        return self.frames[(self.frames >= span.start) & (self.frames < span.end)]

    def only(self, frames: NDArray[np.int32]) -> "Seen":
        """The face on these frames, all of which it has, in their order."""
        at = np.searchsorted(self.frames, frames)
        return Seen(
            self.frames[at], self.landmarks[at], self.blendshapes[at], self.aperture[at],
        )  # fmt: skip


def in_common(before: Seen, after: Seen) -> tuple[Seen, Seen]:
    """Both faces on the frames that both have."""
    frames = np.intersect1d(before.frames, after.frames).astype(np.int32)
    return before.only(frames), after.only(frames)


def speech(before: Seen, after: Seen) -> tuple[float, float]:
    """Pearson's r of the lip apertures, NaN where the lips hardly move, and closure recall."""
    speaks = len(before.aperture) > 1 and float(before.aperture.std()) >= SILENT
    r = metrics.correlation(before.aperture, after.aperture) if speaks else float("nan")
    return r, metrics.closure_recall(before.aperture, after.aperture)


def jitter(before: Seen, after: Seen) -> float:
    """How much the landmarks STEADY shake after the edit over before: the mean length of their second
    differences over frames that follow one another; NaN where no three do."""
    whole = np.flatnonzero(before.frames[2:] - before.frames[:-2] == 2)
    if not len(whole):
        return float("nan")
    shaken = []
    for seen in (before, after):
        points = seen.landmarks[:, STEADY, :2].astype(np.float64)
        second = points[:-2] - 2 * points[1:-1] + points[2:]
        shaken.append(float(np.linalg.norm(second[whole], axis=-1).mean()))
    return shaken[1] / shaken[0] if shaken[0] > 1e-9 else float("nan")


def closed_frames(before: Seen) -> int:
    """On how many frames the lips are closed."""
    return int((before.aperture < metrics.CLOSED_APERTURE).sum())


def change(before: Seen, after: Seen) -> Series:
    """How the blendshapes changed, frame by frame (N, 52)."""
    return after.blendshapes.astype(np.float64) - before.blendshapes


def blendshape_shift(name: str, before: Seen, after: Seen) -> tuple[float, float]:
    """Direction and size of the mean change of blendshapes, against the emotion's prototype."""
    if not len(before.frames):
        return float("nan"), float("nan")
    return shift_along(name, change(before, after).mean(axis=0))


def va_shift(name: str, before: Seen, after: Seen) -> float:
    """How much of the way to the emotion's place the mean valence and arousal went: 1 is all of it."""
    if not len(before.frames):
        return float("nan")
    return va_way(name, valence_arousal(change(before, after)).mean(axis=0))


def va_way(name: str, moved: Series) -> float:
    """How much of the way to an emotion's place a move (2,) is; NaN for the neutral face's, the origin."""
    row = emotion(name)
    place = np.array([row.valence, row.arousal])
    return float(moved @ place / (place @ place)) if place.any() else float("nan")


def va_agreement(asked: Series, found: Series) -> tuple[float, float]:
    """CCC and RMSE between the asked and the found curve (N, 2), the mean of valence and arousal."""
    if not len(asked):
        return float("nan"), float("nan")
    agreement = [metrics.concordance(asked[:, axis], found[:, axis]) for axis in (0, 1)]
    error = [metrics.root_mean_square(asked[:, axis], found[:, axis]) for axis in (0, 1)]
    return float(np.mean(agreement)), float(np.mean(error))
