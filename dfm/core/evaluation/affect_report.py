"""What reading faces of known emotion came to: shares of right answers, agreement, confusion."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from dfm.core.document.emotions import EMOTIONS, emotion
from dfm.core.evaluation.machine import Machine
from dfm.core.evaluation.metrics import concordance, mean, median
from dfm.core.evaluation.report import plain
from dfm.core.evaluation.tables import Value, table

SCHEMA = 1
NEUTRAL = EMOTIONS[0].name
CHANCE = "chance"
CHANCE_SIGN = 0.5
GOAL_NEUTRAL = 0.15


@dataclass(frozen=True, slots=True)
class Read:
    """One face of one group read by one reader: its label, what was said, the median place over its frames,
    and the median distance from the origin."""

    group: str
    name: str
    label: str
    reader: str
    said: str
    valence: float
    arousal: float
    distance: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Share of right labels; share of the faces with an emotion whose valence has the label's sign; agreement
    (CCC) with the labels' places; median distance from the origin of faces labelled neutral."""

    group: str
    reader: str
    faces: int
    right: float
    sign: float
    valence_agreement: float
    arousal_agreement: float
    neutral_distance: float


@dataclass(frozen=True, slots=True)
class AffectReport:
    """All readings; the first of the readers is the one that is judged."""

    reads: tuple[Read, ...]
    readers: tuple[str, ...]
    machine: Machine
    failures: tuple[str, ...] = ()

    @property
    def scores(self) -> tuple[Scores, ...]:
        """A row for each group and reader, and for chance."""
        rows = []
        for group in dict.fromkeys(read.group for read in self.reads):
            for reader in self.readers:
                rows.append(_scores(group, reader, self._of(group, reader)))
            count = len(self._of(group, self.readers[0]))
            nothing = float("nan")
            rows.append(
                Scores(group, CHANCE, count, 1 / len(EMOTIONS), CHANCE_SIGN, nothing, nothing, nothing)
            )
        return tuple(rows)

    def to_json(self) -> dict[str, Any]:
        """Everything, under a schema number."""
        content = {"schema": SCHEMA, "protocol": "affect", **asdict(self)}
        content["scores"] = [asdict(row) for row in self.scores]
        return {key: plain(value) for key, value in content.items()}

    def text(self) -> str:
        """Tables that a person can read."""
        rows: list[Sequence[Value]] = [
            (row.group, row.faces, row.reader, row.right, row.sign, row.valence_agreement,
             row.arousal_agreement, row.neutral_distance)
            for row in self.scores
        ]  # fmt: skip
        headings = ("faces", "how many", "read by", "right of eight", "sign of valence", "CCC valence",
                    "CCC arousal", "VA of neutral")  # fmt: skip
        parts = [
            "Faces of people nobody learned from, read by what they show",
            f"Measured on {self.machine.sentence}",
            table(headings, rows),
            f"Goal: |VA| of neutral footage {GOAL_NEUTRAL} or less.",
            *(
                f"What {self.readers[0]} says of {group} (a row for each label)\n\n{self._confusion(group)}"
                for group in dict.fromkeys(read.group for read in self.reads)
            ),
            *(f"Failed: {each}" for each in self.failures),
        ]
        return "\n\n".join(parts) + "\n"

    def _of(self, group: str, reader: str) -> list[Read]:
        return [read for read in self.reads if read.group == group and read.reader == reader]

    def _confusion(self, group: str) -> str:
        names = [row.name for row in EMOTIONS]
        reads = self._of(group, self.readers[0])
        rows: list[Sequence[Value]] = []
        for label in names:
            said = [read.said for read in reads if read.label == label]
            if said:
                rows.append((label, *(said.count(name) for name in names), said.count(label) / len(said)))
        return table(("label", *names, "right"), rows)


def _scores(group: str, reader: str, reads: Sequence[Read]) -> Scores:
    places = [emotion(read.label) for read in reads]
    felt = [(read, place) for read, place in zip(reads, places, strict=True) if read.label != NEUTRAL]
    valence, arousal = (
        concordance(
            np.array([getattr(place, axis) for place in places]),
            np.array([getattr(read, axis) for read in reads]),
        )
        for axis in ("valence", "arousal")
    )
    return Scores(
        group=group,
        reader=reader,
        faces=len(reads),
        right=mean([float(read.said == read.label) for read in reads]),
        sign=mean([float(read.valence * place.valence > 0) for read, place in felt]),
        valence_agreement=valence,
        arousal_agreement=arousal,
        neutral_distance=median([read.distance for read in reads if read.label == NEUTRAL]),
    )
