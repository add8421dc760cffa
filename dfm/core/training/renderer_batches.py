"""Batches for the training of a renderer: runs of three frames, each with the two before it."""

from collections import deque
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dfm.core.training.renderer_store import INSIDE, MATTERS, OTHER, TOLD, TRUTH, Crops
from dfm.models.head2head import FRAMES
from dfm.models.head2head_judges import MOUTH, STRIDES

AHEAD = 2
BLENDING_EVERY = 4
"""Of so many batches one teaches how much of the generated picture to take, the others teach to generate."""
PARTS, APART = 10, (3, 8)
"""Which of so many stretches of the learned frames are set apart for that."""
STEADY_TRIES = 32


@dataclass(frozen=True)
class Batch:
    """F frames to draw, three a run; bytes until `to`, which makes them numbers in 0..1.

    Conditions (F, 3, 6, S, S) and the truth (F, 3, 3, S, S) of each and of the two before it, oldest first;
    of each alone another renderer's picture (F, 3, S, S), how much pixels matter and how far generated ones
    are taken (F, 1, S, S), and top and left of the mouth's crop (F, 2). The frames of a run lie `stride`
    apart. `blending`: the frames are some that nothing is generated from, see `lessons`. `colours` (F, 3, S,
    S): of several people each frame comes with the mean ones of its own.
    """

    conditions: Tensor
    truth: Tensor
    other: Tensor
    matters: Tensor
    inside: Tensor
    corners: Tensor
    stride: int
    blending: bool = False
    colours: Tensor | None = None

    def to(self, device: torch.device) -> "Batch":
        """The batch on a device, its bytes as numbers in 0..1."""
        given = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        moved = {name: each.to(device) for name, each in given.items() if isinstance(each, Tensor)}
        shares: dict[str, Any] = {
            name: each.float() / 255 if each.dtype is torch.uint8 else each for name, each in moved.items()
        }
        return replace(self, **shares)


Colours = Mapping[str, NDArray[np.float32]]
"""The mean colours of people (3, S, S), 0..1, by `Crops.person`."""


def random_batch(
    people: Sequence[Crops],
    runs: int,
    random: np.random.Generator,
    blending: bool | None = None,
    colours: Colours | None = None,
) -> Batch:
    """Runs of learned frames of people drawn by chance, one person each; see `lessons` for `blending`."""
    stride = int(random.choice(STRIDES))
    chosen = [_run(people[int(random.integers(len(people)))], stride, random, blending) for _ in range(runs)]
    made = batch_of([(crops, row) for crops, rows in chosen for row in rows], stride)
    told = None
    if colours is not None:
        told = torch.from_numpy(np.stack([colours[crops.person] for crops, rows in chosen for _ in rows]))
    return replace(made, blending=bool(blending), colours=told)


def lessons(crops: Crops, blending: bool | None) -> NDArray[np.int64]:
    """The rows that teach to generate, or those that teach how much of it to take; all of the learned ones
    where it is None.

    They are different frames: of what a generator learned by heart too much would be taken elsewhere."""
    if blending is None:
        return crops.learned
    part = PARTS * np.arange(len(crops.learned)) // len(crops.learned)
    return np.asarray(crops.learned[np.isin(part, APART) == blending], np.int64)


def batch_of(wanted: Sequence[tuple[Crops, int]], stride: int = 1) -> Batch:
    """The batch of these rows, each with the two before it."""
    rows = [(crops, [crops.before(row, FRAMES - 1 - k) for k in range(FRAMES)]) for crops, row in wanted]
    told = np.stack([crops.planes[np.array(each)][:, TOLD] for crops, each in rows])
    truth = np.stack([crops.planes[np.array(each)][:, TRUTH] for crops, each in rows])
    own = np.stack([crops.planes[row] for crops, row in wanted])
    corners = np.stack([mouth_corner(crops.mouths[row], crops.size) for crops, row in wanted])
    return Batch(
        torch.from_numpy(told),
        torch.from_numpy(truth),
        torch.from_numpy(own[:, OTHER]),
        torch.from_numpy(own[:, MATTERS : MATTERS + 1]),
        torch.from_numpy(own[:, INSIDE : INSIDE + 1]),
        torch.from_numpy(corners),
        stride,
    )


def mouth_corner(mouth: NDArray[np.float32], size: int) -> NDArray[np.int64]:
    """Top and left of the square around the middle of the mouth (x, y), kept inside the picture."""
    side = mouth_side(size)
    corner = np.round(mouth[::-1] - side / 2)
    return np.clip(corner, 0, size - side).astype(np.int64)


def mouth_side(size: int) -> int:
    """Pixels of the mouth's crop."""
    return round(MOUTH * size)


def batches_from(
    people: Sequence[Crops],
    runs: int,
    seed: Sequence[int],
    step: int,
    *,
    blends: bool = True,
    colours: Colours | None = None,
) -> Generator[Batch]:
    """The batches of a step and those after it, made ahead by a thread; each step's is always the same.
    Where the net `blends` nothing, all frames teach to generate."""

    def made(number: int) -> Batch:
        blending = number % BLENDING_EVERY == BLENDING_EVERY - 1 if blends else None
        return random_batch(people, runs, np.random.default_rng([*seed, number]), blending, colours)

    with ThreadPoolExecutor(1, "batches") as pool:
        waiting = deque(pool.submit(made, step + ahead) for ahead in range(AHEAD))
        try:
            while True:
                step += 1
                yield waiting.popleft().result()
                waiting.append(pool.submit(made, step + AHEAD - 1))
        finally:
            pool.shutdown(cancel_futures=True)


def _run(
    crops: Crops, stride: int, random: np.random.Generator, blending: bool | None
) -> tuple[Crops, list[int]]:
    """Three learned rows, `stride` frames apart where the face is seen for so long."""
    learned = lessons(crops, blending)
    for _ in range(STEADY_TRIES):
        row = int(learned[random.integers(len(learned))])
        rows = [crops.before(row, stride * back) for back in (2, 1, 0)]
        if rows[2] - rows[0] == 2 * stride:
            return crops, rows
    return crops, rows
