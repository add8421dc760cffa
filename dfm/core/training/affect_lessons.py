"""Lessons for the affect net: frames with what they show.

There is no footage with measured valence and arousal to learn from. A lesson is made of real people who talk
and look about, calm as far as the prototypes tell, onto whose faces an emotion is laid: its FACS prototype,
with each action unit stronger or weaker by chance, or the expression of a labelled photograph. The place in
the valence-arousal plane is the emotion's, as far out as the expression is strong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dfm.core.affect.features import COEFFICIENTS, Average, features_of
from dfm.core.affect.observed import MOST_RESTING, Observed
from dfm.core.document.emotions import EMOTIONS
from dfm.core.errors import InputError
from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import BLENDSHAPES
from dfm.core.motion.action_units import coefficients_of
from dfm.core.motion.prototypes import UNITS
from dfm.core.training.affect_expressions import VARIANTS
from dfm.core.training.affect_faces import FEWEST_CALM, ClipFace, PhotoFace

PLACES = np.array([(row.valence, row.arousal) for row in EMOTIONS], np.float32)
SHOWN = 0.8
"""How far out the expression of a labelled photograph lies on the way to its emotion's place."""
STRENGTHS = (0.25, 1.1)
UNIT_SPREAD = 0.35
"""Standard deviation of the logarithm of an action unit's strength."""
MISSING_UNIT = 0.15
VARIED = 0.5
"""How often an emotion is played in another way than the table's."""
MESH_SHARE = 0.6
"""Acted units move the mesh less than the engine's own, which are full ones."""
NEUTRAL_SHARE = 0.25
FROM_PHOTO = 0.3
FAINT = 0.25
UNKNOWN_REST, OWN_REST = 0.35, 0.4
"""How often a frame comes without its person's resting face, and with it; else the emotion is worn always."""
_JITTER, _MESH_JITTER = 0.3, 0.6

Chance = np.random.Generator


@dataclass(frozen=True, eq=False)
class Lessons:
    """Features (B, F), what they show as probabilities (B, 8), places (B, 2)."""

    features: NDArray[np.float32]
    truth: NDArray[np.float32]
    places: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class _Face:
    """One frame's blendshapes (52,) and coefficients (30,), or by how much they change."""

    shapes: NDArray[np.float32]
    mesh: NDArray[np.float32]


def photo_lessons(photos: Sequence[PhotoFace], average: Average, count: int, chance: Chance) -> Lessons:
    """Labelled photographs, every emotion as often as any other, some of them made milder."""
    by_label = _by_label(photos)
    labels = sorted(by_label)
    rows = []
    for _ in range(count):
        label = labels[chance.integers(len(labels))]
        photo = by_label[label][chance.integers(len(by_label[label]))].observed
        share = chance.uniform(0.6, 1.0) if chance.random() < 0.4 else 1.0
        shapes = np.clip(photo.blendshapes[0] * np.exp(chance.normal(0, _JITTER, len(BLENDSHAPES))), 0, 1)
        mesh = photo.mesh[0] + chance.normal(0, _MESH_JITTER, COEFFICIENTS)
        shapes = average.blendshapes + share * (shapes - average.blendshapes)
        mesh = average.mesh + share * (mesh - average.mesh)
        rows.append((_features(_Face(shapes, mesh), None, average), label, SHOWN * share))
    return _lessons(rows)


def laid_lessons(
    clips: Sequence[ClipFace],
    photos: Sequence[PhotoFace],
    model: FaceModel,
    average: Average,
    count: int,
    chance: Chance,
) -> Lessons:
    """Emotions laid onto calm frames of people who talk."""
    calm = [clip for clip in clips if len(clip.calm) >= FEWEST_CALM]
    if not calm:
        raise InputError("The clips show nobody at rest for long enough: add footage of calm people.")
    by_label = _by_label(photos)
    start = _start(by_label.get(0, ()), average)
    units = _units(model)
    rows = []
    for _ in range(count):
        clip = calm[chance.integers(len(calm))]
        frame = clip.calm[chance.integers(len(clip.calm))]
        bare = _Face(clip.observed.blendshapes[frame], clip.observed.mesh[frame])
        label = 0 if chance.random() < NEUTRAL_SHARE else int(chance.integers(1, len(EMOTIONS)))
        strength = float(chance.uniform(*STRENGTHS)) if label else 0.0
        examples = by_label.get(label, ())
        if label and examples and chance.random() < FROM_PHOTO:
            shown = examples[chance.integers(len(examples))].observed
            change = _Face(
                strength * (shown.blendshapes[0] - start.shapes), strength * (shown.mesh[0] - start.mesh)
            )
        else:
            change = _performed(label, strength, units, model, chance)
        rows.append((_laid(clip, bare, change, average, chance), label, min(strength, 1.0)))
    return _lessons(rows)


