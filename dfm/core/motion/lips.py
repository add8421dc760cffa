"""How far an expression parts lips that speak, so that what they say can still be seen.

Lips that touch stay together. A mouth that is a little open goes most of the way to what the expression
wants, and all gaps grow in proportion besides, so that wide ones stay wider than small ones. Where nothing is
said, the mouth may fall open.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, maximum_filter1d, minimum_filter1d

from dfm.core.faces.smoothing import runs

SPEECH_GAP = 0.9
"""A typical open mouth in speech, cm: an expression that presses resting lips by this much would shut it."""
LEAST_SCALE = 0.85
MOST_DROP, LEAST_DROP, REACH = 1.8, 0.8, 3.0
"""By how many centimetres at most an expression drops the jaw of a mouth that speaks: the less, the wider the
person opens it in general, so that a usual gap comes to REACH, but never less than LEAST_DROP."""
WIDER = 0.6
"""By which share what lips are apart beyond SHUT grows where an expression drops the jaw the most."""
WIDE, WIDEST = 3.1, 4.6
"""From WIDE centimetres on a mouth opens ever less further than it did by itself, and nears WIDEST."""
SHUT = 0.21
"""Lips less apart than this, cm, touch, but for the landmarks' error: 0.012 heights of the face."""
SOFT = 0.16
"""Lips apart by SHUT and this share of the person's usual gap show two thirds of a drop."""
USUAL, LEAST_USUAL = 0.75, 0.35
"""The usual gap is this quantile of a track's gaps, and so many centimetres at least."""
SILENT_SECONDS, MOVED, MOST_APART = 0.8, 0.15, 0.4
"""A mouth that changes by less than MOVED cm for so long, less than MOST_APART cm open, says nothing."""
SILENT_EDGE = 0.1
"""Standard deviation in seconds with which silence sets in and ends."""
HELD_SHUT, AGAPE = 0.35, 1.3
"""By how many centimetres less than those of a speaking mouth the lips of a silent one part, and by how many
at most: for a smile not at all, for surprise, which drops the jaw, plainly."""


class Lips:
    """The lips of a track: `gap` (N,) says by how many centimetres they are apart on `frames` (N,)."""

    def __init__(self, frames: NDArray[np.int32], gap: NDArray[np.float32], rate: float) -> None:
        self._gap = np.maximum(gap, 0)
        self._most = float(np.clip(REACH - (1 + WIDER) * usual(gap), LEAST_DROP, MOST_DROP))
        self._open, self._silent = openness(gap), silence(frames, gap, rate)

    def spoken(
        self, parted: NDArray[np.float32], inside: slice
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """What an expression that parts resting lips by so many centimetres (n,) does to those of the frames
        `inside`: by which share their gaps shrink where it presses them, 0 or less, and by how many
        centimetres they are widened (n,) each."""
        own = self._gap[inside]
        pressed = np.clip(parted / SPEECH_GAP, LEAST_SCALE - 1, 0)
        wider = WIDER * np.clip(parted / MOST_DROP, 0, 1) * np.maximum(own - SHUT, 0)
        dropped = np.clip(parted, 0, self._most) * self._open[inside] + wider
        silent = np.clip(parted - HELD_SHUT, 0, AGAPE) * self._silent[inside]
        wanted = own + np.maximum(dropped, silent)
        widened = np.maximum(np.minimum(wanted, _bearable(wanted)) - own, 0)
        return np.asarray(pressed, np.float32), np.asarray(widened, np.float32)


def usual(gap: NDArray[np.float32]) -> float:
    """How far the lips of a track (N,) are apart in speech, cm."""
    return max(float(np.quantile(gap, USUAL)), LEAST_USUAL) if len(gap) else LEAST_USUAL


def openness(gap: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far (N,) a mouth goes along with a drop of the jaw: 0 where its lips touch, rising to 1 ever more
    slowly, the sooner the less the person opens it in general."""
    return np.asarray(1 - np.exp(-np.maximum(gap - SHUT, 0) / (SOFT * usual(gap))), np.float32)


def silence(frames: NDArray[np.int32], gap: NDArray[np.float32], rate: float) -> NDArray[np.float32]:
    """Where (N,) a mouth says nothing: 1 where it keeps still and nearly closed for a while, 0 where not."""
    out = np.zeros(len(gap), np.float32)
    reach = max(round(rate * SILENT_SECONDS / 2), 1)
    for run in runs(frames):
        least = minimum_filter1d(gap[run], 2 * reach + 1, mode="nearest")
        most = maximum_filter1d(gap[run], 2 * reach + 1, mode="nearest")
        still = ((most - least < MOVED) & (most < MOST_APART)).astype(np.float32)
        around = maximum_filter1d(still, 2 * reach - 1, mode="nearest")
        out[run] = gaussian_filter1d(around, rate * SILENT_EDGE, mode="nearest")
    return out


def _bearable(gap: NDArray[np.float32]) -> NDArray[np.float32]:
    """Gaps (n,) that a mouth can show: narrow ones as they are, wide ones less so."""
    room = WIDEST - WIDE
    return np.where(gap < WIDE, gap, WIDE + room * np.tanh((gap - WIDE) / room)).astype(np.float32)
