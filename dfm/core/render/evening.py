"""Evens out the light and the white balance of pictures that show one face, by gains that slope evenly.

Differences as small as those that an expression makes are left alone.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.render.interpolation import compiled, place

GAIN_MAP = 32
"""Pixels a side of a map of gains, which covers the whole square."""
SMALLEST_GAIN, LARGEST_GAIN = 0.7, 1.4

_FLOOR = 8.0
_TOLERANCE = 0.25
"""A log ratio this far from the usual one is a mouth, an eye or a hair, not the light."""
_TRUSTED = 0.2
_LEAST = 1e-4
_LEVEL = 0.05
"""How strongly the gains are held level."""
BRIGHTER, TINTED = 0.05, 0.03
"""Logarithms of gains, over all of the square, that an expression may bring about by itself: in brightness,
and in one colour over the others."""
_HALF, _ZERO, _TOP = np.float32(0.5), np.float32(0), np.float32(255)

Picture = NDArray[np.float32] | NDArray[np.uint8]


def gains_of(pictures: Sequence[Picture], facing: NDArray[np.float32]) -> NDArray[np.float32]:
    """The gains (L, 32, 32, 3) that give pictures (S, S, 3), 0..255, the light of the first; 1 for the first.

    `facing` (L, S, S) tells how squarely each saw a place. The logarithm of the gains is a plane: it follows
    a head that turns in the light, and leaves alone the folds and cheeks that an expression brings out.
    What is left of it is how far it goes beyond what expressions do.
    """
    gains = np.ones((len(pictures), GAIN_MAP, GAIN_MAP, 3), np.float32)
    first, seen = _log(pictures[0]), _reduced(facing[0])
    for number, picture in enumerate(pictures[1:], 1):
        trust = np.minimum(seen, _reduced(facing[number]))
        gains[number] = _gain(first - _log(picture), trust)
    return gains


def lightened(picture: Picture, gain: NDArray[np.float32], scale: float, out: NDArray[np.float32]) -> None:
    """A picture (S, S, 3) times its gains (32, 32, 3), within 0..255, times a scale, as planes (3, S, S)."""
    _lighten(np.ascontiguousarray(picture), gain, np.float32(scale), out)


@compiled
def _lighten(picture: Any, gain: Any, scale: Any, out: Any) -> None:
    """See `lightened`."""
    size, coarse = picture.shape[0], gain.shape[0]
    ratio = np.float32(coarse / size)
    row, wide = np.empty((coarse, 3), np.float32), np.empty((3, size), np.float32)
    low, share = np.empty(size, np.int32), np.empty(size, np.float32)
    for x in range(size):
        low[x], share[x] = place((np.float32(x) + _HALF) * ratio - _HALF, coarse)
    for y in range(size):
        i, down = place((np.float32(y) + _HALF) * ratio - _HALF, coarse)
        for k in range(coarse):
            for channel in range(3):
                row[k, channel] = gain[i, k, channel] + down * (gain[i + 1, k, channel] - gain[i, k, channel])
        for x in range(size):
            j = low[x]
            for channel in range(3):
                more = row[j, channel] + share[x] * (row[j + 1, channel] - row[j, channel])
                wide[channel, x] = scale * min(max(more * picture[y, x, channel], _ZERO), _TOP)
        for channel in range(3):
            for x in range(size):
                out[channel, y, x] = wide[channel, x]


def _reduced(plane: Picture) -> NDArray[np.float32]:
    small = cv2.resize(plane, (GAIN_MAP, GAIN_MAP), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _log(rgb: Picture) -> NDArray[np.float32]:
    """Logarithm of a picture (S, S, 3), 32 x 32."""
    return np.asarray(np.log(np.maximum(_reduced(rgb), 0) + np.float32(_FLOOR)), np.float32)


def _gain(ratio: NDArray[np.float32], trust: NDArray[np.float32]) -> NDArray[np.float32]:
    """Gains (32, 32, 3) from log ratios (32, 32, 3), of which `trust` (32, 32) tells how far to: a plane laid
    through them, which what is far from the usual one does not tilt."""
    known = trust > _TRUSTED
    if not known.any():
        return np.ones((GAIN_MAP, GAIN_MAP, 3), np.float32)
    strange = np.abs(ratio - np.median(ratio[known], axis=0)).max(axis=2) / _TOLERANCE
    weight = (trust * known * np.exp(-(strange**2)) + _LEAST).ravel()
    plane = _plane()
    weighted = plane.T * weight
    square = weighted @ plane
    square[[1, 2], [1, 2]] += _LEVEL * weight.sum()
    slopes = np.linalg.solve(square, weighted @ ratio.reshape(-1, 3))
    found = (plane @ slopes).reshape(GAIN_MAP, GAIN_MAP, 3)
    brighter = found.mean(axis=2, keepdims=True)
    gains = np.exp(_beyond(brighter, BRIGHTER) + _beyond(found - brighter, TINTED))
    return np.asarray(np.clip(gains, SMALLEST_GAIN, LARGEST_GAIN), np.float32)


def _beyond(found: NDArray[np.float64], usual: float) -> NDArray[np.float64]:
    """What was found, the less of it the less it goes beyond what is usual (Wiener's filter)."""
    return found * max(0.0, 1 - usual**2 / max(float(np.square(found).mean()), 1e-12))


@lru_cache(maxsize=1)
def _plane() -> NDArray[np.float64]:
    """1, column and row, -1..1, of each place of a map of gains (32 x 32, 3)."""
    steps = (np.arange(GAIN_MAP) + 0.5) * (2 / GAIN_MAP) - 1
    down, across = np.meshgrid(steps, steps, indexing="ij")
    return np.stack([np.ones_like(across), across, down], axis=2).reshape(-1, 3)
