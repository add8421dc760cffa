"""What comparing a decoder with actors came to: distances to the label and to the others, confusion."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dfm.core.document.emotions import EMOTIONS
from dfm.core.evaluation.machine import Machine
from dfm.core.evaluation.metrics import mean
from dfm.core.evaluation.report import plain
from dfm.core.evaluation.tables import Value, table

SCHEMA = 1
MEASURES = ("cosine", "distance")
WORDS = {"cosine": "cosine distance", "distance": "distance in spreads"}
_LABELS = tuple(row.name for row in EMOTIONS if row.action_units)


@dataclass(frozen=True, slots=True)
class Fit:
    """How far a label's expression is from a clip: 1 - cosine, at the strength that suits it best; the root
    mean square difference of coefficients over the decoder's spread, and the strength where that is least."""

    cosine: float
    distance: float
    strength: float


@dataclass(frozen=True, slots=True)
class ShapeRow:
    """An acted clip: whether the actor's resting face is known, and the fit of every label."""

    clip: str
    person: str
    emotion: str
    rested: bool
    fits: dict[str, Fit]

    def own(self, measure: str) -> float:
        """The distance to the label that was acted."""
        return float(getattr(self.fits[self.emotion], measure))

    def others(self, measure: str) -> list[float]:
        """The distances to all other labels."""
        return [float(getattr(fit, measure)) for label, fit in self.fits.items() if label != self.emotion]

    def nearest(self, measure: str) -> str:
        """The label that is nearest."""
        return min(self.fits, key=lambda label: float(getattr(self.fits[label], measure)))


@dataclass(frozen=True, slots=True)
class DecoderReport:
    """All clips beside one decoder."""

    decoder: str
    machine: Machine
    rows: tuple[ShapeRow, ...]
    failures: tuple[str, ...] = ()

    @property
    def sums(self) -> dict[str, dict[str, float]]:
        """Of all clips, and of those whose actor's resting face is known, by each measure."""
        rested = [row for row in self.rows if row.rested]
        return {
            f"{group}, {measure}": self._sums(rows, measure)
            for group, rows in (("all", list(self.rows)), ("resting face known", rested))
            for measure in MEASURES
        }

    def to_json(self) -> dict[str, Any]:
        """Everything, under a schema number."""
        content = {"schema": SCHEMA, "protocol": "decoder", **asdict(self), "sums": self.sums}
        return {key: plain(value) for key, value in content.items()}

    def text(self) -> str:
        """Tables that a person can read."""
        parts = [
            f"Decoder '{self.decoder}' beside {len(self.rows)} acted clips of "
            f"{len({row.person for row in self.rows})} people, each label at the strength that suits it best",
            f"Measured on {self.machine.sentence}",
            "Distance from the acted expression to the decoder's of its label, and of the others\n\n"
            + self._overall(),
            "By label, all clips\n\n" + self._by_label(),
            *(
                f"Nearest label by {WORDS[measure]} (a row for each label acted)\n\n"
                + self._confusion(measure)
                for measure in MEASURES
            ),
            *(f"Failed: {each}" for each in self.failures),
        ]
        return "\n\n".join(parts) + "\n"

    def _sums(self, rows: Sequence[ShapeRow], measure: str) -> dict[str, float]:
        return {
            "clips": float(len(rows)),
            "own": mean([row.own(measure) for row in rows]),
            "others": mean([mean(row.others(measure)) for row in rows]),
            "nearest_other": mean([min(row.others(measure)) for row in rows]),
            "right": mean([float(row.nearest(measure) == row.emotion) for row in rows]),
        }

    def _overall(self) -> str:
        rows: list[Sequence[Value]] = []
        for name, found in self.sums.items():
            group, measure = name.rsplit(", ", 1)
            rows.append((group, int(found["clips"]), WORDS[measure], found["own"], found["others"],
                         found["nearest_other"], found["right"], 1 / len(_LABELS)))  # fmt: skip
        headings = ("clips", "how many", "measure", "to its label", "to the others", "to the nearest other",
                    "label nearest", "by chance")  # fmt: skip
        return table(headings, rows)

    def _by_label(self) -> str:
        rows: list[Sequence[Value]] = []
        for label in _LABELS:
            of = [row for row in self.rows if row.emotion == label]
            if of:
                sums = [self._sums(of, measure) for measure in MEASURES]
                numbers = [found[name] for found in sums for name in ("own", "others", "right")]
                rows.append((label, len(of), *numbers, mean([row.fits[label].strength for row in of])))
        headings = ("label", "clips", "cosine distance", "to others", "nearest", "in spreads", "to others",
                    "nearest", "best strength")  # fmt: skip
        return table(headings, rows)

    def _confusion(self, measure: str) -> str:
        rows: list[Sequence[Value]] = []
        for label in _LABELS:
            said = [row.nearest(measure) for row in self.rows if row.emotion == label]
            if said:
                rows.append((label, *(said.count(name) for name in _LABELS), said.count(label) / len(said)))
        return table(("acted", *_LABELS, "right"), rows)
