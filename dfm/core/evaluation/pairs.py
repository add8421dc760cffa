"""Which frames of a clip cross-expression reenactment compares: same pose, most different expressions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PAIRS = 12
MOST_DEGREES = 5.0
WITHHELD = 12
"""A renderer may see no frame this near to the target frame."""

_MOST_FRAMES = 500


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Render the source frame with the target frame's mesh; both are places in the track."""

    source: int
    target: int


def choose_pairs(frames: NDArray[np.int32], rotation: NDArray[np.float32], blendshapes: NDArray[np.float32],
                 seed: int, count: int = PAIRS) -> tuple[Pair, ...]:  # fmt: skip
    """Up to `count` pairs of a track's frames (N,) with rotations (N, 3, 3) and blendshapes (N, 52).

    Largest difference in blendshapes first; rotations differ by less than MOST_DEGREES, the source is not
    among the frames that the target withholds, and no two targets withhold each other. The seed picks the
    frames looked at in a long track, and which frame of a pair is the source.
    """
    random = np.random.default_rng(seed)
    looked = np.sort(random.permutation(len(frames))[:_MOST_FRAMES])
    difference = _difference(blendshapes[looked])
    difference[~_comparable(frames[looked], rotation[looked])] = -1
    first, second = np.unravel_index(np.argsort(-difference, axis=None, kind="stable"), difference.shape)
    chosen: list[Pair] = []
    targets: list[int] = []
    for one, other in zip(first, second, strict=True):
        if difference[one, other] < 0 or len(chosen) == count:
            break
        source, target = (one, other) if random.random() < 0.5 else (other, one)
        place = int(frames[looked[target]])
        if all(abs(place - taken) > WITHHELD for taken in targets):
            chosen.append(Pair(int(looked[source]), int(looked[target])))
            targets.append(place)
    return tuple(chosen)


def degrees_between(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float64]:
    """Angles between rotations (A, 3, 3) and (B, 3, 3): (A, B) degrees."""
    trace = np.einsum("aij,bij->ab", one.astype(np.float64), other.astype(np.float64))
    return np.asarray(np.degrees(np.arccos(np.clip((trace - 1) / 2, -1, 1))), np.float64)


def _comparable(frames: NDArray[np.int32], rotation: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which ordered pairs (N, N) may be compared; each unordered pair once, above the diagonal."""
    near = degrees_between(rotation, rotation) < MOST_DEGREES
    apart = np.abs(frames[:, None] - frames[None]) > WITHHELD
    return np.triu(near & apart, 1)


def _difference(blendshapes: NDArray[np.float32]) -> NDArray[np.float64]:
    values = blendshapes.astype(np.float64)
    square = np.square(values).sum(1)
    distance = np.sqrt(np.maximum(square[:, None] + square[None] - 2 * values @ values.T, 0))
    return np.asarray(distance, np.float64)
