"""Each action unit moves the face where the Facial Action Coding System says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dfm.core.document.emotions import EMOTIONS
from dfm.core.faces.model import FaceModel
from dfm.core.motion.action_units import UNITS, coefficients_of, lip_parting, with_lip_gap

CORNER, INNER_BROW, MIDDLE_BROW, OUTER_BROW, UPPER_LID, LOWER_LID = 61, 55, 105, 70, 159, 145
CHEEK, NOSE_WING, UPPER_LIP, LOWER_LIP, INNER_UPPER, INNER_LOWER, CHIN = 50, 129, 0, 17, 13, 14, 152
OUT, UP = 0, 1

SAYINGS = [
    ("AU1", INNER_BROW, UP, 0.2),
    ("AU2", OUTER_BROW, UP, 0.15),
    ("AU4", INNER_BROW, UP, -0.2),
    ("AU4", INNER_BROW, OUT, -0.03),
    ("AU5", UPPER_LID, UP, 0.08),
    ("AU6", CHEEK, UP, 0.02),
    ("AU6", LOWER_LID, UP, 0.03),
    ("AU7", LOWER_LID, UP, 0.05),
    ("AU9", NOSE_WING, UP, 0.06),
    ("AU9", INNER_BROW, UP, -0.1),
    ("AU10", UPPER_LIP, UP, 0.08),
    ("AU12", CORNER, UP, 0.3),
    ("AU12", CORNER, OUT, 0.3),
    ("AU14", CORNER, OUT, 0.04),
    ("AU15", CORNER, UP, -0.2),
    ("AU16", INNER_LOWER, UP, -0.06),
    ("AU17", LOWER_LIP, UP, 0.05),
    ("AU20", CORNER, OUT, 0.15),
    ("AU26", INNER_LOWER, UP, -0.4),
    ("AU26", CHIN, UP, -0.25),
]
"""Unit, a vertex of the right half, direction, and at least how many centimetres."""


def _moved(model: FaceModel, **units: float) -> NDArray[np.float32]:
    return model.displacement(coefficients_of(model, units))


@pytest.mark.parametrize(("unit", "vertex", "direction", "least"), SAYINGS)
def test_a_unit_moves_both_halves_as_facs_says(
    model: FaceModel, unit: str, vertex: int, direction: int, least: float
) -> None:
    moved = _moved(model, **{unit: 1.0})
    right, left = moved[vertex], moved[model.mirror[vertex]]
    travel = (right[1], left[1]) if direction == UP else (-right[0], left[0])  # out: away from the middle
    assert min(np.sign(least) * value for value in travel) > abs(least)


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_every_unit_moves_both_sides_alike_and_no_vertex_absurdly(model: FaceModel, unit: str) -> None:
    moved = _moved(model, **{unit: 1.0})
    assert 0.05 < np.linalg.norm(moved, axis=1).max() < 2.5
    np.testing.assert_allclose(moved[model.mirror] * [-1, 1, 1], moved, atol=0.04)


@pytest.mark.parametrize("unit", ["AU1", "AU2", "AU4", "AU5", "AU6", "AU7", "AU9", "AU12", "AU14", "AU15"])
def test_a_unit_of_brows_eyes_or_corners_leaves_the_lips_together(model: FaceModel, unit: str) -> None:
    moved = _moved(model, **{unit: 1.0})
    assert abs(moved[INNER_UPPER, 1] - moved[INNER_LOWER, 1]) < 0.06


@pytest.mark.parametrize("unit", ["AU23", "AU24"])
def test_pressed_lips_get_thinner(model: FaceModel, unit: str) -> None:
    shape = model.mean + _moved(model, **{unit: 1.0})
    for upper, lower in ((UPPER_LIP, LOWER_LIP), (INNER_UPPER, INNER_LOWER)):
        before = model.mean[upper, 1] - model.mean[lower, 1]
        assert shape[upper, 1] - shape[lower, 1] < before - 0.05


def test_dropping_the_jaw_parts_the_lips_and_raising_the_upper_lip_a_little(model: FaceModel) -> None:
    def gap(unit: str) -> float:
        moved = _moved(model, **{unit: 1.0})
        return float(moved[INNER_UPPER, 1] - moved[INNER_LOWER, 1])

    assert gap("AU26") > 0.5
    assert 0.02 < gap("AU10") < 0.5 * gap("AU26")


@pytest.mark.parametrize("unit", ["12", "14"])
def test_one_sided_units_move_mostly_their_side(model: FaceModel, unit: str) -> None:
    right, left = _moved(model, **{f"R{unit}": 1.0}), _moved(model, **{f"L{unit}": 1.0})
    assert right[CORNER, 1] > 1.5 * right[model.mirror[CORNER], 1]
    np.testing.assert_allclose(right[model.mirror] * [-1, 1, 1], left, atol=0.04)


@given(st.sampled_from(sorted(UNITS)), st.floats(-1, 2))
def test_strength_scales_a_unit(model: FaceModel, unit: str, strength: float) -> None:
    whole = coefficients_of(model, {unit: 1.0})
    np.testing.assert_allclose(coefficients_of(model, {unit: strength}), strength * whole, atol=1e-4)


def test_no_unit_is_no_movement_and_an_unknown_one_is_an_error(model: FaceModel) -> None:
    assert not coefficients_of(model, {}).any()
    with pytest.raises(KeyError):
        coefficients_of(model, {"AU99": 1.0})


def test_every_emotions_units_are_known(model: FaceModel) -> None:
    for row in EMOTIONS:
        assert np.isfinite(coefficients_of(model, row.action_units)).all()


@given(st.floats(-0.5, 2.0), st.integers(0, 100))
def test_the_jaw_brings_the_lips_to_any_gap(model: FaceModel, gap: float, seed: int) -> None:
    before = np.random.default_rng(seed).normal(0, 1, (3, 30)).astype(np.float32)
    after = with_lip_gap(model, before, gap)
    np.testing.assert_allclose(after @ lip_parting(model), gap, atol=1e-4)
    moved = model.displacement(after - before)
    brows = np.abs(moved[:, [INNER_BROW, OUTER_BROW]]).max()
    assert brows < 0.15 * np.abs(moved[:, CHIN]).max() + 1e-3  # the jaw, and little else


def test_lip_parting_measures_the_gap_of_the_mesh(model: FaceModel) -> None:
    coefficients = coefficients_of(model, {"AU26": 1.0})
    moved = model.displacement(coefficients)
    pairs = ((81, 178), (82, 87), (13, 14), (312, 317), (311, 402))
    gap = np.mean([moved[upper, 1] - moved[lower, 1] for upper, lower in pairs])
    assert float(coefficients @ lip_parting(model)) == pytest.approx(float(gap), rel=1e-3)
