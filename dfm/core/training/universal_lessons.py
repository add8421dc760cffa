"""What the universal decoder learns from: footage with what was read in it, photographs, prototypes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core.affect.blendshape import embedded_estimator
from dfm.core.affect.estimator import NAMES
from dfm.core.affect.observed import observe_track
from dfm.core.document.emotions import EMOTIONS, nearest_emotion
from dfm.core.faces.model import FaceModel
from dfm.core.faces.smoothing import runs
from dfm.core.faces.tracks import FaceTrack
from dfm.core.media.info import MediaInfo
from dfm.core.motion.action_units import coefficients_of, lip_parting, with_lip_gap
from dfm.core.motion.decoder import STRENGTH, PrototypeDecoder
from dfm.core.motion.style import expression_of, resting_face, style_of, without_gaze
from dfm.core.training.affect_faces import PhotoFace
from dfm.core.training.affect_lessons import PLACES, SHOWN

FRAMES_A_CLIP = 240
MOST_YAW = 30.0
FEWEST = 15
ONE_HOT = np.eye(len(NAMES), dtype=np.float32)
TINT = 0.12
"""Deviation of places from the way to a label, so that the rest of a curve is learned too."""
WAYS = 48
"""Ways in which each emotion is played, its units somewhat stronger or weaker."""
UNIT_SPREAD = 0.2
STRENGTHS = (0.0, 1.1)
ANYWHERE = 0.25
"""The share of prototypes at places that the user might choose anywhere."""
PHOTO_STRENGTHS = (0.5, 1.05)

Chance = np.random.Generator


@dataclass(frozen=True, eq=False)
class Rows:
    """Places (B, 2), weights of the emotions (B, 8), coefficients (B, 30), how much each row counts (B,)."""

    places: NDArray[np.float32]
    emotions: NDArray[np.float32]
    coefficients: NDArray[np.float32]
    counts: NDArray[np.float32]

    def __len__(self) -> int:
        """How many rows."""
        return len(self.places)


@dataclass(frozen=True, eq=False)
class Footage:
    """A clip's rows, and whose they are."""

    clip: str
    person: str
    rows: Rows


def footage_rows(track: FaceTrack, media: MediaInfo, prototypes: PrototypeDecoder, model: FaceModel) -> Rows:
    """A clip's frames: what the embedded estimator reads, and the coefficients relative to the resting face,
    blinks and speech smoothed away. The lips, which speak, part as the prototypes have it."""
    affect = embedded_estimator().estimate(observe_track(track, model))
    resting = resting_face(track.blendshapes)
    shown = without_gaze(model, track.expression, track.blendshapes, resting)
    parts = [run for run in runs(track.frames) if run.stop - run.start >= FEWEST]
    for run in parts:
        shown[run] = style_of(model, shown[run], media.frame_rate)
    inside = np.zeros(len(shown), bool)
    for run in parts:
        inside[run] = True
    good = inside & (np.abs(track.poses.yaw_pitch_roll()[:, 0]) < MOST_YAW) & (track.confidence > 0)
    kept = np.flatnonzero(good)
    kept = kept[np.unique(np.linspace(0, len(kept) - 1, min(len(kept), FRAMES_A_CLIP)).astype(int))]
    places, emotions = affect.places[kept], affect.probabilities[kept]
    played = mixed(prototypes, places, emotions) @ lip_parting(model)
    counts = track.confidence[kept]
    return Rows(places, emotions, with_lip_gap(model, shown[kept], played), counts.astype(np.float32))


def mixed(
    prototypes: PrototypeDecoder, places: NDArray[np.float32], emotions: NDArray[np.float32]
) -> NDArray[np.float32]:
    """What the prototypes of several emotions together make of places (n, 2): (n, 30)."""
    parts = [prototypes.decode(name, places.astype(np.float64)) for name in NAMES]
    return np.asarray(np.einsum("nk,knc->nc", emotions, np.stack(parts)), np.float32)


