"""Renderers against each other: cross-expression reenactment of the same pairs, on people of no training.

Once more with every frame withheld whose mouth is near the target's, which is the case of a video that never
shows what is asked for.
"""

from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dfm.core.analyze import Analysis
from dfm.core.errors import DfmError, InputError, MissingWeights
from dfm.core.evaluation import rooms
from dfm.core.evaluation.crops import Picture
from dfm.core.evaluation.cross import Attempt, attempt
from dfm.core.evaluation.crossing import choose_shown
from dfm.core.evaluation.likeness import UNMEASURED, UNSCORED, Judges, Scores, between_strangers
from dfm.core.evaluation.machine import Machine, this_machine
from dfm.core.evaluation.metrics import median
from dfm.core.evaluation.report import plain
from dfm.core.evaluation.samples import Sample, read_samples, unknown_people
from dfm.core.evaluation.sheets import contact_sheet, labelled, write_picture
from dfm.core.evaluation.tables import Value, table
from dfm.core.jobs import Job, Progress

SCHEMA = 2
NEAR_MOUTH = 0.2
"""Lips that lie within so many centimetres (root mean square) of the wanted ones show what is asked for."""
SHOWN_PAIRS = 6


@dataclass(frozen=True, slots=True)
class Contender:
    """A renderer, and within how many centimetres of the target's mouth frames are withheld from it."""

    title: str
    renderer: str
    nearest_mouth: float = 0.0


ALIGNED = "none, merely aligned"

CONTENDERS = (
    Contender("instant", "instant"),
    Contender("reference", "reference"),
    Contender("reference, no mouth like it", "reference", NEAR_MOUTH),
)


_NAMES = tuple(each.name for each in fields(Scores))
_WHAT = (
    "Perceptual distance is LPIPS over MobileNetV2 without learned channel weights; GMSD needs no net; both\n"
    "are 0 for the same picture. Identity is the cosine of face descriptors, 1 for the same."
)
_HEADINGS = ("Face-APD", "Mouth-APD", "perceptual", "perceptual, mouth", "GMSD", "identity")


@dataclass(frozen=True, slots=True)
class ContestRow:
    """One clip: how many pairs, what merely aligning their frames scores, and the scores of every contender;
    or why there are none."""

    clip: str
    pairs: int = 0
    aligned: Scores = UNSCORED
    scores: tuple[Scores, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class ContestReport:
    """What came of it; `strangers` is the identity of two people of the clips, `missing` names the judges
    that are not installed."""

    contenders: tuple[Contender, ...]
    machine: Machine
    seed: int
    rows: tuple[ContestRow, ...]
    strangers: float = UNMEASURED
    missing: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Everything, under a schema number."""
        content = {"schema": SCHEMA, "protocol": "cross-expression", **asdict(self)}
        content["medians"] = {title: asdict(scores) for title, scores in self.medians().items()}
        return {key: plain(value) for key, value in content.items()}

    def medians(self) -> dict[str, Scores]:
        """Medians over the clips of every contender's scores, by its title; the merely aligned frame last."""
        measured = [_titled(self.contenders, row) for row in self.rows if row.pairs]
        return {
            title: Scores(*(median([getattr(row[title], name) for row in measured]) for name in _NAMES))
            for title in [*(each.title for each in self.contenders), ALIGNED]
        }

    def text(self) -> str:
        """Tables that a person can read."""
        found = self.medians()
        first = next(iter(found))
        summary = [
            (title, each.face, each.face / found[first].face, each.mouth, each.mouth / found[first].mouth,
             *astuple(each)[2:])
            for title, each in found.items()
        ]  # fmt: skip
        headings = ("Face-APD", f"of {first}", "Mouth-APD", f"of {first}", *_HEADINGS[2:])
        parts = (
            f"Cross-expression reenactment at 256 px, {len(self.rows)} clips not trained on, "
            f"seed {self.seed}",
            f"Measured on {self.machine.sentence}",
            "Medians over the clips, and their share of what the first renderer scores",
            table(("renderer", *headings), summary, 3),
            _WHAT,
            *(
                [f"Two people of these clips have an identity of {self.strangers:.3f}."]
                * (self.strangers > 0)
            ),
            *(f"Not measured: {each}" for each in self.missing),
            "By clip",
            table(("clip", "pairs", "renderer", *_HEADINGS, "failure"), self._by_clip(), 3),
        )
        return "\n\n".join(parts) + "\n"

    def _by_clip(self) -> list[Sequence[Value]]:
        rows: list[Sequence[Value]] = []
        for row in self.rows:
            if row.failure:
                rows.append([row.clip, row.pairs, "", *[None] * len(_NAMES), row.failure])
            for title, scores in _titled(self.contenders, row).items():
                rows.append([row.clip, row.pairs, title, *astuple(scores), ""])
        return rows


def compare_renderers(
    clips: Path, *, limit: int | None = None, seed: int = 0, sheets: Path | None = None
) -> Job[ContestReport]:
    """Score all contenders on the same pairs; people of whom a clip is marked for training are left out."""
    samples = unknown_people(read_samples(clips))[:limit]
    if not samples:
        raise InputError(
            f"{clips} holds no clip that was not trained on: add some, or mark them in clips.csv."
        )
    judges = Judges()
    rows: list[ContestRow] = []
    people: list[NDArray[np.float64]] = []
    for count, sample in enumerate(samples, 1):
        row, person = yield from _row(sample, seed, sheets, judges)
        rows.append(row)
        people += [person] if person is not None else []
        yield Progress("comparing renderers", count, len(samples), "clips")
    apart = between_strangers(people)
    return ContestReport(CONTENDERS, this_machine(), seed, tuple(rows), apart, judges.missing)


def _row(
    sample: Sample, seed: int, sheets: Path | None, judges: Judges
) -> Job[tuple[ContestRow, NDArray[np.float64] | None]]:
    try:
        analysis: Analysis = yield from rooms.analysed(sample.path, use_cache=True)
        attempts = yield from _attempts(sample, analysis, seed)
    except MissingWeights:
        raise
    except DfmError as error:
        return ContestRow(sample.name, failure=str(error)), None
    if sheets is not None:
        write_picture(_sheet(sample.name, attempts), sheets / f"{sample.name}-renderers.png")
    first = attempts[0]
    aligned = judges.score(first, [each.aligned for each in first])
    scores = tuple(judges.score(tried, [each.made for each in tried]) for tried in attempts)
    return ContestRow(sample.name, len(first), aligned, scores), judges.describe(
        first[0].real, first[0].points
    )


def _titled(contenders: Sequence[Contender], row: ContestRow) -> dict[str, Scores]:
    """The scores of a row by who made them; none where nothing could be compared."""
    if not row.pairs:
        return {}
    made = {each.title: scores for each, scores in zip(contenders, row.scores, strict=True)}
    return made | {ALIGNED: row.aligned}


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
