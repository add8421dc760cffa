"""The dense map carries lips and brows where they should go, and nothing else anywhere."""

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import LEFT_EYE, MESH_VERTICES, NOSE_BASE, OUTER_LIPS
from dfm.core.media.picture import Region
from dfm.core.render.warp import dense_map, eyeball, polygon_mask, region_around, shading_mask

WHOLE = Region(0, 0, 320, 360)


def moved(
    points: NDArray[np.float32], vertices: tuple[int, ...], by: tuple[float, float]
) -> NDArray[np.float32]:
    out = points.copy()
    out[list(vertices), :2] += np.array(by, np.float32)
    return out


def test_an_unmoved_face_maps_to_itself(model: FaceModel, points: NDArray[np.float32]) -> None:
    dense = dense_map(model, points, points, WHOLE)
    rows, columns = np.mgrid[0:360, 0:320]
    assert dense.covered.mean() > 0.2
    assert np.abs(dense.x - columns).max() < 1e-3
    assert np.abs(dense.y - rows).max() < 1e-3


def test_moved_vertices_fetch_their_colour_from_where_they_were(
    model: FaceModel, points: NDArray[np.float32]
) -> None:
    target = moved(points, OUTER_LIPS, (4.0, -3.0))
    dense = dense_map(model, points, target, WHOLE)
    errors = []
    for vertex in OUTER_LIPS:
        x, y = np.round(target[vertex, :2]).astype(int)
        errors.append(max(abs(dense.x[y, x] - x + 4), abs(dense.y[y, x] - y - 3)))
    assert np.median(errors) < 1


def test_outside_the_ring_nothing_is_covered_or_moved(model: FaceModel, points: NDArray[np.float32]) -> None:
    target = moved(points, tuple(range(MESH_VERTICES)), (3.0, 2.0))
    dense = dense_map(model, points, target, WHOLE)
    rows, columns = np.mgrid[0:360, 0:320]
    assert not dense.covered.all()
    assert np.abs(dense.x - columns)[~dense.covered].max() < 1e-3
    assert np.abs(dense.y - rows)[~dense.covered].max() < 1e-3


def test_the_movement_fades_out_on_the_ring(model: FaceModel, points: NDArray[np.float32]) -> None:
    target = moved(points, tuple(range(MESH_VERTICES)), (6.0, 0.0))
    dense = dense_map(model, points, target, WHOLE)
    shift = np.abs(dense.x - np.arange(320))
    row = int(points[1, 1])
    steps = np.abs(np.diff(shift[row]))
    assert shift[row].max() > 5
    assert steps.max() < 1.0


def test_eyeballs_stay_when_lids_move(model: FaceModel, points: NDArray[np.float32]) -> None:
    target = moved(points, LEFT_EYE, (0.0, -4.0))
    dense = dense_map(model, points, target, WHOLE)
    x, y = np.round(target[list(LEFT_EYE), :2].mean(axis=0)).astype(int)
    lid = target[386, :2].round().astype(int)
    assert abs(dense.y[y, x] - y) < 0.6
    assert dense.y[lid[1], lid[0]] - lid[1] > 2.5


def test_the_region_holds_the_ring_and_lies_in_the_picture(points: NDArray[np.float32]) -> None:
    region = region_around(points, 320, 360)
    assert region is not None
    assert region.x >= 0
    assert region.y >= 0
    assert region.x + region.width <= 320
    assert region.y + region.height <= 360
    low, high = points[:MESH_VERTICES, :2].min(axis=0), points[:MESH_VERTICES, :2].max(axis=0)
    assert (region.x, region.y) <= (low[0], low[1])
    assert region.x + region.width >= high[0]


def test_a_face_outside_the_picture_has_no_region(points: NDArray[np.float32]) -> None:
    assert region_around(points + np.array([900, 0, 0], np.float32), 320, 360) is None


def test_a_region_that_starts_elsewhere_shows_the_same_map(
    model: FaceModel, points: NDArray[np.float32]
) -> None:
    target = moved(points, OUTER_LIPS, (0.0, 5.0))
    whole = dense_map(model, points, target, WHOLE)
    part = dense_map(model, points, target, Region(40, 60, 200, 220))
    assert np.allclose(part.y + 60, whole.y[60:280, 40:240], atol=1e-2)
    assert np.allclose(part.x + 40, whole.x[60:280, 40:240], atol=1e-2)


def test_eyes_and_mouth_take_no_shading_and_cheeks_do(model: FaceModel) -> None:
    coverage = model.unwrapper(160).coverage
    mask = shading_mask(model, coverage)
    cheek = np.round(model.uv[50] * 160).astype(int)
    lips = np.round(model.uv[[13, 14]].mean(axis=0) * 160).astype(int)
    assert mask[cheek[1], cheek[0]] > 0.8
    assert mask[lips[1], lips[0]] == 0
    assert mask[polygon_mask(model, LEFT_EYE, 160) > 0].max() == 0
    assert mask[~coverage].max() == 0
    assert mask[polygon_mask(model, NOSE_BASE, 160) > 0].mean() < 0.6


def test_eyeballs_are_whole_in_the_middle_and_nothing_on_skin(model: FaceModel) -> None:
    rest = eyeball(model)
    assert rest.max() == 1
    cheek = np.round(model.uv[50] * rest.shape[0]).astype(int)
    assert rest[cheek[1], cheek[0]] == 0
