"""What a track's face should do: its own coefficients with the edits in them.

`keep` adds the emotion to the frame's own motion, after taking out most of the mood that the face
already wears (its slow component); `replace` puts the emotion in its place, as the paper does.
Frames outside every edit have weight 0 and stay as they are. What an edit changes is weighed in each
region of the face; a mouth of weight 0 keeps its own motion either way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, median_filter

from dfm.core.document.edits import Edit, Speech, ramp_frames
from dfm.core.document.regions import EVERYWHERE, NAMES, Regions
from dfm.core.document.timebase import Span
from dfm.core.faces.model import FaceModel
from dfm.core.faces.smoothing import runs
from dfm.core.motion.action_units import lip_parting, with_lip_gap
from dfm.core.motion.blend import blend_edits, smooth
from dfm.core.motion.decoder import Decoder
from dfm.core.motion.lips import Lips
from dfm.core.motion.performed import performed
from dfm.core.motion.regions import region_maps, weighed
from dfm.core.motion.timing import onset
from dfm.core.motion.va import va_curve

MOOD_SECONDS = 2.0
MOOD_SHARE = 0.8
"""How much of the face's own slow expression an edit replaces; the neutral edit takes all of it."""

UPPER = ("brows", "eyes")

FELT_FRAMES = 200_000
"""Frames of edits whose coefficients are kept for the next plan; those used last stay (some 30 MB)."""

Felt = tuple[NDArray[np.float64], NDArray[np.float32]]
"""An edit's curve (n, 2) and the coefficients (n, 30) that it asks for."""


@dataclass(frozen=True)
class Target:
    """Over the frames of a track: how much any edit shows (N,), the wanted coefficients (N, 30), the
    share of each frame whose mouth must keep the speech (N,), the factor on its lip gaps there (N,), by how
    many centimetres they are widened besides (N,), and each edit's frames and curve.

    Where an edit weighs the regions of the face, `regional` is the change of coefficients that each of them
    shows (N, 3, 30), for what can be drawn region by region; None where every region shows the same."""

    weight: NDArray[np.float32]
    expression: NDArray[np.float32]
    keep: NDArray[np.float32]
    lip_scale: NDArray[np.float32]
    lip_drop: NDArray[np.float32]
    curves: tuple[tuple[Span, NDArray[np.float64]], ...]
    regional: NDArray[np.float32] | None = None


