"""What an evaluation found: a row for each edited clip, medians over them, as JSON and as tables.

NaN inside means that a metric had nothing to measure; JSON says null and the tables a dash.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from dfm.core.evaluation.machine import Machine
from dfm.core.evaluation.metrics import mean, median
from dfm.core.evaluation.tables import Value, table

SCHEMA = 1
UNMEASURED = float("nan")

GOALS = {
    "speech_r": "0.95 or more",
    "closure_recall": "0.95 or more",
    "flicker": "1.1 or less",
    "frames_changed_outside": "0",
    "pixels_changed_outside": "0",
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One clip under one emotion. Shifts are edited minus source, over frames at the edit's full strength.

    `flicker` follows each video's own motion, `flicker_by_source` that of the source in both; `jitter` is how
    much more landmarks shake. `blendshape_direction` is the cosine between the blendshapes' shift and the
    emotion's prototype, and `blendshape_size` its length along it (1 = the whole prototype); `va_way` is the
    way gone towards the emotion's place (1 = all of it), `va_concordance` and `va_error` compare the asked
    and the found curve.
    """

    clip: str
    person: str
    emotion: str
    frames: int = 0
    closed_frames: int = 0
    speech_r: float = UNMEASURED
    closure_recall: float = UNMEASURED
    frames_changed_outside: float = UNMEASURED
    pixels_changed_outside: float = UNMEASURED
    flicker: float = UNMEASURED
    flicker_by_source: float = UNMEASURED
    jitter: float = UNMEASURED
    blendshape_direction: float = UNMEASURED
    blendshape_size: float = UNMEASURED
    va_way: float = UNMEASURED
    va_concordance: float = UNMEASURED
    va_error: float = UNMEASURED
    judged_before: float = UNMEASURED
    judged_after: float = UNMEASURED
    judged_first: float = UNMEASURED
    failure: str = ""


@dataclass(frozen=True, slots=True)
class CrossRow:
    """Cross-expression reenactment of one clip: a frame rendered with another's mesh, scored against that."""

    clip: str
    pairs: int = 0
    face_distance: float = UNMEASURED
    mouth_distance: float = UNMEASURED
    aligned_face_distance: float = UNMEASURED
    aligned_mouth_distance: float = UNMEASURED
    failure: str = ""


