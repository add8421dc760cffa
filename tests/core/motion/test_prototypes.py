"""Prototypes know both sides of the face, and a shift is judged by what the emotion moves."""

import math

import numpy as np
import pytest

from dfm.core.document.emotions import EMOTIONS
from dfm.core.faces.topology import BLENDSHAPES
from dfm.core.motion.prototypes import UNITS, prototype, shift_along, valence_arousal


def moved(**weights: float) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """A shift of blendshapes by name."""
    shift = np.zeros(len(BLENDSHAPES))
    for name, weight in weights.items():
        shift[BLENDSHAPES.index(name)] = weight
    return shift


def test_every_unit_of_every_emotion_has_its_blendshapes() -> None:
    for row in EMOTIONS:
        assert (prototype(row.name) > 0).any() == bool(row.action_units)
    known = {name.removesuffix("Left").removesuffix("Right") for name in BLENDSHAPES}
    assert all(part in known for parts in UNITS.values() for part in parts)


def test_contempt_is_of_the_right_side_alone() -> None:
    named = {BLENDSHAPES[index] for index in np.flatnonzero(prototype("contempt"))}
    assert named == {"mouthSmileRight", "mouthDimpleRight"}


@pytest.mark.parametrize("name", [row.name for row in EMOTIONS if row.action_units])
def test_the_prototype_itself_points_its_own_way(name: str) -> None:
    direction, size = shift_along(name, 0.4 * prototype(name))
    assert direction == pytest.approx(1)
    assert size == pytest.approx(0.4)
    assert shift_along(name, -0.4 * prototype(name))[0] == pytest.approx(-1)


def test_speech_and_gaze_do_not_blur_a_smile() -> None:
    smile = 0.5 * prototype("happy")
    talking = smile + moved(jawOpen=0.6, mouthPucker=0.3, eyeBlinkLeft=0.5, eyeLookUpLeft=0.4)
    assert shift_along("happy", talking) == pytest.approx(shift_along("happy", smile))


def test_neutral_has_no_direction_and_no_shift_none() -> None:
    assert all(math.isnan(value) for value in shift_along("neutral", prototype("happy")))
    assert shift_along("sad", moved()) == (0.0, 0.0)


def test_a_prototype_reads_as_its_emotion_s_place() -> None:
    assert not valence_arousal(np.zeros((1, len(BLENDSHAPES)))).any()
    for row in EMOTIONS:
        if not row.action_units:
            continue
        place = np.array([row.valence, row.arousal])
        half, whole = valence_arousal(np.stack([0.5 * prototype(row.name), prototype(row.name)]))
        assert np.allclose(half, place / 2, atol=1e-6)
        assert np.allclose(whole, place, atol=1e-6)


def test_a_mixture_lies_between_and_never_outside_the_disc() -> None:
    happy, surprise = prototype("happy"), prototype("surprise")
    (valence, arousal), far = valence_arousal(np.stack([0.3 * happy + 0.3 * surprise, 9 * happy]))
    assert valence == pytest.approx(0.3 * (0.85 + 0.29))
    assert arousal == pytest.approx(0.3 * (0.22 + 0.86))
    assert np.linalg.norm(far) == pytest.approx(1)