class TargetMaker:
    """Plans one track again and again; what does not depend on the edits is worked out once.

    `expression` (N, 30) are the track's own coefficients on `frames` (N,), `aperture` (N,) its lip aperture
    in face heights; without it the coefficients tell how far the lips are apart.
    """

    def __init__(
        self,
        frames: NDArray[np.int32],
        expression: NDArray[np.float32],
        rate: Fraction,
        decoder: Decoder,
        model: FaceModel,
        aperture: NDArray[np.float32] | None = None,
    ) -> None:
        self._frames, self._expression, self._rate = frames, expression, rate
        self._decoder, self._model = decoder, model
        self._mood = with_lip_gap(model, slow_part(frames, expression, float(rate)), 0.0)
        self._parting = lip_parting(model)
        gap = expression @ self._parting if aperture is None else aperture * np.float32(model.face_height)
        self._lips = Lips(frames, np.asarray(gap, np.float32), float(rate))
        self._felt: dict[tuple[Edit, Span], Felt] = {}

    def target(self, edits: Sequence[Edit]) -> Target:
        """What the face should do under these edits."""
        count = len(self._frames)
        weight, keep = np.zeros(count, np.float32), np.zeros(count, np.float32)
        lip_scale, lip_drop = np.ones(count, np.float32), np.zeros(count, np.float32)
        expression = self._expression.copy()
        regional = self._no_change() if any(edit.regions != EVERYWHERE for edit in edits) else None
        envelopes = blend_edits(
            [edit.span for edit in edits], [ramp_frames(edit, self._rate) for edit in edits]
        )
        felt = self._all_felt(list(zip(edits, (each.span for each in envelopes), strict=True)))
        for edit, envelope, (_, change) in zip(edits, envelopes, felt, strict=True):
            inside = slice(*np.searchsorted(self._frames, (envelope.span.start, envelope.span.end)))
            at = self._frames[inside] - envelope.span.start
            comes = ramp_frames(edit, self._rate) if envelope.span.start == edit.span.start else 0
            alone, left = envelope.weights / envelope.share, envelope.share[at].astype(np.float32)
            upper, lower = (left * each[at] for each in onset(alone, comes))
            shown, wanted = envelope.weights[at].astype(np.float32), change[at]
            mouth = np.float32(edit.regions.mouth)
            if edit.speech is Speech.KEEP:
                grown, drop = self._lips.spoken(wanted @ self._parting, inside)
                lip_scale[inside] += mouth * (lower * grown)
                lip_drop[inside] += mouth * (lower * drop)
                change = with_lip_gap(self._model, wanted, drop) - self._taken(edit, inside)
            else:
                change = wanted - self._expression[inside]
            if edit.speech is Speech.KEEP or mouth == 0:
                keep[inside] += shown
            expression[inside] += lower[:, None] * weighed(self._model, change, edit.regions)
            expression[inside] += (upper - lower)[:, None] * self._upper(change, edit.regions)
            if regional is not None:
                weights = np.array([each for _, each in edit.regions.items()], np.float32)
                shares = weights * np.stack([upper, upper, lower], axis=1)
                regional[inside] += shares[..., None] * change[:, None]
            weight[inside] += shown
        kept = np.divide(keep, weight, out=np.ones_like(keep), where=weight > 0)
        curves = tuple((each.span, curve) for each, (curve, _) in zip(envelopes, felt, strict=True))
        return Target(weight, expression, kept, lip_scale, lip_drop, curves, regional)

    def _taken(self, edit: Edit, inside: slice) -> NDArray[np.float32]:
        """What of the face's own mood (n, 30) an edit that keeps the speech takes out."""
        plain = edit.emotion == "neutral" and edit.performance is None
        return self._mood[inside] * np.float32(1.0 if plain else MOOD_SHARE)

    def _upper(self, change: NDArray[np.float32], regions: Regions) -> NDArray[np.float32]:
        """What of a change (n, 30) brows and eyes show."""
        shown = {name: np.float32(weight) for name, weight in regions.items()}
        maps = region_maps(self._model)
        return np.asarray(change @ sum(shown[name] * maps[NAMES.index(name)] for name in UPPER), np.float32)

    def _no_change(self) -> NDArray[np.float32]:
        """Nothing to show in any region (N, 3, 30)."""
        return np.zeros((len(self._frames), len(NAMES), self._expression.shape[1]), np.float32)

    def _all_felt(self, wanted: list[tuple[Edit, Span]]) -> list[Felt]:
        """Each edit's curve and coefficients; those of plans before are taken over where they can be."""
        keys = [(_bare(edit), span) for edit, span in wanted]
        found = {key: self._felt.pop(key) if key in self._felt else self._feel(*key) for key in keys}
        self._felt.update(found)
        beyond = sum(span.length for _, span in self._felt) - FELT_FRAMES
        for key in list(self._felt)[: len(self._felt) - len(found)]:
            if beyond <= 0:
                break
            beyond -= key[1].length
            del self._felt[key]
        return [found[key] for key in keys]

    def _feel(self, edit: Edit, span: Span) -> Felt:
        curve = va_curve(edit, self._rate, span)
        if edit.performance is None:
            seconds = np.arange(span.start - edit.origin, span.end - edit.origin) / float(self._rate)
            wanted = np.asarray(self._decoder.decode(edit.emotion, curve, seconds, edit.seed), np.float64)
        else:
            wanted = performed(edit, edit.performance, self._rate, span)
        return curve, smooth(wanted, self._rate).astype(np.float32)


def _bare(edit: Edit) -> Edit:
    """An edit without what does not shape its way through the plane."""
    return replace(edit, span=Span(0, 1), speech=Speech.KEEP, ramp=None, id="", regions=EVERYWHERE)


def slow_part(frames: NDArray[np.int32], expression: NDArray[np.float32], rate: float) -> NDArray[np.float32]:
    """The mood (N, 30): what remains of the coefficients when speech and blinks are averaged away."""
    out = np.empty_like(expression)
    half = max(int(rate * MOOD_SECONDS / 2), 1)
    for run in runs(frames):
        part = expression[run]
        middle = median_filter(part, size=(2 * min(half, len(part)) + 1, 1), mode="reflect")
        out[run] = gaussian_filter1d(middle, half / 2, axis=0, mode="reflect")
    return out
