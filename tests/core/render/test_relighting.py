"""Borrowed pictures are lit as the wanted expression lights the skin."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.render.relighting import CELLS, LIGHTER, relit
from dfm.core.render.renderer import FaceFrame, Reference

SIDE = 256
GREY = np.full(3, 120.0)


@pytest.fixture
def uv() -> NDArray[np.float32]:
    steps = (np.arange(SIDE, dtype=np.float32) + 0.5) / SIDE
    return np.stack(np.meshgrid(steps, steps))


def test_a_furrow_lies_where_the_texture_has_it(uv: NDArray[np.float32]) -> None:
    light = np.zeros((64, 64), np.float32)
    light[15:18, 39:42] = -0.4
    gains = np.full((2, 32, 32, 3), 1.1, np.float32)
    found = relit(gains, [None, light], uv, np.ones((SIDE, SIDE), bool), GREY)
    assert found.shape == (2, CELLS, CELLS, 3)
    assert found[0] == pytest.approx(1.1)
    assert found[1, 33, 82] == pytest.approx(1.1 * 0.6, rel=0.01)
    assert found[1, 40, 82] == pytest.approx(1.1)


def test_off_the_face_nothing_is_lit_and_lightening_is_held_back(uv: NDArray[np.float32]) -> None:
    face = np.zeros((SIDE, SIDE), bool)
    face[:, : SIDE // 2] = True
    light = np.full((64, 64), 0.4, np.float32)
    found = relit(np.ones((1, 32, 32, 3), np.float32), [light], uv, face, GREY)
    assert found[0, :, : CELLS // 2 - 1] == pytest.approx(1 + LIGHTER * 0.4)
    assert found[0, :, CELLS // 2 :] == pytest.approx(1)


def test_furrows_of_skin_are_redder(uv: NDArray[np.float32]) -> None:
    light, face = np.full((64, 64), -0.3, np.float32), np.ones((SIDE, SIDE), bool)
    skin = np.array([150.0, 90.0, 60.0])
    red, green, blue = relit(np.ones((1, 32, 32, 3), np.float32), [light], uv, face, skin)[0, 64, 64]
    assert red > 0.75 > 0.7 > green > blue > 0.6


def test_a_picture_lacks_what_it_does_not_show_yet() -> None:
    points, picture = np.zeros((478, 3), np.float32), np.zeros((8, 8, 3), np.uint8)
    change = np.zeros(30, np.float32)
    change[2] = 2
    face = FaceFrame(points, points, change, 1.0, regional=np.stack([change, 0 * change, change]),
                     wanted=change + 1)  # fmt: skip
    shown = np.ones(30, np.float32)
    shown[2] = 3
    same = face.changed_from(Reference(picture, points, shown))
    assert same is not None
    assert same.regional is not None
    assert same.whole == pytest.approx(0)
    assert same.regional[1] == pytest.approx(-change)
    assert face.changed_from(Reference(picture, points)) is None
