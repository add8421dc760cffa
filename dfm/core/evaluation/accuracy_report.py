"""What came of measuring how edits are recognised: by emotion beside actors, by person, speech, order."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

from dfm.core.document.emotions import INTENSITIES
from dfm.core.evaluation.machine import Machine
from dfm.core.evaluation.metrics import mean, median
from dfm.core.evaluation.report import UNMEASURED, ActedRow, plain
from dfm.core.evaluation.tables import Value, table

SCHEMA = 1
STRENGTH = "high"
"""The strength at which edits are judged."""
CLEAR = ("happy", "sad", "surprise")
"""Emotions that must be named first on most frames, whatever actors reach."""
GOAL_CLEAR, GOAL_SPEECH, GOAL_ORDER = 0.8, 0.95, 0.9
SHIFTS = ("blendshapes", "affect", "shape")


@dataclass(frozen=True, slots=True)
class StartRow:
    """How a person starts: the estimator's median distance from the origin, the judge's mean probability of
    neutral."""

    clip: str
    person: str
    distance: float
    neutral: float


@dataclass(frozen=True, slots=True)
class Shift:
    """How far an edited face went from its source, measured on the picture: blendshapes along the emotion's
    prototype (1 = all of it), the embedded estimator's place towards the emotion's (1 = there), and
    the face's shape along what high strength asks for (1 = all of it)."""

    blendshapes: float
    affect: float
    shape: float


@dataclass(frozen=True, slots=True)
class AccuracyRow:
    """One person under one emotion at high strength: the judge's mean probability of it before and after,
    what it names first on each frame, speech on the liveliest stretch, and the shift at each strength."""

    clip: str
    person: str
    emotion: str
    before: float
    after: float
    named_before: tuple[str, ...]
    named: tuple[str, ...]
    speech_r: float = UNMEASURED
    closure_recall: float = UNMEASURED
    closed_frames: int = 0
    shifts: dict[str, Shift] = field(default_factory=dict)

    @property
    def first(self) -> float:
        """The share of the frames on which the emotion is named first."""
        return self.named.count(self.emotion) / len(self.named)

    @property
    def first_before(self) -> float:
        """The same of the source."""
        return self.named_before.count(self.emotion) / len(self.named_before)

    def in_order(self, measure: str) -> float:
        """1 where low shows less than medium, and that less than high; NaN where it was not measured."""
        if len(self.shifts) < len(INTENSITIES):
            return UNMEASURED
        found = [float(getattr(self.shifts[strength], measure)) for strength in INTENSITIES]
        return float(all(weak < strong for weak, strong in pairwise(found)))


