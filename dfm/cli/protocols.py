"""What `dfm evaluate` can measure: a job for each protocol, all of which end in a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from dfm.core.jobs import Job

EDITS, CROSS, STRENGTHS, AFFECT, ACCURACY = "edits", "cross-expression", "strengths", "affect", "accuracy"
SELF, DECODER = "self-reenactment", "decoder"
MOST_CLIPS = {EDITS: 16, CROSS: 16, STRENGTHS: 10, ACCURACY: 10, SELF: 6}
"""Clips or people unless the user says otherwise; all where nothing stands here."""


class Report(Protocol):
    """What every protocol ends in."""

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON types."""
        ...

    def text(self) -> str:
        """Tables that a person can read."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked to be measured; see the arguments of the command."""

    clips: Path
    emotions: Sequence[str] | None
    limit: int | None
    frames: int
    intensity: str
    renderer: str
    photos: Path | None
    estimator: str
    sheets: Path | None
    cross: bool
    decoders: Sequence[str] | None
    least_seconds: float
    epochs: int
    trained: Path | None
    minutes: float
    seed: int
    base: Path | None = None
    shipped: bool = True
    resume: bool = False


def job_of(protocol: str, wanted: Wanted) -> Job[Any]:
    """The job that measures what is wanted and returns a `Report`."""
    return _JOBS[protocol](wanted)


def _edits(wanted: Wanted) -> Job[Any]:
    from dfm.core.document.edits import parse_intensity
    from dfm.core.evaluation.evaluate import evaluate
    from dfm.core.evaluation.settings import settings_of

    settings = settings_of(
        emotions=wanted.emotions,
        limit=wanted.limit,
        frames=wanted.frames,
        intensity=parse_intensity(wanted.intensity),
        renderer=wanted.renderer,
        seed=wanted.seed,
        sheets=wanted.sheets,
        cross=wanted.cross,
    )
    return evaluate(wanted.clips, settings)


def _cross(wanted: Wanted) -> Job[Any]:
    from dfm.core.evaluation.contest import compare_renderers

    return compare_renderers(wanted.clips, limit=wanted.limit, seed=wanted.seed, sheets=wanted.sheets)


def _strengths(wanted: Wanted) -> Job[Any]:
    from dfm.core.evaluation.strengths import show_strengths

    return show_strengths(
        wanted.clips, renderer=wanted.renderer, limit=wanted.limit, seed=wanted.seed, sheets=wanted.sheets
    )


def _affect(wanted: Wanted) -> Job[Any]:
    from dfm.core.evaluation.affect_readings import read_affect

    return read_affect(wanted.clips, wanted.photos, wanted.estimator)


def _accuracy(wanted: Wanted) -> Job[Any]:
    from dfm.core.evaluation.accuracy import measure_accuracy

    return measure_accuracy(
        wanted.clips,
        renderer=wanted.renderer,
        emotions=wanted.emotions,
        limit=wanted.limit,
        seed=wanted.seed,
        sheets=wanted.sheets,
    )


def _self(wanted: Wanted) -> Job[Any]:
    from dfm.core.evaluation.self_reenactment import reenact_themselves
    from dfm.core.evaluation.training import Drawing

    return reenact_themselves(
        wanted.clips,
        drawing=Drawing(
            wanted.renderer, wanted.trained, wanted.minutes, wanted.base, wanted.shipped, wanted.resume
        ),
        decoders=wanted.decoders,
        limit=wanted.limit,
        least_seconds=wanted.least_seconds,
        epochs=wanted.epochs,
        seed=wanted.seed,
        sheets=wanted.sheets,
    )


def _decoder(wanted: Wanted) -> Job[Any]:
    from dfm.core.evaluation.decoder_distance import measure_decoder

    return measure_decoder(wanted.clips, (wanted.decoders or (None,))[0])


_JOBS = {
    EDITS: _edits,
    CROSS: _cross,
    STRENGTHS: _strengths,
    AFFECT: _affect,
    ACCURACY: _accuracy,
    SELF: _self,
    DECODER: _decoder,
}
PROTOCOLS = tuple(_JOBS)
