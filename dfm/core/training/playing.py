"""How strongly each action unit plays in an emotion: FACS prototypes, refined until a classifier knows them.

The search is a plain one, unit by unit, up and down, with ever smaller steps. It pays for leaving the
prototype, so that what helps nothing stays as the table of emotions has it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dfm.core.document.emotions import emotion
from dfm.core.errors import MissingWeights
from dfm.core.jobs import Job, Progress

FILE = "prototypes.json"
Units = Mapping[str, float]

LEAST, MOST, MOST_OPTIONAL = 1.0, 2.5, 1.2
"""Weights of a prototype's units, as factors of their own, and of optional ones."""
PRESSING, MOST_PRESSED = ("AU23", "AU24"), 1.5
"""Units that press the lips: much more of them than the prototype has would hide what a face says."""
NARROWING = 0.5
"""The most of a unit that narrows eyes which others narrow already."""
OPTIONAL: Mapping[str, Units] = MappingProxyType(
    {
        "happy": {"AU10": MOST_OPTIONAL, "AU26": MOST_OPTIONAL},
        "surprise": {},
        "fear": {"AU16": MOST_OPTIONAL},
        "anger": dict.fromkeys(("AU9", "AU10", "AU16", "AU17"), MOST_OPTIONAL),
        "disgust": {"AU4": MOST_OPTIONAL, "AU6": NARROWING, "AU7": NARROWING, "AU17": MOST_OPTIONAL},
        "sad": dict.fromkeys(("AU6", "AU7", "AU16"), MOST_OPTIONAL),
    }
)
"""Units with which people play an emotion besides those of its prototype, and the most of each."""
FIRST_STEP, LAST_STEP = 0.5, 0.12
AWAY = 0.06
"""What a squared step away from the prototype costs, in logarithms of odds."""


@dataclass(frozen=True, slots=True)
class Refined:
    """What the search made of an emotion: its units, and the objective before and after."""

    units: dict[str, float]
    before: float
    after: float


def refine(name: str, likelihood: Callable[[Units], float], seed: int, evaluations: int) -> Job[Refined]:
    """The weights of an emotion's units with which `likelihood`, less what leaving FACS costs, is largest."""
    start = dict(emotion(name).action_units)
    besides = OPTIONAL.get(name, {})
    units = [*start, *(unit for unit in besides if unit not in start)]
    first = np.array([start.get(unit, 0.0) for unit in units])
    least = LEAST * first
    most = np.array([_most(unit, start[unit]) if unit in start else besides[unit] for unit in units])

    def value(weights: NDArray[np.float64]) -> float:
        return likelihood(dict(zip(units, weights, strict=True))) - AWAY * float(
            np.square(weights - first).sum()
        )

    best, found = first, value(first)
    before, asked, step = found, 1, FIRST_STEP
    chance = np.random.default_rng(seed)
    while step >= LAST_STEP and asked < evaluations:
        improved = False
        for place in chance.permutation(len(units)):
            for way in (step, -step):
                tried = best.copy()
                tried[place] = np.clip(tried[place] + way, least[place], most[place])
                if tried[place] == best[place] or asked >= evaluations:
                    continue
                asked += 1
                reached = value(tried)
                yield Progress(f"play {name}", asked, evaluations, "ways")
                if reached > found:
                    best, found, improved = tried, reached, True
                    break
        step = step if improved else step / 2
    kept = {unit: round(float(weight), 3) for unit, weight in zip(units, best, strict=True) if weight > 0.02}
    return Refined(kept, before, found)


def _most(unit: str, weight: float) -> float:
    """The most of a unit that weighs so much in a prototype."""
    return (MOST_PRESSED if unit in PRESSING else MOST) * weight


def save_played(path: Path, played: Mapping[str, Units]) -> None:
    """Write the units of each emotion."""
    path.write_text(
        json.dumps({name: dict(units) for name, units in played.items()}, indent=2) + "\n", "utf-8"
    )


def read_played(path: Path) -> dict[str, dict[str, float]]:
    """The units of each emotion as `save_played` wrote them."""
    try:
        stored = json.loads(path.read_text("utf-8"))
        return {
            emotion(name).name: {str(unit): float(weight) for unit, weight in units.items()}
            for name, units in stored.items()
        }
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise MissingWeights(
            f"{path} does not say how emotions are played ({error}): run `dfm train prototypes`."
        ) from error


def log_odds(said: Sequence[NDArray[np.float32]], column: int, least: float = 0.02) -> float:
    """The mean logarithm of the odds of an emotion over a classifier's answers: more so pays even where the
    classifier is nearly sure already, since another may not be."""
    sure = np.array(said)[:, column].astype(np.float64)
    return float(np.mean(np.log((sure + least) / (1 - sure + least))))
