"""The triangle rasteriser against the textbook's barycentric coordinates."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dfm.core.faces.landmarks import Landmarks
from dfm.core.faces.model import FaceModel
from dfm.core.faces.raster import draw, draw_nmfc
from dfm.core.faces.topology import FACE_OVAL

SIZE = (40, 30)
ONE = np.array([[0, 1, 2]], np.int32)
FLAT = np.zeros(3, np.float32)
corners = st.tuples(st.floats(-20, 60), st.floats(-20, 50))


def _barycentric(triangle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of the three corners (H, W, 3) at every pixel."""
    x, y = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    matrix = np.vstack([triangle.T, np.ones(3)])
    places = np.stack([x, y, np.ones_like(x)], -1).astype(np.float64)
    return np.asarray(places @ np.linalg.inv(matrix).T)


@given(st.tuples(corners, corners, corners))
@settings(max_examples=150, deadline=None)
def test_a_triangle_covers_and_interpolates_as_in_the_textbook(
    triangle: tuple[tuple[float, float], ...],
) -> None:
    points = np.array(triangle, np.float32)
    sides = points[1:] - points[0]
    if abs(sides[0, 0] * sides[1, 1] - sides[0, 1] * sides[1, 0]) < 2:
        return
    colours = np.array([[1, 0], [0, 1], [5, 5]], np.float32)
    planes, covered = draw(points, FLAT, ONE, colours, SIZE)
    weights = _barycentric(points.astype(np.float64))
    inside, outside = weights.min(-1) > 1e-3, weights.min(-1) < -1e-3
    assert covered[inside].all()
    assert not covered[outside].any()
    wanted = weights @ colours
    np.testing.assert_allclose(planes.transpose(1, 2, 0)[inside], wanted[inside], atol=0.02)
    assert not planes[:, outside].any()


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_the_nearer_triangle_wins_in_any_order(order: list[int]) -> None:
    points = np.array([[0, 0], [30, 0], [0, 29], [0, 0], [30, 0], [0, 29]], np.float32)
    depth = np.array([5, 5, 5, 1, 9, 5], np.float32)
    triangles = np.array([[0, 1, 2], [3, 4, 5]], np.int32)[order]
    colours = np.repeat(np.array([[1], [2]], np.float32), 3, axis=0)
    planes, _ = draw(points, depth, triangles, colours, SIZE)
    assert planes[0, 2, 2] == 2  # there the second one is nearer
    assert planes[0, 2, 25] == 1


def test_neighbours_leave_no_hole_between_them() -> None:
    points = np.array([[2, 2], [37, 4], [35, 27], [3, 25], [18.3, 13.7]], np.float32)
    fan = np.array([[0, 1, 4], [1, 2, 4], [2, 3, 4], [3, 0, 4]], np.int32)
    _, covered = draw(points, np.zeros(5, np.float32), fan, np.ones((5, 1), np.float32), SIZE)
    assert covered[6:24, 6:34].all()


def test_what_has_no_area_or_lies_outside_draws_nothing() -> None:
    for points in ([[5, 5], [20, 20], [30, 30]], [[-9, -9], [-1, -9], [-9, -1]], [[90, 5], [99, 5], [90, 9]]):
        planes, covered = draw(np.array(points, np.float32), FLAT, ONE, np.ones((3, 2), np.float32), SIZE)
        assert not covered.any()
        assert not planes.any()


def test_nmfc_is_zero_outside_the_face_alone(model: FaceModel, portrait_face: Landmarks) -> None:
    points = portrait_face.points[:468]
    image = draw_nmfc(model, points, (256, 256))
    assert image.shape == (256, 256, 3)
    assert 0 <= image.min() <= image.max() <= 1 + 1e-5
    on_face = image.any(axis=2)
    assert (image[on_face] > 0).all()  # so that non-zero means face, in every channel
    rows, columns = np.nonzero(on_face)
    (left, top), (right, bottom) = points[:, :2].min(0), points[:, :2].max(0)
    assert columns.min() >= left - 1
    assert columns.max() <= right + 1
    assert rows.min() >= top - 1
    assert rows.max() <= bottom + 1
    oval = points[list(FACE_OVAL), :2].astype(np.float64)
    x, y = oval.T
    area = 0.5 * abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1)))
    assert on_face.sum() == pytest.approx(area, rel=0.06)


def test_nmfc_names_places_on_the_mean_face(model: FaceModel) -> None:
    points = model.mean * np.array([10, -10, -10], np.float32) + np.array([128, 128, 0], np.float32)
    image = draw_nmfc(model, points.astype(np.float32), (256, 256))
    low, high = model.mean.min(0), model.mean.max(0)
    for vertex in (4, 50, 280, 152):  # nose tip, cheeks, chin
        x, y = np.round(points[vertex, :2]).astype(int)
        wanted = (model.mean[vertex] - low) / (high - low)
        near = image[y - 1 : y + 2, x - 1 : x + 2].reshape(-1, 3)
        near = near[near.any(axis=1)]
        assert np.abs(near - wanted).max(axis=1).min() < 0.03
