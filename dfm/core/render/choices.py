"""Which references help which frame: chosen over the whole track at once, so that nothing pops.

A reference stays until another is clearly nearer; where one takes the place of another, both are faded.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from dfm.core.faces.smoothing import runs

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


def choose(distance: NDArray[np.floating], frames: NDArray[np.int32]) -> Choices:
    """Choose for frames (N,), ascending, one reference for each of K slots by their distances (K, N, B)."""
    used = min(distance.shape[0], distance.shape[2])
    numbers = np.zeros((len(frames), used), np.int64)
    presence = np.ones((len(frames), used), np.float32)
    for run in runs(frames):
        part = distance[:used, run].astype(np.float64)
        numbers[run], presence[run] = _follow(gaussian_filter1d(part, SMOOTHING, axis=1, mode="nearest"))
    return Choices(numbers, presence)


def nearest(distance: NDArray[np.floating]) -> list[int]:
    """For each slot in turn the nearest reference (K, B) that is not taken; none that is infinitely far."""
    taken: list[int] = []
    for row in distance:
        free = row.copy()
        free[taken] = np.inf
        best = int(free.argmin())
        if np.isfinite(free[best]):
            taken.append(best)
    return taken


def _follow(distance: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Choose over one unbroken stretch (K, N, B)."""
    used, count, _ = distance.shape
    slots = np.arange(used)
    held = np.array(nearest(distance[:, 0]))
    since = np.zeros(used, np.int64)
    numbers = np.empty((count, used), np.int64)
    switches: list[tuple[int, int]] = []
    for frame in range(count):
        free = distance[:, frame].copy()
        free[:, held] = np.inf
        best = free.argmin(axis=1)
        gain = free[slots, best] / np.maximum(distance[slots, frame, held], 1e-9)
        gain[frame - since < STAYS] = np.inf
        slot = int(gain.argmin())
        if gain[slot] < CLEARLY:
            held[slot], since[slot] = best[slot], frame
            switches.append((frame, slot))
        numbers[frame] = held
    presence = np.ones((count, used), np.float32)
    away = np.arange(count)
    for frame, slot in switches:
        steps = np.where(away >= frame, away - frame, frame - 1 - away)
        presence[:, slot] = np.minimum(presence[:, slot], np.minimum((steps + 1) / (FADE + 1), 1))
    return numbers, presence
