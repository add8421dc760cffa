"""Zero-phase smoothing that takes jitter away and leaves fast, real movement alone.

A symmetric low-pass is blended with the raw signal: where both differ by about the noise level
the low-pass wins; where they differ by much more (a blink, a plosive) the raw signal does.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.signal import savgol_filter

from dfm.core.faces.alignment import Poses
from dfm.core.faces.rows import Rows

WINDOW_SECONDS = 0.5
MARGIN = 3.0
"""How many noise levels a movement must stand out to be kept as it is."""
LIVELY = 1.5
"""No column is thought to have more jitter than this many times the quieter quarter of them."""
STEADY_SECONDS = 0.8
STRETCH = 512
"""Rows smoothed at once, so that a long track needs no more memory than a short one."""
SAMPLES = 1024
"""Rows, evenly spread, that tell the noise of a run."""


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
    return np.concatenate(list(smoothed(values, slice(0, len(values)), rate)))


def smoothed(rows: Rows, run: slice, rate: float) -> Iterator[NDArray[np.float32]]:
    """The same for an unbroken run of rows that need not lie in memory, a stretch after the other."""
    window = max(round(rate * WINDOW_SECONDS / 2) * 2 + 1, 5)
    if run.stop - run.start < window:
        yield rows[run]
        return
    stretches = _stretches(run, window)
    held = [_measured(rows, run, stretches[0], window)] if len(stretches) == 1 else None
    step = -(-(run.stop - run.start) // SAMPLES)
    samples = [
        np.abs(difference[::step])
        for _, difference in held or (_measured(rows, run, each, window) for each in stretches)
    ]
    noise = 1.4826 * np.median(np.concatenate(samples), axis=0).astype(np.float32)
    noise = np.minimum(noise, LIVELY * np.percentile(noise, 25)) + 1e-6
    for values, difference in held or (_measured(rows, run, each, window) for each in stretches):
        keep = np.exp(-0.5 * np.square(difference / (MARGIN * noise)))
        yield np.asarray(values - (difference * keep).reshape(values.shape), np.float32)


def _stretches(run: slice, window: int) -> list[slice]:
    """A run cut into about equal parts of STRETCH rows at most, unless the window is longer."""
    length = run.stop - run.start
    count = max(1, min(-(-length // STRETCH), length // window))
    edges = [run.start + length * number // count for number in range(count + 1)]
    return [slice(start, stop) for start, stop in pairwise(edges)]


def _measured(
    rows: Rows, run: slice, stretch: slice, window: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The values of a stretch and, as columns (n, C), how far they lie from the low-pass of the whole run."""
    around = slice(max(stretch.start - window, run.start), min(stretch.stop + window, run.stop))
    values = rows[around]
    columns = values.reshape(len(values), -1)
    low = np.asarray(savgol_filter(columns, window, 3, axis=0, mode="interp"), np.float32)
    inside = slice(stretch.start - around.start, stretch.stop - around.start)
    return values[inside], columns[inside] - low[inside]


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
