"""The evaluation job: a folder of clips in, a report out.

Every clip is edited with every emotion on a short excerpt; a clip that cannot be is a row that says why, so
that one odd file never costs the whole run.
"""

import random
from collections.abc import Sequence
from pathlib import Path

from dfm.core.analyze import Analysis
from dfm.core.errors import DfmError, MissingWeights
from dfm.core.evaluation import rooms
from dfm.core.evaluation.acting import measure_actors
from dfm.core.evaluation.cases import edit_clip
from dfm.core.evaluation.classifier import ExpressionClassifier, load_classifier
from dfm.core.evaluation.crossing import cross_clip
from dfm.core.evaluation.machine import this_machine
from dfm.core.evaluation.report import CaseRow, CrossRow, EvaluationReport
from dfm.core.evaluation.samples import Sample, one_a_person, read_samples
from dfm.core.evaluation.settings import Settings
from dfm.core.jobs import Job, Progress


def evaluate(clips: Path, settings: Settings) -> Job[EvaluationReport]:
    """Edit the clips of a folder, or one video, with every emotion and measure what came of it."""
    samples = read_samples(clips)
    judge, missing = _judge()
    acted = yield from measure_actors(samples, settings.emotions, judge)
    cases: list[CaseRow] = []
    crosses: list[CrossRow] = []
    chosen = choose(samples, settings)
    for count, sample in enumerate(chosen, 1):
        rows, cross_row = yield from _clip(sample, settings, judge)
        cases += rows
        crosses += [cross_row] if cross_row is not None else []
        yield Progress("evaluating", count, len(chosen), "clips")
    return EvaluationReport(
        renderer=settings.renderer,
        intensity=settings.intensity,
        seed=settings.seed,
        judge=judge.name if judge is not None else "",
        judge_missing=missing,
        machine=this_machine(),
        cases=tuple(cases),
        crosses=tuple(crosses),
        acted=acted,
    )


def choose(samples: Sequence[Sample], settings: Settings) -> tuple[Sample, ...]:
    """The clips to edit: not those of actors at work; people by lot, everyone once before anyone twice."""
    speakers = tuple(sample for sample in samples if sample.acted in ("", "neutral"))
    ranked = one_a_person(speakers or tuple(samples))
    people = len({sample.person for sample in ranked})
    first, rest = list(ranked[:people]), list(ranked[people:])
    lot = random.Random(settings.seed)
    for group in (first, rest):
        group.sort(key=lambda sample: sample.name)
        lot.shuffle(group)
    return tuple([*first, *rest][: settings.clips])


def _clip(
    sample: Sample, settings: Settings, judge: ExpressionClassifier | None
) -> Job[tuple[tuple[CaseRow, ...], CrossRow | None]]:
    try:
        analysis: Analysis = yield from rooms.analysed(sample.path, use_cache=True)
    except MissingWeights:
        raise
    except DfmError as error:
        failed = (CaseRow(sample.name, sample.person, name, failure=str(error)) for name in settings.emotions)
        return tuple(failed), None
    rows = yield from edit_clip(sample, analysis, settings, judge)
    if not settings.cross:
        return rows, None
    cross_row = yield from cross_clip(sample, analysis, settings)
    return rows, cross_row


def _judge() -> tuple[ExpressionClassifier | None, str]:
    """The judge, or None and what to do to have one."""
    try:
        return load_classifier(), ""
    except MissingWeights as missing:
        return None, str(missing)