def _performed(
    label: int, strength: float, units: dict[str, _Face], model: FaceModel, chance: Chance
) -> _Face:
    """An emotion's action units, each at a strength of its own; of the neutral face at times a faint one."""
    shapes, mesh = np.zeros(len(BLENDSHAPES), np.float32), np.zeros(COEFFICIENTS, np.float32)
    wanted = dict(EMOTIONS[label].action_units)
    others = VARIANTS.get(EMOTIONS[label].name, ())
    if others and chance.random() < VARIED:
        wanted = dict(others[chance.integers(len(others))])
    if not label and chance.random() < 0.3:
        wanted, strength = {list(units)[chance.integers(len(units))]: 1.0}, float(chance.uniform(0, FAINT))
    other_side = chance.random() < 0.5
    for name, weight in wanted.items():
        if label and chance.random() < MISSING_UNIT:
            continue
        sided = name.replace("R", "L") if other_side else name
        how = weight * strength * float(np.exp(chance.normal(0, UNIT_SPREAD)))
        shapes = np.maximum(shapes, how * units[sided].shapes)
        mesh = mesh + MESH_SHARE * how * units[sided].mesh
    return _Face(shapes, mesh)


def _laid(
    clip: ClipFace, bare: _Face, change: _Face, average: Average, chance: Chance
) -> NDArray[np.float32]:
    """The features of a frame with a change on it, with one of three kinds of knowledge of its rest."""
    shown = _Face(_raised(bare.shapes, change.shapes), bare.mesh + change.mesh)
    kind = chance.random()
    if kind < UNKNOWN_REST:
        return _features(shown, None, average)
    if kind < UNKNOWN_REST + OWN_REST:
        return _features(shown, clip.resting, average)
    worn = _raised(clip.resting, float(chance.uniform(0.6, 1.0)) * change.shapes)
    return _features(shown, np.minimum(worn, MOST_RESTING), average)


def _raised(start: NDArray[np.float32], change: NDArray[np.float32]) -> NDArray[np.float32]:
    """Blendshapes with a change: what is up already has less far to go."""
    moved = np.where(change > 0, start + change * (1 - start), start + change)
    return np.asarray(moved.clip(0, 1), np.float32)


def _features(face: _Face, resting: NDArray[np.float32] | None, average: Average) -> NDArray[np.float32]:
    seen = Observed(face.shapes[None], face.mesh[None], resting)
    return features_of(seen, average).reshape(-1)


def _lessons(rows: Sequence[tuple[NDArray[np.float32], int, float]]) -> Lessons:
    labels = np.array([label for _, label, _ in rows])
    strengths = np.array([strength for _, _, strength in rows], np.float32)
    return Lessons(
        np.stack([features for features, _, _ in rows]),
        np.eye(len(EMOTIONS), dtype=np.float32)[labels],
        PLACES[labels] * strengths[:, None],
    )


def _by_label(photos: Sequence[PhotoFace]) -> dict[int, list[PhotoFace]]:
    found: dict[int, list[PhotoFace]] = {}
    for photo in photos:
        found.setdefault(photo.label, []).append(photo)
    return found


def _start(neutral: Sequence[PhotoFace], average: Average) -> _Face:
    """What the expressions of photographs are counted from."""
    if not neutral:
        return _Face(average.blendshapes, average.mesh)
    return _Face(
        np.median([photo.observed.blendshapes[0] for photo in neutral], axis=0).astype(np.float32),
        np.median([photo.observed.mesh[0] for photo in neutral], axis=0).astype(np.float32),
    )


@lru_cache(maxsize=2)
def _units(model: FaceModel) -> dict[str, _Face]:
    """What every action unit, on both sides and on each, changes at full strength."""
    names = {unit for row in EMOTIONS for unit in row.action_units}
    names |= {unit for ways in VARIANTS.values() for way in ways for unit in way}
    names |= {name.replace("R", "L") for name in names}
    return {name: _Face(_shapes(name, model), coefficients_of(model, {name: 1.0})) for name in sorted(names)}


def _shapes(unit: str, model: FaceModel) -> NDArray[np.float32]:
    """The blendshapes (52,) of an action unit, each as far as footage shows it."""
    side = {"R": "Right", "L": "Left"}.get(unit[0], "")
    shapes = np.zeros(len(BLENDSHAPES), np.float32)
    for part in UNITS["AU" + unit[1:] if side else unit]:
        for index, name in enumerate(BLENDSHAPES):
            if name in (part, part + "Left", part + "Right") and name.endswith(side):
                shapes[index] = model.blendshape_scale[index]
    return shapes
