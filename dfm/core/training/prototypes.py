"""`dfm train prototypes`: refine how strongly each action unit plays in an emotion, on calm people of clips,
until a packaged classifier knows it; some people are kept apart to see whether that holds for others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.affect.estimator import NAMES
from dfm.core.document.emotions import INTENSITIES, emotion
from dfm.core.errors import InputError, UsageError
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.jobs import Job
from dfm.core.motion.action_units import coefficients_of
from dfm.core.motion.decoder import STRENGTH
from dfm.core.training.affect_teacher import WEIGHTS, Teacher
from dfm.core.training.playing import FILE, OPTIONAL, log_odds, read_played, refine, save_played
from dfm.core.training.sitters import Sitter, gather_sitters

FEWEST = 4
APART = 3
"""Of so many people one is kept apart."""
USUAL = 3.5
"""Coefficients up to so many standard deviations are nothing strange."""
STRANGE = 0.004
"""What strangeness costs, in logarithms of odds."""
QUICK = (1.1,)
"""The one square that is shown of each face during the search, in heights of the face."""


@dataclass(frozen=True, slots=True)
class Row:
    """How often the classifier names an emotion first, and the mean probability it gives it, played as the
    table of emotions has it and as refined: on people by whom it was refined, and on others."""

    emotion: str
    first: tuple[float, float]
    probability: tuple[float, float]
    first_of_others: tuple[float, float]
    probability_of_others: tuple[float, float]


@dataclass(frozen=True, slots=True)
class PlayedReport:
    """What refining brought."""

    people: int
    others: int
    rows: tuple[Row, ...]

    def __str__(self) -> str:
        """A table."""
        lines = [
            f"Named first (mean probability), before -> after: {self.people} people, {self.others} others",
            *(
                f"{row.emotion:10} {_change(row.first, row.probability)}"
                f"   others {_change(row.first_of_others, row.probability_of_others)}"
                for row in self.rows
            ),
        ]
        return "\n".join(lines)


def train(
    clips: Path, out: Path, *, seed: int = 0, ways: int, emotions: Sequence[str] | None = None
) -> Job[PlayedReport]:
    """Refine emotions, by default all that the classifier knows, on clips marked `train`; write units into
    `out`, where those of others are left as they are."""
    teacher = Teacher(weights.find(WEIGHTS))
    sitters = yield from gather_sitters(clips, teacher)
    if len(sitters) < FEWEST:
        raise InputError(f"{clips} shows fewer than {FEWEST} calm people: add clips.")
    model = load_face_model(weights.find("face_model"))
    others = sitters[APART - 1 :: APART]
    people = [each for each in sitters if each not in others]
    wanted = [_refinable(each) for each in emotions or OPTIONAL]
    played: dict[str, Mapping[str, float]] = {}
    if (out / FILE).exists() and len(wanted) < len(OPTIONAL):
        played.update(read_played(out / FILE))
    rows: list[Row] = []
    for name in wanted:
        found = yield from refine(name, _likelihood(name, people, teacher, model), seed, ways)
        played[name] = found.units
        rows.append(_row(name, found.units, people, others, teacher, model))
    out.mkdir(parents=True, exist_ok=True)
    save_played(out / FILE, played)
    return PlayedReport(len(people), len(others), tuple(rows))


def _refinable(word: str) -> str:
    """The name of an emotion that the classifier knows."""
    name = emotion(word).name
    if name not in OPTIONAL:
        raise UsageError(f"'{word}' cannot be refined; choose from {', '.join(OPTIONAL)}.")
    return name


def shown(model: FaceModel, units: Mapping[str, float]) -> NDArray[np.float32]:
    """Coefficients (30,) of an emotion's units at high intensity."""
    return np.float32(STRENGTH * INTENSITIES["high"]) * coefficients_of(model, units)


def strangeness(coefficients: NDArray[np.float32]) -> float:
    """By how much coefficients (30,) are beyond what footage shows, where shading turns to blotches."""
    return float(np.square(np.maximum(np.abs(coefficients) - USUAL, 0)).sum())


def _likelihood(
    name: str, people: Sequence[Sitter], teacher: Teacher, model: FaceModel
) -> Callable[[Mapping[str, float]], float]:
    column = NAMES.index(name)

    def likelihood(units: Mapping[str, float]) -> float:
        coefficients = shown(model, units)
        squares = [each[0] for sitter in people for each in sitter.squares(name, coefficients, QUICK)]
        said = [teacher.glance(square) for square in squares]
        return log_odds(said, column) - STRANGE * strangeness(coefficients)

    return likelihood


def _row(
    name: str,
    units: Mapping[str, float],
    people: Sequence[Sitter],
    others: Sequence[Sitter],
    teacher: Teacher,
    model: FaceModel,
) -> Row:
    column = NAMES.index(name)
    first, probability = [], []
    for company in (people, others):
        for played in (emotion(name).action_units, units):
            coefficients = shown(model, played)
            said = np.array(
                [
                    np.mean([teacher.answer(square) for square in squares], axis=0)
                    for sitter in company
                    for squares in sitter.squares(name, coefficients)
                ]
            )
            first.append(float((said.argmax(axis=1) == column).mean()))
            probability.append(float(said[:, column].mean()))
    return Row(name, (first[0], first[1]), (probability[0], probability[1]), (first[2], first[3]),
               (probability[2], probability[3]))  # fmt: skip


def _change(first: tuple[float, float], probability: tuple[float, float]) -> str:
    return f"{first[0]:.2f} ({probability[0]:.2f}) -> {first[1]:.2f} ({probability[1]:.2f})"