def photo_rows(
    photos: Sequence[PhotoFace],
    prototypes: PrototypeDecoder,
    model: FaceModel,
    count: int,
    chance: Chance,
) -> Rows:
    """Labelled photographs at random strengths, each label as often as any other, against the median neutral
    photograph; their lips, which may speak, part as the prototypes have it."""
    by_label: dict[int, list[NDArray[np.float32]]] = {}
    for photo in photos:
        by_label.setdefault(photo.label, []).append(photo.observed.blendshapes[0])
    calm = np.median(by_label[0], axis=0) if by_label.get(0) else resting_face()
    labels = np.array([label for label in sorted(by_label) if label], np.int64)
    if not len(labels):
        return _rows([], [], [], model)
    chosen = labels[chance.integers(len(labels), size=count)]
    strengths = chance.uniform(*PHOTO_STRENGTHS, count)
    shown = np.stack(
        [expression_of(model, by_label[each][chance.integers(len(by_label[each]))], calm) for each in chosen]
    )
    places = PLACES[chosen] * (SHOWN * strengths)[:, None]
    rows = _rows(places, ONE_HOT[chosen], shown * strengths[:, None], model)
    played = mixed(prototypes, rows.places, rows.emotions) @ lip_parting(model)
    return Rows(rows.places, rows.emotions, with_lip_gap(model, rows.coefficients, played), rows.counts)


def prototype_rows(
    played: Mapping[str, Mapping[str, float]], model: FaceModel, count: int, chance: Chance
) -> Rows:
    """Played emotions at all strengths, the places somewhat off the straight way, and some anywhere."""
    decoder = PrototypeDecoder(model, played)
    ways = _ways(played, model, chance)
    labels = chance.integers(len(NAMES), size=count)
    strengths = chance.uniform(*STRENGTHS, count)
    places = PLACES[labels] * strengths[:, None] + chance.normal(0, TINT, (count, 2))
    anywhere = chance.random(count) < ANYWHERE
    places[anywhere] = _disc(int(anywhere.sum()), chance)
    labels[anywhere] = [_nearest(*place) for place in places[anywhere]]
    places /= np.maximum(1, np.linalg.norm(places, axis=1, keepdims=True))
    shown = np.empty((count, model.expression.shape[0]), np.float32)
    for label, name in enumerate(NAMES):
        of = labels == label
        shown[of] = decoder.decode(name, places[of])
        if label:
            along = np.clip(places[of] @ PLACES[label] / (PLACES[label] @ PLACES[label]), 0, 1.1)
            other = ways[name][chance.integers(WAYS, size=int(of.sum()))]
            shown[of] += (STRENGTH * along)[:, None].astype(np.float32) * other
    return _rows(places, ONE_HOT[labels], shown, model)


def _ways(
    played: Mapping[str, Mapping[str, float]], model: FaceModel, chance: Chance
) -> dict[str, NDArray[np.float32]]:
    """By how much each emotion's ways to be played differ from their mean: (WAYS, 30)."""
    out: dict[str, NDArray[np.float32]] = {}
    for row in EMOTIONS[1:]:
        units = played.get(row.name, row.action_units)
        factors = np.exp(chance.normal(0, UNIT_SPREAD, (WAYS, len(units))))
        found = np.stack(
            [
                coefficients_of(model, dict(zip(units, factor * list(units.values()), strict=True)))
                for factor in factors
            ]
        )
        out[row.name] = found - found.mean(axis=0)
    return out


def _disc(count: int, chance: Chance) -> NDArray[np.float64]:
    """Places (count, 2) anywhere in the unit disc."""
    reach, angle = np.sqrt(chance.random(count)), 2 * np.pi * chance.random(count)
    return np.asarray(reach[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1))


def _nearest(valence: float, arousal: float) -> int:
    return NAMES.index(nearest_emotion(valence, arousal).name)


def _rows(places: object, emotions: object, coefficients: object, model: FaceModel) -> Rows:
    return Rows(
        np.asarray(places, np.float32).reshape(-1, 2),
        np.asarray(emotions, np.float32).reshape(-1, len(NAMES)),
        np.asarray(coefficients, np.float32).reshape(-1, len(model.expression)),
        np.ones(len(np.asarray(places)), np.float32),
    )
