"""Renderers against each other: cross-expression reenactment of the same pairs, on people of no training.

Once more with every frame withheld whose mouth is near the target's, which is the case of a video that never
shows what is asked for.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dfm.core.analyze import Analysis
from dfm.core.errors import DfmError, InputError, MissingWeights
from dfm.core.evaluation import rooms
from dfm.core.evaluation.crops import Picture
from dfm.core.evaluation.cross import Attempt, Distances, attempt, score
from dfm.core.evaluation.crossing import choose_shown
from dfm.core.evaluation.machine import Machine, this_machine
from dfm.core.evaluation.metrics import median
from dfm.core.evaluation.samples import Sample, one_a_person, read_samples
from dfm.core.evaluation.sheets import contact_sheet, labelled, write_picture
from dfm.core.evaluation.tables import Value, table
from dfm.core.jobs import Job, Progress

SCHEMA = 1
NEAR_MOUTH = 0.2
"""Lips that lie within so many centimetres (root mean square) of the wanted ones show what is asked for."""
SHOWN_PAIRS = 6
TRAINED = "train"


@dataclass(frozen=True, slots=True)
class Contender:
    """A renderer, and within how many centimetres of the target's mouth frames are withheld from it."""

    title: str
    renderer: str
    nearest_mouth: float = 0.0


CONTENDERS = (
    Contender("instant", "instant"),
    Contender("reference", "reference"),
    Contender("reference, no mouth like it", "reference", NEAR_MOUTH),
)


@dataclass(frozen=True, slots=True)
class ContestRow:
    """One clip: how many pairs, and the distances of every contender; or why there are none."""

    clip: str
    pairs: int = 0
    distances: tuple[Distances, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class ContestReport:
    """What came of it."""

    contenders: tuple[Contender, ...]
    machine: Machine
    seed: int
    rows: tuple[ContestRow, ...]

    def to_json(self) -> dict[str, Any]:
        """Everything, under a schema number."""
        return {"schema": SCHEMA, "protocol": "cross-expression", **asdict(self)}

    def medians(self) -> list[tuple[Contender, float, float]]:
        """Face-APD and Mouth-APD of every contender, medians over the clips."""
        measured = [row for row in self.rows if row.pairs]
        return [
            (
                contender,
                median([row.distances[number].face for row in measured]),
                median([row.distances[number].mouth for row in measured]),
            )
            for number, contender in enumerate(self.contenders)
        ]

    def text(self) -> str:
        """Tables that a person can read."""
        found = self.medians()
        _, face, mouth = found[0]
        summary = [(each.title, a, a / face, b, b / mouth) for each, a, b in found]
        first = self.contenders[0].title
        clips: list[list[Value]] = []
        for row in self.rows:
            numbers = [value for each in row.distances for value in (each.face, each.mouth)]
            clips.append([row.clip, row.pairs, *(numbers or [None] * 2 * len(self.contenders)), row.failure])
        columns = [f"{each.title}, {what}" for each in self.contenders for what in ("face", "mouth")]
        parts = (
            f"Cross-expression reenactment at 256 px, {len(clips)} clips not trained on, seed {self.seed}",
            f"Measured on {self.machine.sentence}",
            "Medians over the clips, and their share of what the first renderer scores",
            table(("renderer", "Face-APD", f"of {first}", "Mouth-APD", f"of {first}"), summary),
            "By clip",
            table(("clip", "pairs", *columns, "failure"), clips),
        )
        return "\n\n".join(parts) + "\n"


def compare_renderers(
    clips: Path, *, limit: int | None = None, seed: int = 0, sheets: Path | None = None
) -> Job[ContestReport]:
    """Score all contenders on the same pairs; people of whom a clip is marked for training are left out."""
    everything = read_samples(clips)
    known = {each.person for each in everything if each.use == TRAINED}
    samples = [each for each in one_a_person(everything) if each.person not in known][:limit]
    if not samples:
        raise InputError(
            f"{clips} holds no clip that was not trained on: add some, or mark them in clips.csv."
        )
    rows: list[ContestRow] = []
    for count, sample in enumerate(samples, 1):
        rows.append((yield from _row(sample, seed, sheets)))
        yield Progress("comparing renderers", count, len(samples), "clips")
    return ContestReport(CONTENDERS, this_machine(), seed, tuple(rows))


def _row(sample: Sample, seed: int, sheets: Path | None) -> Job[ContestRow]:
    try:
        analysis: Analysis = yield from rooms.analysed(sample.path, use_cache=True)
        attempts = yield from _attempts(sample, analysis, seed)
    except MissingWeights:
        raise
    except DfmError as error:
        return ContestRow(sample.name, failure=str(error))
    if sheets is not None:
        write_picture(_sheet(sample.name, attempts), sheets / f"{sample.name}-renderers.png")
    return ContestRow(sample.name, len(attempts[0]), tuple(score(each) for each in attempts))


def _attempts(sample: Sample, analysis: Analysis, seed: int) -> Job[list[list[Attempt]]]:
    """For each contender the attempts at all pairs."""
    pairs, shown = yield from choose_shown(sample, analysis, seed)
    model, aspect = rooms.face_model(), float(analysis.media.upright_pixel_aspect)
    found = []
    for contender in CONTENDERS:
        renderer = rooms.renderer_for(contender.renderer, analysis)
        helpers = rooms.Helpers(contender.renderer, analysis)
        found.append(
            [
                attempt(
                    shown[pair.source],
                    shown[pair.target],
                    renderer,
                    model,
                    aspect,
                    helpers.of(pair.target, contender.nearest_mouth),
                )
                for pair in pairs
            ]
        )
    return found


def _sheet(title: str, attempts: Sequence[list[Attempt]]) -> Picture:
    """Columns of pairs: the source laid over the target, the target as filmed, and every contender."""
    first = attempts[0][:SHOWN_PAIRS]
    lines = [("source, aligned", [each.aligned for each in first]), ("target", [each.real for each in first])]
    for contender, tried in zip(CONTENDERS, attempts, strict=True):
        lines.append((contender.title, [each.made for each in tried[:SHOWN_PAIRS]]))
    return contact_sheet(labelled(lines), title=title)
