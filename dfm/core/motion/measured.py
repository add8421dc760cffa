"""Valence and arousal over time: as a face shows them, and as its edits ask for them.

The reading is a plain one, by the emotions' prototypes; it knows no learned estimator.
"""

from collections.abc import MutableMapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from dfm.core.document.edits import Edit, ramp_frames
from dfm.core.document.timebase import Span
from dfm.core.faces.smoothing import runs
from dfm.core.faces.tracks import FaceTrack
from dfm.core.motion.blend import blend_edits
from dfm.core.motion.prototypes import valence_arousal
from dfm.core.motion.va import va_curve

RESTING_SHARE = 20
"""A person's resting face: each blendshape as low as on this percentage of the frames."""
MOST_RESTING = 0.25
"""A blendshape that never rests lower than this is an expression worn all the time."""
ONE_SIDED = ("contempt",)
"""What is left out of the reading: any uneven smile would be taken for it."""
SECONDS = 0.15
"""Standard deviation of the smoothing over time."""

Ways = MutableMapping[tuple[Edit, Span], NDArray[np.float64]]
"""The ways (n, 2) of edits over spans of media frames, all at one rate."""


def measured_va(track: FaceTrack, rate: Fraction) -> NDArray[np.float32]:
    """Valence and arousal (N, 2) of a face on each of its frames, relative to the person's resting face."""
    resting = np.minimum(np.percentile(track.blendshapes, RESTING_SHARE, axis=0), MOST_RESTING)
    found = valence_arousal(track.blendshapes - resting, ONE_SIDED)
    for run in runs(track.frames):
        found[run] = gaussian_filter1d(found[run], float(rate) * SECONDS, axis=0, mode="nearest")
    return found.astype(np.float32)


def targeted_va(
    edits: Sequence[Edit], rate: Fraction, frames: int, ways: Ways | None = None
) -> NDArray[np.float32]:
    """Valence and arousal (frames, 2) that the enabled edits of one face ask for; NaN where none does.

    During an edit's transitions the way leads from the neutral place and back to it. Ways that are known
    already are taken from `ways`, and new ones put there.
    """
    ways = {} if ways is None else ways
    wanted = [edit for edit in edits if edit.enabled]
    total, asked = np.zeros((frames, 2)), np.zeros(frames, bool)
    envelopes = blend_edits([edit.span for edit in wanted], [ramp_frames(edit, rate) for edit in wanted])
    for edit, envelope in zip(wanted, envelopes, strict=True):
        inside = slice(envelope.span.start, envelope.span.end)
        key = (edit, envelope.span)
        if key not in ways:
            ways[key] = va_curve(edit, rate, envelope.span)
        total[inside] += envelope.weights[:, None] * ways[key]
        asked[inside] = True
    total[~asked] = np.nan
    return total.astype(np.float32)
