"""Textures of faces on the canonical map."""

import numpy as np
import pytest

from dfm.core.faces.landmarks import Landmarks
from dfm.core.faces.model import FaceModel
from dfm.core.faces.unwrap import Unwrapper

SIZE = 64


@pytest.fixture(scope="module")
def unwrapper(model: FaceModel) -> Unwrapper:
    return Unwrapper(model.mesh, SIZE)


def test_every_texel_of_the_face_shows_its_own_place(model: FaceModel, unwrapper: Unwrapper) -> None:
    rows, columns = np.mgrid[0:220, 0:220]
    picture = np.stack([columns, rows, np.full_like(rows, 77)], -1).astype(np.uint8)
    points = 200 * model.uv + 10
    texture = unwrapper.unwrap(picture, points)
    assert texture.shape == (SIZE, SIZE, 3)
    assert texture.dtype == np.uint8
    place = 10 + 200 * (np.arange(SIZE) + 0.5) / SIZE
    inside = unwrapper.coverage
    across = np.broadcast_to(place, (SIZE, SIZE))
    assert np.abs(texture[..., 0] - across)[inside].max() < 1.01
    assert np.abs(texture[..., 1] - across.T)[inside].max() < 1.01
    assert (texture[inside][:, 2] == 77).all()
    assert not texture[~inside].any()


def test_the_face_fills_much_of_the_map_and_is_symmetric(unwrapper: Unwrapper) -> None:
    covered = unwrapper.coverage
    assert 0.5 < covered.mean() < 0.98
    assert (covered != covered[:, ::-1]).mean() < 0.03


def test_a_texture_does_not_depend_on_where_the_face_is(unwrapper: Unwrapper, model: FaceModel) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (120, 120, 3)).astype(np.uint8)
    shifted = np.zeros((200, 200, 3), np.uint8)
    shifted[50:170, 30:150] = noise
    points = model.uv * 100 + 10
    here = unwrapper.unwrap(noise, points)
    there = unwrapper.unwrap(shifted, points + np.array([30, 50], np.float32))
    assert np.abs(here.astype(int) - there).max() <= 1


def test_a_real_face_unwraps_with_dark_eyes_and_bright_cheeks(
    model: FaceModel, unwrapper: Unwrapper, portrait: np.ndarray, portrait_face: Landmarks
) -> None:
    texture = unwrapper.unwrap(portrait, portrait_face.points).mean(axis=2)

    def at(vertex: int) -> float:
        column, row = (model.uv[vertex] * SIZE).astype(int)
        return float(texture[row - 1 : row + 2, column - 1 : column + 2].mean())

    assert min(at(50), at(280)) > max(at(159), at(386)) + 20


def test_values_of_vertices_spread_over_the_texture(model: FaceModel, unwrapper: Unwrapper) -> None:
    spread = unwrapper.spread(np.column_stack([model.uv, np.ones(len(model.uv))]).astype(np.float32))
    assert spread.shape == (SIZE, SIZE, 3)
    inside = unwrapper.coverage
    np.testing.assert_allclose(spread[inside][:, 2], 1, atol=1e-5)
    columns = np.broadcast_to((np.arange(SIZE) + 0.5) / SIZE, (SIZE, SIZE))
    np.testing.assert_allclose(spread[..., 0][inside], columns[inside], atol=1e-4)
    assert not spread[~inside].any()
