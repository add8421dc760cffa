"""Zero-phase smoothing that takes jitter away and leaves fast, real movement alone.

A symmetric low-pass is blended with the raw signal: where both differ by about the noise level
the low-pass wins; where they differ by much more (a blink, a plosive) the raw signal does.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.signal import savgol_filter

WINDOW_SECONDS = 0.3
MARGIN = 3.0
"""How many noise levels a movement must stand out to be kept as it is."""


BLOCK = 64
"""Columns smoothed at once, so that a long track needs little more memory than it has."""


def runs(frames: NDArray[np.int32]) -> list[slice]:
    """Slices of an ascending list of frame numbers without gaps."""
    breaks = np.flatnonzero(np.diff(frames) != 1) + 1
    edges = [0, *breaks.tolist(), len(frames)]
    return [slice(a, b) for a, b in pairwise(edges) if b > a]


def smooth(values: NDArray[np.float32], rate: float) -> NDArray[np.float32]:
    """Smooth one unbroken run (N, ...) sampled at `rate` frames/s along its first axis."""
    window = max(round(rate * WINDOW_SECONDS / 2) * 2 + 1, 5)
    if len(values) < window:
        return values
    columns = values.reshape(len(values), -1)
    out = np.empty_like(columns)
    for start in range(0, columns.shape[1], BLOCK):
        block = slice(start, start + BLOCK)
        out[:, block] = _smooth_columns(columns[:, block], window)
    return out.reshape(values.shape)


def _smooth_columns(values: NDArray[np.float32], window: int) -> NDArray[np.float32]:
    low = savgol_filter(values, window, 3, axis=0, mode="interp").astype(np.float32)
    difference = values - low
    noise = 1.4826 * np.median(np.abs(difference), axis=0) + 1e-6
    keep = np.exp(-0.5 * np.square(difference / (MARGIN * noise)))
    return np.asarray(values - difference * keep, np.float32)
