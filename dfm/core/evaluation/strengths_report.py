"""What came of edits at three strengths: whether more shows as more, what is wrong, the worst pictures."""

from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, fields
from itertools import pairwise
from typing import Any

from dfm.core.document.emotions import INTENSITIES
from dfm.core.evaluation.flaws import LIMITS, REASONS, Flaws, badness, reason
from dfm.core.evaluation.machine import Machine
from dfm.core.evaluation.metrics import mean, median
from dfm.core.evaluation.report import plain
from dfm.core.evaluation.tables import Value, table

SCHEMA = 1
WORST = 5


@dataclass(frozen=True, slots=True)
class Shot:
    """One edited picture: its clip, which moment of it, the media frame, emotion and strength; how much of
    what the high strength asks for was found again (1 = all; NaN for neutral); and what is wrong."""

    clip: str
    moment: str
    frame: int
    emotion: str
    strength: str
    found: float
    flaws: Flaws

    @property
    def words(self) -> str:
        """What the picture is, for people."""
        return f"{self.emotion} {self.strength}".strip()


@dataclass(frozen=True, slots=True)
class StrengthsReport:
    """All pictures; `failures` says of clips why they gave none, `missing` names judges not installed."""

    renderer: str
    seed: int
    machine: Machine
    shots: tuple[Shot, ...]
    failures: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def worst(self) -> tuple[Shot, ...]:
        """The pictures with the most wrong, the worst first, and one strength of an edit alone."""
        edits: dict[tuple[str, str, str], Shot] = {}
        for shot in sorted(self.shots, key=lambda shot: -badness(shot.flaws)):
            edits.setdefault((shot.clip, shot.moment, shot.emotion), shot)
        return tuple(edits.values())[:WORST]

    def in_order(self, emotion: str | None = None) -> float:
        """The share of edits of which low shows less than medium, and medium less than high."""
        edits: dict[tuple[str, str, str], dict[str, float]] = {}
        for shot in self.shots:
            if shot.strength and emotion in (None, shot.emotion):
                edits.setdefault((shot.clip, shot.moment, shot.emotion), {})[shot.strength] = shot.found
        whole = [found for found in edits.values() if len(found) == len(INTENSITIES)]
        return mean([float(all(a < b for a, b in pairwise(found[each] for each in INTENSITIES)))
                     for found in whole])  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Everything, under a schema number; every picture with its badness and what is worst about it."""
        content = {"schema": SCHEMA, "protocol": "strengths", **asdict(self)}
        content["shots"] = [_entry(shot) for shot in self.shots]
        content["worst"] = [_entry(shot) for shot in self.worst]
        content["limits"], content["in_order"] = asdict(LIMITS), self.in_order()
        return {key: plain(value) for key, value in content.items()}

    def text(self) -> str:
        """Tables that a person can read."""
        people = len({shot.clip for shot in self.shots})
        parts = [
            f"Edits at three strengths, renderer {self.renderer}, {people} clips, "
            f"{len(self.shots)} pictures, seed {self.seed}",
            f"Measured on {self.machine.sentence}",
            f"Low shows less than medium, and that less than high, in {self.in_order():.2f} of the edits.",
            "By emotion (medians): how much of what high asks for the landmarks found again show\n\n"
            + self._by_emotion(),
            "What is wrong (medians), and from where on it is likely to be seen\n\n" + self._flaws(),
            f"The {len(self.worst)} worst pictures\n\n" + self._worst(),
            *(f"Not measured: {each}" for each in self.missing),
            *(f"Failed: {each}" for each in self.failures),
        ]
        return "\n\n".join(parts) + "\n"

    def _by_emotion(self) -> str:
        rows: list[Sequence[Value]] = []
        for name in dict.fromkeys(shot.emotion for shot in self.shots if shot.strength):
            of = [shot for shot in self.shots if shot.emotion == name]
            found = [median([shot.found for shot in of if shot.strength == each]) for each in INTENSITIES]
            rows.append((name, *found, self.in_order(name), median([badness(shot.flaws) for shot in of])))
        return table(("emotion", *INTENSITIES, "in order", "badness"), rows)

    def _flaws(self) -> str:
        rows: list[Sequence[Value]] = []
        groups = {each: [s for s in self.shots if s.strength == each] for each in ("", *INTENSITIES)}
        for name, words in REASONS.items():
            found = [median([getattr(shot.flaws, name) for shot in of]) for of in groups.values()]
            rows.append((name, words, *found, getattr(LIMITS, name)))
        return table(("flaw", "to the eye", "neutral", *INTENSITIES, "limit"), rows, 3)

    def _worst(self) -> str:
        rows: list[Sequence[Value]] = [
            (shot.clip, shot.moment, shot.frame, shot.words, badness(shot.flaws), reason(shot.flaws),
             *astuple(shot.flaws))
            for shot in self.worst
        ]  # fmt: skip
        headings = ("clip", "moment", "frame", "edit", "badness", "most of all", *_FLAWS)
        return table(headings, rows, 3)


_FLAWS = tuple(each.name for each in fields(Flaws))


def _entry(shot: Shot) -> dict[str, Any]:
    return {**asdict(shot), "badness": badness(shot.flaws), "most_of_all": reason(shot.flaws)}
