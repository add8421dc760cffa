"""What a track's face should do: its own coefficients with the edits in them.

`keep` adds the emotion to the frame's own motion, after taking out most of the mood that the face
already wears (its slow component); `replace` puts the emotion in its place, as the paper does.
Frames outside every edit have weight 0 and stay as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, median_filter

from dfm.core.document.edits import Edit, Speech, ramp_frames
from dfm.core.document.timebase import Span
from dfm.core.faces.model import FaceModel
from dfm.core.faces.smoothing import runs
from dfm.core.motion.action_units import lip_parting, with_lip_gap
from dfm.core.motion.blend import blend_edits, smooth
from dfm.core.motion.decoder import Decoder
from dfm.core.motion.va import va_curve

MOOD_SECONDS = 2.0
MOOD_SHARE = 0.8
"""How much of the face's own slow expression an edit replaces; the neutral edit takes all of it."""

SPEECH_GAP = 0.9
"""A typical open mouth in speech, cm: an emotion that parts resting lips by this much doubles the gaps."""
LIP_WIDENING = (-0.15, 0.3)


@dataclass(frozen=True)
class Target:
    """Over the frames of a track: how much any edit shows (N,), the wanted coefficients (N, 30), the
    share of each frame whose mouth must keep the speech (N,), the factor on its lip gaps there (N,), and
    each edit's frames and curve."""

    weight: NDArray[np.float32]
    expression: NDArray[np.float32]
    keep: NDArray[np.float32]
    lip_scale: NDArray[np.float32]
    curves: tuple[tuple[Span, NDArray[np.float64]], ...]


def target_of(
    edits: Sequence[Edit],
    frames: NDArray[np.int32],
    expression: NDArray[np.float32],
    rate: Fraction,
    decoder: Decoder,
    model: FaceModel,
) -> Target:
    """Plan the edits of one face over its frames (N,) with their own coefficients (N, 30)."""
    mood = with_lip_gap(model, slow_part(frames, expression, float(rate)), 0.0)
    parting = lip_parting(model)
    weight = np.zeros(len(frames), np.float32)
    keep = np.zeros(len(frames), np.float32)
    lip_scale = np.ones(len(frames), np.float32)
    change = np.zeros_like(expression)
    envelopes = blend_edits([edit.span for edit in edits], [ramp_frames(edit, rate) for edit in edits])
    curves: list[tuple[Span, NDArray[np.float64]]] = []
    for edit, envelope in zip(edits, envelopes, strict=True):
        curve = va_curve(edit, rate, envelope.span)
        curves.append((envelope.span, curve))
        felt = smooth(decoder.decode(edit.emotion, curve), rate).astype(np.float32)
        inside = (frames >= envelope.span.start) & (frames < envelope.span.end)
        at = frames[inside] - envelope.span.start
        share = envelope.weights[at].astype(np.float32)[:, None]
        if edit.speech is Speech.KEEP:
            taken = mood[inside] * np.float32(1.0 if edit.emotion == "neutral" else MOOD_SHARE)
            keep[inside] += share[:, 0]
            wider = np.clip(felt @ parting / SPEECH_GAP, *LIP_WIDENING)[at]
            lip_scale[inside] += share[:, 0] * wider
            felt = with_lip_gap(model, felt, 0.0)
        else:
            taken = expression[inside]
        change[inside] += share * (felt[at] - taken)
        weight[inside] += share[:, 0]
    kept = np.divide(keep, weight, out=np.ones_like(keep), where=weight > 0)
    return Target(weight, expression + change, kept, lip_scale, tuple(curves))


def slow_part(frames: NDArray[np.int32], expression: NDArray[np.float32], rate: float) -> NDArray[np.float32]:
    """The mood (N, 30): what remains of the coefficients when speech and blinks are averaged away."""
    out = np.empty_like(expression)
    half = max(int(rate * MOOD_SECONDS / 2), 1)
    for run in runs(frames):
        part = expression[run]
        middle = median_filter(part, size=(2 * min(half, len(part)) + 1, 1), mode="reflect")
        out[run] = gaussian_filter1d(middle, half / 2, axis=0, mode="reflect")
    return out
