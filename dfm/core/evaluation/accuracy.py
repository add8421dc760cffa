"""Are edits recognised? High-intensity edits of people who start neutral, before a judge who learned nothing
from this program, beside what the same judge says of actors.

Only what is needed is drawn: the frames that the judge sees, some of them at lower strengths too, and the
stretch of the liveliest speech.
"""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from dfm.core import weights
from dfm.core.document.emotions import EMOTIONS, emotion
from dfm.core.errors import DfmError, InputError, MissingWeights, UsageError
from dfm.core.evaluation.accuracy_report import AccuracyReport, AccuracyRow, StartRow
from dfm.core.evaluation.acting import measure_actors
from dfm.core.evaluation.calm import NEUTRAL
from dfm.core.evaluation.classifier import ExpressionClassifier, load_classifier
from dfm.core.evaluation.machine import this_machine
from dfm.core.evaluation.samples import read_samples, unknown_people
from dfm.core.evaluation.sheets import contact_sheet, write_picture
from dfm.core.evaluation.visit import Visit, visit
from dfm.core.faces.landmarks import MediaPipeBackend
from dfm.core.jobs import Job, Progress
from dfm.core.planner import check_renderer

DEFAULT_PEOPLE = 10


def measure_accuracy(
    clips: Path,
    *,
    renderer: str = "reference",
    emotions: Sequence[str] | None = None,
    limit: int | None = DEFAULT_PEOPLE,
    seed: int = 0,
    sheets: Path | None = None,
) -> Job[AccuracyReport]:
    """Edit people of a folder who start neutral, those with the largest faces first, with every emotion that
    the judge knows; a sheet of each person goes to the folder `sheets`."""
    check_renderer(renderer)
    samples, judge = read_samples(clips), load_classifier()
    names = _names(emotions, judge)
    people: list[StartRow] = []
    rows: list[AccuracyRow] = []
    failures: list[str] = []
    with closing(MediaPipeBackend(weights.find("face_landmarker"))) as backend:
        for sample in unknown_people(samples):
            if sample.acted or len(people) == limit:
                continue
            try:
                found = yield from visit(sample, renderer, seed, backend, judge)
                if found is not None:
                    rows += yield from _edits(found, names, judge, sheets)
                    people.append(found.row)
            except MissingWeights:
                raise
            except DfmError as error:
                failures.append(f"{sample.name}: {error}")
    if not people:
        raise InputError(f"{clips} shows nobody unknown who starts neutral: add clips of calm people.")
    acted = yield from measure_actors(samples, names, judge)
    return AccuracyReport(
        renderer, seed, judge.name, this_machine(), tuple(people), tuple(rows), acted, tuple(failures)
    )


def _edits(
    person: Visit, names: Sequence[str], judge: ExpressionClassifier, sheets: Path | None
) -> Job[list[AccuracyRow]]:
    """A row for each emotion."""
    rows: list[AccuracyRow] = []
    lines = [person.source()]
    for count, name in enumerate(names, 1):
        row, line = person.edited(name)
        rows.append(row)
        lines.append(line)
        yield Progress(f"editing {person.row.clip}", count, len(names), "emotions")
    if sheets is not None:
        title = f"{person.row.clip}, first named by {judge.name}"
        write_picture(contact_sheet(lines, title=title), sheets / f"{person.row.clip}.png")
    return rows


def _names(emotions: Sequence[str] | None, judge: ExpressionClassifier) -> tuple[str, ...]:
    """The emotions to edit with: all that the judge knows, or those that were asked for."""
    known = tuple(row.name for row in EMOTIONS if row.name in judge.names and row.name != NEUTRAL)
    wanted = known if not emotions else tuple(dict.fromkeys(emotion(word).name for word in emotions))
    for name in wanted:
        if name not in known:
            raise UsageError(f"The judge does not know '{name}'; choose from {', '.join(known)}.")
    return wanted
