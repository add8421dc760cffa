"""How far a decoder's expressions lie from what actors do: from those of the label, and of the other labels.

Each label is taken at the strength at which it comes nearest to the clip, so that shapes are compared, not
how strongly they are played. All labels are measured by one spread, the decoder's over all of them: by its
own, a label of which people differ much would be near to everything.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core.document.emotions import EMOTIONS, emotion
from dfm.core.errors import InputError, UsageError
from dfm.core.evaluation import rooms
from dfm.core.evaluation.acted_shapes import ActedShape, acted_shapes
from dfm.core.evaluation.decoder_report import DecoderReport, Fit, ShapeRow
from dfm.core.evaluation.machine import this_machine
from dfm.core.evaluation.samples import read_samples, unknown_people
from dfm.core.jobs import Job
from dfm.core.motion.person import Expressions, one_hot
from dfm.core.motion.prior import PrototypeExpressions
from dfm.core.motion.universal import load_universal

STRENGTHS = np.arange(0.1, 1.101, 0.05)
"""How far along the way to an emotion's place it is tried."""
DECODERS = ("universal", "prototypes")


def measure_decoder(clips: Path, name: str | None = None) -> Job[DecoderReport]:
    """Compare a decoder (default: the one that edits use) with the actors of a folder."""
    decoder, chosen = _open(name)
    failures: list[str] = []
    shapes = yield from acted_shapes(unknown_people(read_samples(clips)), failures)
    if not shapes:
        raise InputError(f"{clips} holds no acted clip that was not trained on: mark some in clips.csv.")
    labels = [row.name for row in EMOTIONS if row.action_units]
    played = {label: _played(decoder, label) for label in labels}
    spread = np.sqrt(np.mean([np.square(each).mean(axis=0) for _, each in played.values()], axis=0))
    rows = tuple(
        _row(shape, {label: mean for label, (mean, _) in played.items()}, spread) for shape in shapes
    )
    return DecoderReport(chosen, this_machine(), rows, tuple(failures))


def _open(name: str | None) -> tuple[Expressions, str]:
    chosen = DECODERS[0] if name is None else name
    if chosen not in DECODERS:
        raise UsageError(f"There is no decoder '{chosen}' for anybody; choose from {', '.join(DECODERS)}.")
    made = load_universal() if chosen == DECODERS[0] else PrototypeExpressions(rooms.face_model())
    return made, chosen


def _row(
    shape: ActedShape, means: Mapping[str, NDArray[np.float64]], spread: NDArray[np.float64]
) -> ShapeRow:
    coefficients = shape.coefficients.astype(np.float64)
    fits = {label: fit(coefficients, mean, spread) for label, mean in means.items()}
    return ShapeRow(shape.clip, shape.person, shape.emotion, shape.rested, fits)


def _played(decoder: Expressions, label: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coefficients (S, 30) at each of STRENGTHS, and how much people differ in them (S, 30)."""
    row = emotion(label)
    places = STRENGTHS[:, None] * np.array([row.valence, row.arousal])
    emotions = one_hot(label, len(places))
    mean, spread = decoder.mean(places, emotions), decoder.spread(places, emotions)
    return mean.astype(np.float64), spread.astype(np.float64)


def fit(shape: NDArray[np.float64], mean: NDArray[np.float64], spread: NDArray[np.float64]) -> Fit:
    """How near an expression (30,) is to a label's means (S, 30), each measure at its best, where people
    differ by a spread (30,)."""
    sizes = np.linalg.norm(mean, axis=1) * float(np.linalg.norm(shape))
    cosines = mean @ shape / np.maximum(sizes, 1e-9)
    distances = np.sqrt(np.square((mean - shape) / spread).mean(axis=1))
    best = int(distances.argmin())
    return Fit(1 - float(cosines.max()), float(distances[best]), float(STRENGTHS[best]))
