"""Valence and arousal over time: as a face shows them, and as its edits ask for them."""

from collections.abc import MutableMapping, Sequence
from fractions import Fraction
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from dfm.core import weights
from dfm.core.affect.blendshape import embedded_estimator
from dfm.core.affect.observed import observe_track
from dfm.core.document.edits import Edit, ramp_frames
from dfm.core.document.timebase import Span
from dfm.core.faces.model import load_face_model
from dfm.core.faces.smoothing import runs
from dfm.core.faces.tracks import FaceTrack
from dfm.core.motion.blend import blend_edits
from dfm.core.motion.va import va_curve

SECONDS = 0.15
"""Standard deviation of the smoothing over time."""

Ways = MutableMapping[tuple[Edit, Span], NDArray[np.float64]]
"""The ways (n, 2) of edits over spans of media frames, all at one rate."""

_read: WeakKeyDictionary[FaceTrack, dict[Fraction, NDArray[np.float32]]] = WeakKeyDictionary()


def measured_va(track: FaceTrack, rate: Fraction) -> NDArray[np.float32]:
    """Valence and arousal (N, 2) of a face on each of its frames, as the embedded estimator reads them.

    They are read once for a track and kept as long as it is; whoever gets them must not change them.
    """
    kept = _read.setdefault(track, {})
    if rate not in kept:
        model = load_face_model(weights.find("face_model"))
        found = embedded_estimator().estimate(observe_track(track, model)).places
        kept[rate] = smoothed_places(found, track.frames, rate)
    return kept[rate]


def smoothed_places(
    places: NDArray[np.float32], frames: NDArray[np.int32], rate: Fraction
) -> NDArray[np.float32]:
    """Places (N, 2) read on media frames (N,), each unbroken run of frames smoothed over time."""
    smoothed = places.astype(np.float64)
    for run in runs(frames):
        smoothed[run] = gaussian_filter1d(smoothed[run], float(rate) * SECONDS, axis=0, mode="nearest")
    return smoothed.astype(np.float32)


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
