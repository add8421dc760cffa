"""Lines lie where anatomy has them, on both halves, and deepen with their unit alone."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.render.creases import DEEPEST, LINES, Creases, depth, drawn_lines

SIZE = 160
PLACES = {"AU4": (9, 55), "AU9": (122, 188), "AU10": (203, 206), "AU15": (43, 202), "AU17": (18,)}
"""Between which vertices a unit darkens the skin."""


def near(texture: NDArray[np.float32], model: FaceModel, vertices: tuple[int, ...]) -> float:
    x, y = np.round(model.uv[list(vertices)].mean(axis=0) * SIZE).astype(int)
    return float(texture[y - 3 : y + 4, x - 3 : x + 4].min())


def test_lines_lie_where_anatomy_has_them(model: FaceModel) -> None:
    for unit, vertices in PLACES.items():
        assert near(drawn_lines(model, LINES[unit], SIZE), model, vertices) < -0.05, unit


@pytest.mark.parametrize("unit", LINES)
def test_both_halves_are_alike_and_eyes_are_left_alone(model: FaceModel, unit: str) -> None:
    drawn = drawn_lines(model, LINES[unit], SIZE)
    assert np.abs(drawn - drawn[:, ::-1]).max() < 0.04  # outlines are drawn in whole texels
    assert drawn.min() < -0.02
    assert drawn[0].max() == drawn[-1].max() == 0
    eye = model.uv[[159, 145]].mean(axis=0) * SIZE
    assert drawn[int(eye[1]), int(eye[0])] == pytest.approx(0, abs=0.01)


def test_a_rim_is_on_the_side_that_bulges(model: FaceModel) -> None:
    line = LINES["AU10"][0]
    drawn = drawn_lines(model, [line], SIZE)
    x, y = np.round(model.uv[[203, 206]].mean(axis=0) * SIZE).astype(int)
    row = drawn[y, x - 12 : x + 12]
    assert row.argmax() < row.argmin()  # the cheek is to the viewer's left of the fold
    assert row.max() > 0.02


def test_depth_grows_with_the_unit_and_ends() -> None:
    found = depth(np.array([0, 0.05, 0.5, 1, 2, 9], np.float32))
    assert found[0] == 0
    assert found[1] < 0.01
    assert (np.diff(found) > 0).all()
    assert found[-1] <= 1


def test_many_lines_together_are_not_deeper_than_skin_folds() -> None:
    maps = np.full((3, 4, 4), -0.3, np.float32)
    creases = Creases(np.eye(3, 30, dtype=np.float32), maps)
    assert creases.of(np.zeros(30, np.float32)) == pytest.approx(0)
    assert creases.of(np.full(30, 9, np.float32)).min() >= -DEEPEST
    assert creases.of(np.full(30, -9, np.float32)) == pytest.approx(0)
