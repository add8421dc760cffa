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
SEEN: Mapping[str, Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "fear": {"AU2": (1.0, 1.0), "AU4": (1.25, 1.5), "AU20": (2.5, 2.75), "AU26": (0.25, 0.5)},
        "disgust": {"AU4": (1.2, 1.5), "AU6": (0.0, 0.0), "AU7": (1.0, 1.2), "AU15": (1.5, 2.0),
                    "AU43": (0.5, 0.7)},
        "sad": {"AU15": (1.25, 1.6), "AU17": (1.25, 1.75), "AU43": (0.8, 1.2)},
    }
)  # fmt: skip
"""The least and the most of units whose range was chosen by eye: a frightened mouth is stretched, to drop the
jaw is surprise; eyes that narrow and lids that hang say more than FACS has; corners of the mouth that are
pulled down show only where they are pulled down plainly."""
PRESSING, MOST_PRESSED = ("AU23", "AU24"), 1.5
"""Units that press the lips: much more of them than the prototype has would hide what a face says."""
OPTIONAL: Mapping[str, Units] = MappingProxyType(
    {
        "happy": {"AU10": MOST_OPTIONAL, "AU26": MOST_OPTIONAL},
        "surprise": {},
        "fear": {},
        "anger": dict.fromkeys(("AU9", "AU10", "AU16", "AU17"), MOST_OPTIONAL),
        "disgust": {"AU17": MOST_OPTIONAL},
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
    bounds = _bounds(name, start)
    units = list(bounds)
    least, most = np.array(list(bounds.values())).T
    prototype = np.array([start.get(unit, 0.0) for unit in units])
    first = np.clip(prototype, least, most)

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


def _bounds(name: str, prototype: Units) -> dict[str, tuple[float, float]]:
    """The least and the most of each unit with which an emotion may be played."""
    own = {
        unit: (LEAST * weight, (MOST_PRESSED if unit in PRESSING else MOST) * weight)
        for unit, weight in prototype.items()
    }
    besides = {unit: (0.0, most) for unit, most in OPTIONAL.get(name, {}).items()}
    return own | {unit: each for unit, each in besides.items() if unit not in own} | dict(SEEN.get(name, {}))


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
