"""Which frame of a clip plays the source, which the target, and which frames the net may borrow from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core.evaluation.pairs import WITHHELD
from dfm.core.faces.model import FaceModel
from dfm.core.render.choices import nearest
from dfm.core.render.choosing import degrees_apart, mouth_distances, slot_distances

REFERENCES = 6
MOST_DEGREES = 30.0
NEAR_DEGREES = 7.0
EASY_SHARE = 0.35
"""Share of the pairs whose heads are turned almost alike."""
WITHHELD_SHARE = 0.25
"""Share of the pairs whose target's mouth none of the other frames shows."""
NEAR_MOUTH = 0.5
"""Mouths are near below this share of the median distance between the clip's mouths."""


@dataclass(frozen=True, slots=True)
class Task:
    """Render frame `source` with the mesh of frame `target`, borrowing from `references`: places in a
    clip's frames. `hard` tells that frames whose mouth is near the target's were withheld."""

    source: int
    target: int
    references: tuple[int, ...]
    hard: bool


def choose_tasks(
    model: FaceModel,
    expression: NDArray[np.float32],
    rotation: NDArray[np.float32],
    numbers: NDArray[np.int32],
    count: int,
    seed: int,
    hard_share: float = WITHHELD_SHARE,
) -> list[Task]:
    """Up to `count` tasks of frames with expression (F, 30), rotation (F, 3, 3) and media frame numbers
    (F,). Sources are unlike their targets more often than not; references are those nearest to the
    target's mouth, eyes and whole expression that are not within WITHHELD frames of it, nor the source."""
    random = np.random.default_rng(seed)
    mouths = mouth_distances(model, expression, expression)
    near = slot_distances(model, expression, rotation, expression, rotation)
    turned = degrees_apart(rotation, rotation)
    apart = np.abs(numbers[:, None].astype(np.int64) - numbers) > WITHHELD
    tasks: list[Task] = []
    for target in _rounds(random, len(numbers), count):
        limit = NEAR_DEGREES if random.random() < EASY_SHARE else MOST_DEGREES
        sources = np.flatnonzero((turned[target] < limit) & (np.arange(len(numbers)) != target))
        hard = bool(random.random() < hard_share)
        if not len(sources):
            continue
        chance = mouths[target, sources] + 0.1 * float(mouths.mean()) + 1e-6
        source = int(random.choice(sources, p=chance / chance.sum()))
        allowed = apart[target].copy()
        allowed[source] = False
        if hard:
            allowed &= mouths[target] > NEAR_MOUTH * float(np.median(mouths))
        usable = np.flatnonzero(allowed)
        if len(usable) >= REFERENCES:
            best = usable[nearest(near[:, target, usable])]
            tasks.append(Task(source, target, tuple(best.tolist()), hard))
    return tasks


def _rounds(random: np.random.Generator, frames: int, count: int) -> list[int]:
    """`count` places, each as often as any other."""
    rounds = [random.permutation(frames) for _ in range(-(-count // frames))]
    return [int(place) for place in np.concatenate(rounds)[:count]]
