"""How edits come, go and mix: a weight for each edit and frame, and the smoothing of coefficients.

It knows spans and weights alone, not what is weighed. All spans belong to one face and count media frames.
"""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import make_smoothing_spline

from dfm.core.document.timebase import Span

SMOOTHING_HERTZ = 4.0
"""Motion faster than this is damped to less than half by `smooth`."""


@dataclass(frozen=True, eq=False)
class Envelope:
    """How strongly one edit shows on each frame of `span`: (n,) weights above 0, up to 1.

    `share` (n,) is what other edits leave of the weight that it would have alone."""

    span: Span
    weights: NDArray[np.float64]
    share: NDArray[np.float64]


def ramp_weights(length: int, ramp_in: int, ramp_out: int) -> NDArray[np.float64]:
    """Rise over the first frames and fall over the last ones of a span: (length,) weights above 0, up to 1.

    Each ramp is half a cosine that would reach 0 one frame outside the span; it takes half the span at most.
    """
    weights = np.ones(length)
    rise, fall = min(ramp_in, length // 2), min(ramp_out, length // 2)
    weights[:rise] = _rise(rise)
    weights[length - fall :] = _rise(fall)[::-1]
    return weights


def blend_edits(spans: Sequence[Span], ramps: Sequence[int]) -> tuple[Envelope, ...]:
    """Give each edit of one face its envelope; over all edits the weights of a frame never exceed 1.

    Where one edit ends on the frame on which another starts, they fade into each other instead of both
    fading to the face's own expression: their envelopes then reach beyond the cut, never beyond the two
    edits together. Everywhere else an envelope is its edit's span.
    """
    before, after = _cuts(spans, ramps)
    envelopes = [
        _envelope(span, ramp, before[index], after[index])
        for index, (span, ramp) in enumerate(zip(spans, ramps, strict=True))
    ]
    return _normalised(envelopes)


def shaping(spans: Sequence[Span], ramps: Sequence[int], within: Span) -> list[int]:
    """The numbers of the edits of one face without which the weights in these frames would be others.

    Blending these alone gives every frame of `within` the same weights as blending all.
    """
    reaching = [
        span
        for span, ramp in zip(spans, ramps, strict=True)
        if span.start - ramp < within.end and span.end + ramp > within.start
    ]
    cuts = {span.start for span in reaching} | {span.end for span in reaching}
    return [index for index, span in enumerate(spans) if span.start in cuts or span.end in cuts]


def smooth(
    coefficients: NDArray[np.floating[Any]], rate: Fraction, cutoff: float = SMOOTHING_HERTZ
) -> NDArray[np.float64]:
    """Fit an approximating cubic spline to each column of (N, K), without delay.

    Motion at `cutoff` hertz is halved, slower motion stays. Fewer than 5 frames are left as they are.
    Smooth an edit's coefficients before they are weighed, so that nothing leaks out of the edit.
    """
    if len(coefficients) < 5:
        return coefficients.astype(np.float64)
    stiffness = (float(rate) / (2 * np.pi * cutoff)) ** 4
    frames = np.arange(len(coefficients), dtype=np.float64)
    spline = make_smoothing_spline(frames, coefficients.astype(np.float64), lam=stiffness)
    smoothed: NDArray[np.float64] = spline(frames)
    return smoothed


def _rise(length: int) -> NDArray[np.float64]:
    """Climb from above 0 to below 1 in so many frames, along half a cosine."""
    weights: NDArray[np.float64] = (1 - np.cos(np.pi * np.arange(1, length + 1) / (length + 1))) / 2
    return weights


def _cuts(spans: Sequence[Span], ramps: Sequence[int]) -> tuple[list[int | None], list[int | None]]:
    """Pair each edit with one that starts where it ends: half the length of their fade, on both."""
    before: list[int | None] = [None] * len(spans)
    after: list[int | None] = [None] * len(spans)
    starting: defaultdict[int, deque[int]] = defaultdict(deque)
    for index, span in enumerate(spans):
        starting[span.start].append(index)
    for index, span in enumerate(spans):
        if starting[span.end]:
            follower = starting[span.end].popleft()
            longest = min(span.length, spans[follower].length) // 2
            fade = min(ramps[index], ramps[follower], longest) // 2
            after[index] = before[follower] = fade
    return before, after


def _envelope(span: Span, ramp: int, before: int | None, after: int | None) -> Envelope:
    """Shape one edit's weights: a ramp at a free end, a fade centred on a shared cut."""
    reach = Span(span.start - (before or 0), span.end + (after or 0))
    rise = ramp if before is None else 2 * before
    fall = ramp if after is None else 2 * after
    weights = ramp_weights(reach.length, min(rise, span.length // 2), min(fall, span.length // 2))
    return Envelope(reach, weights, np.ones(reach.length))


def _normalised(envelopes: Sequence[Envelope]) -> tuple[Envelope, ...]:
    """Divide the weights of every frame by their sum where that exceeds 1."""
    if not envelopes:
        return ()
    total = np.zeros(max(envelope.span.end for envelope in envelopes))
    for envelope in envelopes:
        total[envelope.span.start : envelope.span.end] += envelope.weights
    scale = 1 / np.maximum(1.0, total)
    left = [scale[envelope.span.start : envelope.span.end] for envelope in envelopes]
    return tuple(
        Envelope(envelope.span, envelope.weights * share, share)
        for envelope, share in zip(envelopes, left, strict=True)
    )
