"""Zero-phase smoothing that takes jitter away and leaves fast, real movement alone.

A symmetric low-pass is blended with the raw signal: where both differ by about the noise level
the low-pass wins; where they differ by much more (a blink, a plosive) the raw signal does.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.signal import savgol_filter

from dfm.core.faces.alignment import Poses

WINDOW_SECONDS = 0.5
MARGIN = 3.0
"""How many noise levels a movement must stand out to be kept as it is."""
LIVELY = 1.5
"""No column is thought to have more jitter than this many times the quieter quarter of them."""
STEADY_SECONDS = 0.8
BLOCK = 64
"""Columns smoothed at once, so that a long track needs little more memory than it has."""


def runs(frames: NDArray[np.int32]) -> list[slice]:
    """Slices of an ascending list of frame numbers without gaps."""
    breaks = np.flatnonzero(np.diff(frames) != 1) + 1
    edges = [0, *breaks.tolist(), len(frames)]
    return [slice(a, b) for a, b in pairwise(edges) if b > a]


def smooth(values: NDArray[np.float32], rate: float) -> NDArray[np.float32]:
    """Smooth one unbroken run (N, ...) sampled at `rate` frames/s along its first axis.

    Jitter is about the same in all columns, so the quieter ones tell it; what the livelier ones, such as
    lips, do beyond it is movement.
    """
    window = max(round(rate * WINDOW_SECONDS / 2) * 2 + 1, 5)
    if len(values) < window:
        return values
    columns = values.reshape(len(values), -1)
    blocks = [slice(start, start + BLOCK) for start in range(0, columns.shape[1], BLOCK)]
    noise = np.concatenate([_noise(columns[:, block], window) for block in blocks])
    noise = np.minimum(noise, LIVELY * np.percentile(noise, 25)) + 1e-6
    out = np.empty_like(columns)
    for block in blocks:
        difference = columns[:, block] - _low_pass(columns[:, block], window)
        keep = np.exp(-0.5 * np.square(difference / (MARGIN * noise[block])))
        out[:, block] = columns[:, block] - difference * keep
    return out.reshape(values.shape)


def steady(poses: Poses, frames: NDArray[np.int32], rate: float) -> Poses:
    """Poses without the jitter of their rotation and scale, for carrying movements into the picture."""
    window = max(round(rate * STEADY_SECONDS / 2) * 2 + 1, 5)
    rotation, scale = poses.rotation.copy(), poses.scale.copy()
    for run in runs(frames):
        if len(scale[run]) >= window:
            u, _, vt = np.linalg.svd(savgol_filter(rotation[run], window, 2, axis=0, mode="interp"))
            rotation[run] = u @ vt
            scale[run] = savgol_filter(scale[run], window, 2, mode="interp")
    return Poses(rotation, scale, poses.translation)


def _low_pass(values: NDArray[np.float32], window: int) -> NDArray[np.float32]:
    return np.asarray(savgol_filter(values, window, 3, axis=0, mode="interp"), np.float32)


def _noise(values: NDArray[np.float32], window: int) -> NDArray[np.float32]:
    return np.asarray(1.4826 * np.median(np.abs(values - _low_pass(values, window)), axis=0), np.float32)
