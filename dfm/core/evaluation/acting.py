"""What the same measures say of actors: the bar for edited faces, who should be as recognisable.

An actor's shift is that from the person's own neutral clip, where the folder has one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch

import numpy as np
from numpy.typing import NDArray

from dfm.core.analyze import Analysis
from dfm.core.errors import DfmError, MissingWeights
from dfm.core.evaluation import rooms
from dfm.core.evaluation.classifier import ExpressionClassifier, judged
from dfm.core.evaluation.measure import va_way
from dfm.core.evaluation.metrics import mean
from dfm.core.evaluation.report import ActedRow
from dfm.core.evaluation.samples import Sample
from dfm.core.evaluation.settings import ACTORS
from dfm.core.faces.tracks import FaceTrack
from dfm.core.jobs import Job, Progress
from dfm.core.media.read import read_frame
from dfm.core.motion.prototypes import shift_along, valence_arousal

FRAMES = 5


@dataclass(frozen=True, slots=True)
class Performance:
    """One acted clip: who plays what, mean blendshapes (52,), and the judge's probabilities (FRAMES, C)."""

    person: str
    emotion: str
    blendshapes: NDArray[np.float64]
    answers: NDArray[np.float32] | None


def measure_actors(
    samples: Sequence[Sample], emotions: Sequence[str], judge: ExpressionClassifier | None
) -> Job[tuple[ActedRow, ...]]:
    """A row for each of the emotions that an actor plays."""
    acted = [sample for sample in samples if sample.acted and fnmatch(sample.name, ACTORS)]
    seen: list[Performance] = []
    for count, sample in enumerate(acted, 1):
        try:
            seen += yield from _watch(sample, judge)
        except MissingWeights:
            raise
        except DfmError:
            continue
        yield Progress("watching actors", count, len(acted), "clips")
    played = [name for name in emotions if any(each.emotion == name for each in seen)]
    return tuple(_row(name, seen, judge) for name in played)


def _watch(sample: Sample, judge: ExpressionClassifier | None) -> Job[list[Performance]]:
    analysis = yield from rooms.analysed(sample.path, use_cache=True)
    if not analysis.tracks:
        return []
    track = analysis.tracks[0]
    answers = None if judge is None else _answers(analysis, track, judge)
    shape = track.blendshapes.astype(np.float64).mean(axis=0)
    return [Performance(sample.person, sample.acted, shape, answers)]


def _answers(analysis: Analysis, track: FaceTrack, judge: ExpressionClassifier) -> NDArray[np.float32]:
    rows = []
    for share in np.linspace(0.1, 0.9, FRAMES):
        place = int(share * (len(track.frames) - 1))
        frame = read_frame(analysis.media, int(track.frames[place]))
        rows.append(judged(judge, frame, analysis.media, track.points[place]))
    return np.stack(rows)


def _row(name: str, seen: Sequence[Performance], judge: ExpressionClassifier | None) -> ActedRow:
    of = [each for each in seen if each.emotion == name]
    shifts = [
        each.blendshapes - rest.blendshapes
        for each in of
        for rest in seen
        if rest.person == each.person and rest.emotion == "neutral" and name != "neutral"
    ]
    along = [shift_along(name, shift) for shift in shifts]
    ways = [va_way(name, valence_arousal(shift[None])[0]) for shift in shifts]
    probability, first = _judged(name, of, judge)
    return ActedRow(
        emotion=name,
        clips=len(of),
        probability=probability,
        first=first,
        direction=mean([direction for direction, _ in along]),
        size=mean([size for _, size in along]),
        va_way=mean(ways),
    )


def _judged(name: str, of: Sequence[Performance], judge: ExpressionClassifier | None) -> tuple[float, float]:
    """Mean probability of the emotion, and how often it is the first, over all frames."""
    answers = [each.answers for each in of if each.answers is not None]
    if judge is None or name not in judge.names or not answers:
        return float("nan"), float("nan")
    column, every = judge.names.index(name), np.concatenate(answers)
    return float(every[:, column].mean()), float((every.argmax(axis=1) == column).mean())
