"""A change of coefficients is told as the action units that make it."""

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.document.emotions import emotion
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.folds import creases_of
from dfm.core.motion.action_units import coefficients_of, jaw_drop
from dfm.core.render.creases import LINES

NAMES = list(LINES)


@pytest.fixture(scope="module")
def model() -> FaceModel:
    """The shipped face model."""
    return load_face_model(weights.find("face_model"))


def test_each_unit_is_told_from_the_others(model: FaceModel) -> None:
    creases = creases_of(model, 80)
    for number, name in enumerate(NAMES):
        played = creases.played(coefficients_of(model, {name: 1.5}))
        assert played.argmax() == number, name
        assert played[number] > 1


def test_emotions_show_the_lines_of_their_units(model: FaceModel) -> None:
    creases = creases_of(model, 80)
    for name, unit, other in (("anger", "AU4", "AU1"), ("disgust", "AU9", "AU2"), ("sad", "AU15", "AU9")):
        played = creases.played(coefficients_of(model, emotion(name).action_units))
        assert played[NAMES.index(unit)] > 0.5
        assert played[NAMES.index(other)] < played[NAMES.index(unit)]


def test_a_mouth_that_speaks_draws_no_lines(model: FaceModel) -> None:
    creases = creases_of(model, 80)
    for jaw in (jaw_drop(model), -jaw_drop(model)):
        assert np.abs(creases.of(jaw)).max() < 0.03