@dataclass(frozen=True, slots=True)
class ActedRow:
    """Actors who play an emotion: the judge's mean probability of it, how often it is named first, and their
    shift from their own neutral clip, as in a case's row."""

    emotion: str
    clips: int
    probability: float = UNMEASURED
    first: float = UNMEASURED
    direction: float = UNMEASURED
    size: float = UNMEASURED
    va_way: float = UNMEASURED


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """All of it, with what it was measured with; `judge_missing` says why there is no judge, if so."""

    renderer: str
    intensity: float
    seed: int
    judge: str
    judge_missing: str
    machine: Machine
    cases: tuple[CaseRow, ...] = ()
    crosses: tuple[CrossRow, ...] = ()
    acted: tuple[ActedRow, ...] = ()

    @property
    def pooled_closure_recall(self) -> float:
        """Closure recall over the closed frames of all cases, since some clips close their lips just once."""
        rows = [row for row in self.cases if row.closed_frames]
        closed = sum(row.closed_frames for row in rows)
        kept = sum(row.closure_recall * row.closed_frames for row in rows)
        return kept / closed if closed else UNMEASURED

    @property
    def medians(self) -> dict[str, float]:
        """The median over all cases of every number of a case, and over all clips of the cross distances."""
        found = {name: median([getattr(row, name) for row in self.cases]) for name in _numbers(CaseRow)}
        return found | {
            name: median([getattr(row, name) for row in self.crosses]) for name in _numbers(CrossRow)
        }

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON types under a schema number."""
        content = {"schema": SCHEMA, **asdict(self), "medians": self.medians}
        content["pooled_closure_recall"] = self.pooled_closure_recall
        return {key: plain(value) for key, value in content.items()}

    def text(self) -> str:
        """The report as tables that a person can read."""
        parts = [
            f"Renderer {self.renderer}, intensity {self.intensity:g}, seed {self.seed}",
            f"Measured on {self.machine.sentence}",
            "Medians over all clips and emotions\n\n" + self._summary(),
            "By emotion (medians over the clips)\n\n" + self._by_emotion(),
            "Actors at full strength, by the same measures\n\n" + self._actors(),
            "By clip (medians over the emotions)\n\n" + self._by_clip(),
            "Cross-expression reenactment, pixel distance at 256 px\n\n" + self._crosses(),
            *self._notes(),
        ]
        return "\n\n".join(parts) + "\n"

    def _summary(self) -> str:
        units = {name: value for name, value in self.medians.items() if math.isfinite(value)}
        units["closure recall, all frames pooled"] = self.pooled_closure_recall
        missing = [name for name in self.medians if name not in units]
        rows: list[Sequence[Value]] = [
            (name.replace("_", " "), value, GOALS.get(name, "")) for name, value in units.items()
        ]
        rows += [(name.replace("_", " "), None, GOALS.get(name, "not measured")) for name in missing]
        return table(("metric", "median", "goal"), rows, 3)

    def _by_emotion(self) -> str:
        names = list(dict.fromkeys(row.emotion for row in self.cases))
        rows: list[Sequence[Value]] = []
        for name in names:
            of = [row for row in self.cases if row.emotion == name]
            rows.append(
                (
                    name,
                    sum(not row.failure for row in of),
                    *(median([getattr(row, column) for row in of]) for column in _EMOTION_COLUMNS),
                    mean([row.judged_before for row in of]),
                    mean([row.judged_after for row in of]),
                    mean([row.judged_first for row in of]),
                )
            )
        return table(_EMOTION_HEADINGS, rows)

    def _actors(self) -> str:
        rows: list[Sequence[Value]] = [
            (row.emotion, row.clips, row.direction, row.size, row.va_way, row.probability, row.first)
            for row in self.acted
        ]
        headings = ("emotion", "clips", "direction", "size", "VA way", "judged", "named first")
        return table(headings, rows)

    def _by_clip(self) -> str:
        rows: list[Sequence[Value]] = []
        for name in dict.fromkeys(row.clip for row in self.cases):
            of = [row for row in self.cases if row.clip == name]
            failures = sorted({row.failure for row in of if row.failure})
            numbers = [median([getattr(row, column) for row in of]) for column in _CLIP_COLUMNS]
            rows.append((name, len(of), *numbers, "; ".join(failures)))
        headings = (
            "clip", "edits", "speech r", "closure", "frames out", "pixels out", "flicker",
            "by source's flow", "jitter", "failures",
        )  # fmt: skip
        return table(headings, rows, 3)

    def _crosses(self) -> str:
        rows: list[Sequence[Value]] = [
            (row.clip, row.pairs, row.face_distance, row.mouth_distance,
             row.aligned_face_distance, row.aligned_mouth_distance, row.failure)
            for row in self.crosses
        ]  # fmt: skip
        headings = ("clip", "pairs", "Face-APD", "Mouth-APD", "merely aligned, face", "mouth", "failure")
        return table(headings, rows)

    def _notes(self) -> list[str]:
        judge = f"Judge of expressions: {self.judge}."
        if self.judge_missing:
            judge = f"Judge of expressions: not measured. {self.judge_missing}"
        return [judge]


_EMOTION_COLUMNS = ("blendshape_direction", "blendshape_size", "va_way", "va_concordance", "va_error")
_CLIP_COLUMNS = (
    "speech_r", "closure_recall", "frames_changed_outside", "pixels_changed_outside", "flicker",
    "flicker_by_source", "jitter",
)  # fmt: skip
_EMOTION_HEADINGS = (
    "emotion", "clips", "direction", "size", "VA way", "VA CCC", "VA RMSE",
    "judged before", "judged after", "named first",
)  # fmt: skip


def _numbers(row: type[CaseRow] | type[CrossRow]) -> list[str]:
    return [each.name for each in fields(row) if each.type is float]


def plain(value: Any) -> Any:
    """A value as JSON knows it: what was not measured is null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value
