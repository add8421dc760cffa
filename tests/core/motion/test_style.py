"""A style keeps the mood of a face and leaves its gaze, its blinks and its speech behind."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import BLENDSHAPES
from dfm.core.motion.action_units import lip_parting
from dfm.core.motion.style import expression_of, resting_face, style_of, without_gaze

Shapes = Callable[..., NDArray[np.float32]]
RATE = Fraction(30)
TIME = np.arange(120) / 30


def shapes(**values: float) -> NDArray[np.float32]:
    """Blendshapes (52,) of a face that is otherwise at rest."""
    out = resting_face()
    for name, value in values.items():
        out[BLENDSHAPES.index(name)] += value
    return out


SMILE = {"mouthSmileLeft": 0.6, "mouthSmileRight": 0.6}
GAZE = {"eyeLookDownLeft": 0.8, "eyeLookDownRight": 0.8, "eyeBlinkLeft": 0.9, "eyeBlinkRight": 0.9}


def test_a_face_at_rest_shows_nothing(model: FaceModel) -> None:
    rest = resting_face()
    assert not expression_of(model, rest, rest).any()


def test_gaze_and_blinks_are_not_taken(model: FaceModel, coefficients: Shapes) -> None:
    rest = resting_face()
    smile = coefficients(**SMILE)
    both = shapes(**SMILE, **GAZE)
    np.testing.assert_allclose(expression_of(model, both, rest), smile, atol=1e-5)
    fitted = model.coefficients_of_blendshapes(both)
    np.testing.assert_allclose(without_gaze(model, fitted, both, rest), smile, atol=1e-5)


def test_the_resting_face_is_the_persons_own_but_no_worn_smile() -> None:
    rows = np.tile(shapes(mouthSmileLeft=0.6, browDownLeft=0.05), (20, 1))
    own = resting_face(rows)
    assert own[BLENDSHAPES.index("browDownLeft")] == np.float32(0.05)
    assert own[BLENDSHAPES.index("mouthSmileLeft")] <= 0.1001


def test_a_steady_mood_stays_and_speech_and_blinks_go(model: FaceModel, coefficients: Shapes) -> None:
    mood = coefficients(**SMILE, browInnerUp=0.5)
    jaw, lids = coefficients(jawOpen=1.0), coefficients(eyeBlinkLeft=1.0, eyeBlinkRight=1.0)
    talk = np.outer(0.2 * np.sin(2 * np.pi * 4 * TIME), jaw)
    blinks = np.outer(np.isin(np.arange(120) % 50, range(20, 25)), lids)
    style = style_of(model, mood + talk + blinks, RATE)
    np.testing.assert_allclose(
        style_of(model, np.tile(mood, (120, 1)), RATE), np.tile(mood, (120, 1)), atol=1e-3
    )
    gap = style @ lip_parting(model)
    assert np.ptp(gap) < 1e-3
    moved = np.linalg.norm(model.displacement((style - mood).astype(np.float32)), axis=2).max()
    assert moved < 0.2


def test_a_slow_raise_of_the_brows_is_kept(model: FaceModel, coefficients: Shapes) -> None:
    raised = np.outer(0.5 * (1 - np.cos(2 * np.pi * 0.5 * TIME)), coefficients(browInnerUp=0.8)).astype(
        np.float32
    )
    style = style_of(model, raised, RATE)
    brow = model.expression[:, 107, 1]
    np.testing.assert_allclose(style @ brow, raised @ brow, atol=0.06)


def test_a_moment_is_a_style_too(model: FaceModel, coefficients: Shapes) -> None:
    two = np.tile(coefficients(**SMILE), (2, 1))
    np.testing.assert_allclose(style_of(model, two, RATE), two, atol=1e-5)
