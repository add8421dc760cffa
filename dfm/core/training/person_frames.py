"""What a person's decoder learns from: valence, arousal, emotion and coefficients of every good frame.

All coefficients are relative to the person's resting face over all videos. What in the neutral shape of one
video looks like an expression, since it is worn all through it, is counted as one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core.affect.blendshape import embedded_estimator
from dfm.core.affect.observed import Observed, resting_face, worn
from dfm.core.errors import InputError
from dfm.core.faces.model import FaceModel
from dfm.core.faces.smoothing import runs
from dfm.core.faces.tracks import FaceTrack
from dfm.core.motion.measured import smoothed_places
from dfm.core.motion.style import style_of, without_gaze
from dfm.core.training.person_tracks import Face

MOST_DEGREES = 30.0
LEAST_HEIGHT = 64.0
LEAST_CONFIDENCE = 0.5
LEAST_SHARPNESS = 0.6
"""Of what is usual in the video."""
MOST_COVERED = 0.1
"""A frame in which more of the face than this looks unlike in others, is dropped,"""
MORE_COVERED = 3.0
"""if it is so many times what is usual in the video, too."""
CALM = 0.25
FEWEST_CALM = 10
CALMEST = 0.2
LEAST_SECONDS = 2.0
REASONS = ("turned away", "too small", "cut off", "unsure", "blurred", "covered")


@dataclass(frozen=True, eq=False)
class Footage:
    """N good frames of a person, video after video.

    video (N,): which one; places (N, 2), emotions (N, 8); coefficients (N, 30) as they are, relative to
    resting (30,), and slow (N, 30), without speech, gaze and blinks, relative to the like; trust (N,) in
    0..1; how many seconds (N,) each lasts.
    names: of the videos; frames: how many there were; dropped: how many for which reason.
    """

    video: NDArray[np.int64]
    places: NDArray[np.float32]
    emotions: NDArray[np.float32]
    coefficients: NDArray[np.float32]
    slow: NDArray[np.float32]
    trust: NDArray[np.float32]
    seconds: NDArray[np.float32]
    resting: NDArray[np.float32]
    names: tuple[str, ...]
    frames: int
    dropped: Counter[str]

    def __len__(self) -> int:
        """How many frames there are."""
        return len(self.places)

    @property
    def length(self) -> float:
        """Seconds of good footage."""
        return float(self.seconds.sum())

    def part(self, which: NDArray[np.bool_]) -> "Footage":
        """Some of the frames (N,)."""
        return Footage(
            self.video[which], self.places[which], self.emotions[which], self.coefficients[which],
            self.slow[which], self.trust[which], self.seconds[which], self.resting, self.names,
            self.frames, self.dropped,
        )  # fmt: skip


def collect(faces: Sequence[Face], model: FaceModel, share: float = 1.0) -> Footage:
    """The good frames of a person's faces, or of the first share of each; InputError where they last less
    than LEAST_SECONDS."""
    ends = [int(np.ceil(share * len(face.track.frames))) for face in faces]
    shown = [face.track.blendshapes[:end] for face, end in zip(faces, ends, strict=True)]
    resting = resting_face(np.concatenate(shown))
    parts = [_Part(face, model, resting, end) for face, end in zip(faces, ends, strict=True)]
    usual = _usual_neutral(parts)
    dropped = sum((part.dropped for part in parts), Counter[str]())
    frames = sum(len(part.good) for part in parts)
    if sum(float(part.seconds.sum()) for part in parts) < LEAST_SECONDS:
        raise InputError(
            f"Only {frames - dropped.total()} of {frames} frames can be learned from "
            f"({told(dropped)}): add videos that show the face from the front, at least "
            f"{LEAST_HEIGHT:.0f} pixels high, for {LEAST_SECONDS:g} s or longer."
        )
    for part in parts:
        part.rebase(usual)
    coefficients = np.concatenate([part.coefficients for part in parts])
    places = np.concatenate([part.places for part in parts])
    slow = np.concatenate([part.slow for part in parts])
    rest = resting_coefficients(places, np.concatenate([part.steady for part in parts]))
    return Footage(
        np.concatenate([np.full(len(part.places), number) for number, part in enumerate(parts)]),
        places,
        np.concatenate([part.emotions for part in parts]),
        coefficients - rest,
        slow - resting_coefficients(places, slow),
        np.concatenate([part.trust for part in parts]),
        np.concatenate([part.seconds for part in parts]),
        rest,
        tuple(face.path.name for face in faces),
        frames,
        dropped,
    )


def told(dropped: Counter[str]) -> str:
    """How many frames were dropped for what, in words."""
    counted = [f"{dropped[reason]} {reason}" for reason in REASONS if dropped[reason]]
    return ", ".join(counted) if counted else "none dropped"


def judged(face: Face) -> NDArray[np.int64]:
    """For each frame of a face the number of the reason to drop it, or -1 where it is good."""
    track, looks = face.track, face.looks
    with np.errstate(invalid="ignore"):
        angle = np.degrees(np.arccos(np.clip(track.rotation[:, 2, 2], -1, 1)))
        usual_sharp = np.nanmedian(looks.sharpness) if np.isfinite(looks.sharpness).any() else np.nan
        usual_hidden = np.nanmedian(looks.hidden) if np.isfinite(looks.hidden).any() else np.nan
        bad = (
            angle > MOST_DEGREES,
            track.boxes[:, 3] < LEAST_HEIGHT,
            _cut_off(track, face.analysis.media.upright_size),
            track.confidence < LEAST_CONFIDENCE,
            ~(looks.sharpness >= LEAST_SHARPNESS * usual_sharp),
            looks.hidden > max(MOST_COVERED, MORE_COVERED * usual_hidden),
        )
    found = np.full(len(track.frames), -1, np.int64)
    for number in reversed(range(len(REASONS))):
        found[bad[number]] = number
    return found


def resting_coefficients(places: NDArray[np.floating], slow: NDArray[np.floating]) -> NDArray[np.float32]:
    """The coefficients (30,) of the resting face: the median over calm frames, the calmest where few are."""
    away = np.linalg.norm(places, axis=1)
    calm = away < CALM
    if calm.sum() < FEWEST_CALM:
        calm = away <= np.quantile(away, CALMEST)
    return np.asarray(np.median(slow[calm], axis=0), np.float32)


class _Part:
    """The good frames of one video, first relative to its own neutral shape."""

    def __init__(self, face: Face, model: FaceModel, resting: NDArray[np.float32], end: int) -> None:
        track, rate = face.track, face.analysis.media.frame_rate
        reason = judged(face)[:end]
        self.good = reason < 0
        self.dropped = Counter({name: int((reason == number).sum()) for number, name in enumerate(REASONS)})
        self.worn, own = worn(track.neutral, model), track.expression[:end]
        read = embedded_estimator().estimate(
            Observed(track.blendshapes[:end], np.asarray(own + self.worn, np.float32), resting)
        )
        places = smoothed_places(read.places, track.frames[:end], rate)
        shown = without_gaze(model, own, track.blendshapes[:end], resting)
        slow, steady = np.empty_like(own), np.empty_like(own)
        for run in runs(track.frames[:end]):
            slow[run], steady[run] = (style_of(model, each[run], rate) for each in (shown, own))
        self.places = places[self.good]
        self.emotions = read.probabilities[self.good]
        self.coefficients, self.slow, self.steady = own[self.good], slow[self.good], steady[self.good]
        self.trust = track.confidence[:end][self.good]
        self.seconds = np.full(int(self.good.sum()), 1 / float(rate), np.float32)

    @property
    def calm(self) -> int:
        """How many good frames are calm."""
        return int((np.linalg.norm(self.places, axis=1) < CALM).sum())

    def rebase(self, usual: NDArray[np.float32]) -> None:
        """Count what this video's neutral wears beyond the usual one as expression."""
        self.coefficients = self.coefficients + (self.worn - usual)
        self.slow = self.slow + (self.worn - usual)
        self.steady = self.steady + (self.worn - usual)


def _usual_neutral(parts: Sequence[_Part]) -> NDArray[np.float32]:
    """What the person's neutral face wears (30,): the mean over videos, calm ones before others."""
    weights = np.array([1.0 + part.calm for part in parts])
    return np.asarray(np.average([part.worn for part in parts], axis=0, weights=weights), np.float32)


def _cut_off(track: FaceTrack, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Frames (N,) in which the face reaches beyond the picture."""
    left, top, width, height = track.boxes.T
    slack = 0.02 * height
    beyond = (left < -slack) | (top < -slack)
    return np.asarray(beyond | (left + width > size[0] + slack) | (top + height > size[1] + slack), np.bool_)
