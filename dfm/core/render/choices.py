"""Which references help which frame: chosen over the whole track at once, so that nothing pops.

A reference stays until another is clearly nearer; where one takes the place of another, both are faded.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from dfm.core.faces.smoothing import runs

USED = 4
"""References a frame."""
CLEARLY = 0.8
"""Another reference takes a place when its distance is below this share of the one that holds it."""
STAYS = 6
"""Frames that a reference stays at least."""
FADE = 4
"""Frames over which it comes and goes."""
SMOOTHING = 2.0
"""Standard deviation, in frames, of the smoothing of distances over time."""


@dataclass(frozen=True, eq=False)
class Choices:
    """For N frames the numbers of K references (N, K) and how far each is faded in (N, K), above 0 to 1."""

    numbers: NDArray[np.int64]
    presence: NDArray[np.float32]


def choose(distance: NDArray[np.floating], frames: NDArray[np.int32], used: int = USED) -> Choices:
    """Choose for frames (N,), ascending, by their distances (N, B) to all references."""
    used = min(used, distance.shape[1])
    numbers = np.zeros((len(frames), used), np.int64)
    presence = np.ones((len(frames), used), np.float32)
    for run in runs(frames):
        smooth = gaussian_filter1d(distance[run].astype(np.float64), SMOOTHING, axis=0, mode="nearest")
        numbers[run], presence[run] = _follow(smooth, used)
    return Choices(numbers, presence)


def _follow(distance: NDArray[np.float64], used: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Choose over one unbroken stretch."""
    held = np.argsort(distance[0], kind="stable")[:used]
    since = np.zeros(used, np.int64)
    numbers = np.empty((len(distance), used), np.int64)
    switches: list[tuple[int, int]] = []
    for frame, row in enumerate(distance):
        free = row.copy()
        free[held] = np.inf
        best, worst = int(free.argmin()), int(row[held].argmax())
        if free[best] < CLEARLY * row[held[worst]] and frame - since[worst] >= STAYS:
            held[worst], since[worst] = best, frame
            switches.append((frame, worst))
        numbers[frame] = held
    presence = np.ones((len(distance), used), np.float32)
    away = np.arange(len(distance))
    for frame, slot in switches:
        steps = np.where(away >= frame, away - frame, frame - 1 - away)
        presence[:, slot] = np.minimum(presence[:, slot], np.minimum((steps + 1) / (FADE + 1), 1))
    return numbers, presence