@dataclass(frozen=True, slots=True)
class AccuracyReport:
    """All edits of the people who start neutral, and the actors beside them; `failures` says of clips why
    they gave nothing."""

    renderer: str
    seed: int
    judge: str
    machine: Machine
    people: tuple[StartRow, ...]
    rows: tuple[AccuracyRow, ...]
    acted: tuple[ActedRow, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def emotions(self) -> tuple[str, ...]:
        """The emotions by which people were edited."""
        return tuple(dict.fromkeys(row.emotion for row in self.rows))

    def of(self, emotion: str | None) -> list[AccuracyRow]:
        """The edits with one emotion, or all."""
        return [row for row in self.rows if emotion in (None, row.emotion)]

    def first(self, emotion: str) -> float:
        """The share of all judged frames on which an emotion is named first."""
        return mean([row.first for row in self.of(emotion)])

    def actors(self, emotion: str) -> ActedRow | None:
        """The actors who play an emotion, if there are any."""
        return next((row for row in self.acted if row.emotion == emotion), None)

    def goal(self, emotion: str) -> float:
        """The share that an emotion has to be named first on."""
        acted = self.actors(emotion)
        bars = [acted.first if acted else UNMEASURED, GOAL_CLEAR if emotion in CLEAR else UNMEASURED]
        return max((bar for bar in bars if bar == bar), default=UNMEASURED)

    def in_order(self, measure: str, emotion: str | None = None) -> float:
        """The share of edits that show more at each higher strength, by one of SHIFTS."""
        return mean([row.in_order(measure) for row in self.of(emotion)])

    def closure(self, emotion: str | None = None) -> float:
        """Closure recall over the closed frames of all edits, since some clips close the lips just once."""
        rows = [row for row in self.of(emotion) if row.closed_frames]
        closed = sum(row.closed_frames for row in rows)
        return sum(row.closure_recall * row.closed_frames for row in rows) / closed if closed else UNMEASURED

    def to_json(self) -> dict[str, Any]:
        """Everything, under a schema number, with the sums by emotion."""
        content = {"schema": SCHEMA, "protocol": "accuracy", **asdict(self)}
        content["emotions"] = {name: self._sums(name) for name in self.emotions}
        content["all"] = self._sums(None)
        return {key: plain(value) for key, value in content.items()}

    def text(self) -> str:
        """Tables that a person can read."""
        parts = [
            f"Edits at {STRENGTH} strength of people who start neutral, renderer {self.renderer}, "
            f"{len(self.people)} people, seed {self.seed}, judge {self.judge}",
            f"Measured on {self.machine.sentence}",
            "What the judge says, beside the same judge on actors\n\n" + self._recognised(),
            "What the judge names first (a row for each emotion asked for, shares of the frames)\n\n"
            + self._confusion(),
            "Speech on the liveliest stretch, and whether low shows less than medium and that less than high "
            "(share of the edits)\n\n" + self._kept(),
            "By person\n\n" + self._by_person(),
            f"Goals: named first at least as often as actors, and {GOAL_CLEAR:g} of {', '.join(CLEAR)}; "
            f"speech r {GOAL_SPEECH:g} or more; in order in {GOAL_ORDER:g} of the edits.",
            *(f"Failed: {each}" for each in self.failures),
        ]
        return "\n\n".join(parts) + "\n"

    def _sums(self, name: str | None) -> dict[str, float]:
        rows = self.of(name)
        sums = {
            "before": mean([row.before for row in rows]),
            "after": mean([row.after for row in rows]),
            "first_before": mean([row.first_before for row in rows]),
            "first": mean([row.first for row in rows]),
            "speech_r": median([row.speech_r for row in rows]),
            "least_speech_r": _least([row.speech_r for row in rows]),
            "closure_recall": self.closure(name),
        }
        return sums | {f"in_order_{measure}": self.in_order(measure, name) for measure in SHIFTS}

    def _recognised(self) -> str:
        rows: list[Sequence[Value]] = []
        for name in self.emotions:
            sums, acted = self._sums(name), self.actors(name)
            goal = self.goal(name)
            met = "" if goal != goal else ("yes" if sums["first"] >= goal else "no")
            rows.append(
                (name, sums["before"], sums["after"], acted.probability if acted else None,
                 sums["first_before"], sums["first"], acted.first if acted else None, goal, met)
            )  # fmt: skip
        headings = ("emotion", "probability before", "after", "actors", "named first before", "after",
                    "actors", "goal", "met")  # fmt: skip
        return table(headings, rows)

    def _confusion(self) -> str:
        names = (*self.emotions, *sorted({each for row in self.rows for each in row.named}
                                         - set(self.emotions)))  # fmt: skip
        rows: list[Sequence[Value]] = []
        for name in self.emotions:
            said = [each for row in self.of(name) for each in row.named]
            rows.append((name, *(said.count(each) / len(said) for each in names)))
        return table(("asked for", *names), rows)

    def _kept(self) -> str:
        rows: list[Sequence[Value]] = []
        for name in (*self.emotions, None):
            sums = self._sums(name)
            rows.append(
                (name or "all", sums["speech_r"], sums["least_speech_r"], sums["closure_recall"],
                 *(sums[f"in_order_{measure}"] for measure in SHIFTS))
            )  # fmt: skip
        headings = ("emotion", "speech r, median", "least", "closure recall", "in order: blendshapes",
                    "estimated VA", "shape asked for")  # fmt: skip
        return table(headings, rows, 3)

    def _by_person(self) -> str:
        rows: list[Sequence[Value]] = []
        for person in self.people:
            of = [row for row in self.rows if row.clip == person.clip]
            firsts = [mean([row.first for row in of if row.emotion == name]) for name in self.emotions]
            speech = median([row.speech_r for row in of])
            rows.append((person.clip, person.distance, person.neutral, *firsts, speech))
        headings = ("clip", "start: VA", "judged neutral", *self.emotions, "speech r")
        return table(headings, rows)


def _least(values: Sequence[float]) -> float:
    return min((value for value in values if value == value), default=UNMEASURED)
