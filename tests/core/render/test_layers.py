"""Layers say where a picture shows a place of the target's face, how large, how squarely, in what light."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.faces.raster import draw_nmfc
from dfm.core.faces.topology import INNER_LIPS, LEFT_EYE, MESH_VERTICES, OUTER_LIPS
from dfm.core.media.picture import Region
from dfm.core.render.evening import GAIN_MAP
from dfm.core.render.layers import Layers, evened, layers, net_input, window_of
from dfm.core.render.warp import dense_map

WINDOW = (0.0, 0.0, 360.0)
"""A window that shows the raster's own pixels when it is drawn 360 px wide."""
LIPS = list(INNER_LIPS + OUTER_LIPS)


def turned(points: NDArray[np.float32], degrees: float) -> NDArray[np.float32]:
    """The head turned to its side about its own middle."""
    middle = points[:MESH_VERTICES].mean(axis=0)
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    turn = np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])
    return np.asarray((points - middle) @ turn.T + middle, np.float32)


def lifted(points: NDArray[np.float32], vertices: list[int], by: float) -> NDArray[np.float32]:
    out = points.copy()
    out[vertices, 1] -= by
    return out


def test_the_frame_itself_is_mapped_as_by_the_dense_map(
    model: FaceModel, points: NDArray[np.float32]
) -> None:
    target = lifted(lifted(points, LIPS, 5), list(LEFT_EYE), 4)
    shown = layers(model, [points, points], target, WINDOW, 360)
    dense = dense_map(model, points, target, Region(0, 0, 360, 360))
    assert np.abs(shown.x[0] - dense.x).max() < 0.01
    assert np.abs(shown.y[0] - dense.y).max() < 0.01
    assert (shown.face == dense.face).mean() > 0.999
    assert (shown.covered == dense.covered).mean() > 0.999


def test_a_reference_is_mapped_into_its_own_pixels(model: FaceModel, points: NDArray[np.float32]) -> None:
    elsewhere = points * np.float32(2) + np.array([100, 40, 0], np.float32)
    shown = layers(model, [points, elsewhere], points, WINDOW, 360)
    rows, columns = np.nonzero(shown.face)
    assert np.abs(shown.x[1][shown.face] - 2 * columns - 100).max() < 0.02
    assert np.abs(shown.y[1][shown.face] - 2 * rows - 40).max() < 0.02


def test_a_smaller_drawing_shows_the_same_places(model: FaceModel, points: NDArray[np.float32]) -> None:
    large = layers(model, [points, points], points, (20.0, 30.0, 300.0), 300)
    small = layers(model, [points, points], points, (20.0, 30.0, 300.0), 100)
    between = large.x[1].reshape(100, 3, 100, 3).mean(axis=(1, 3))
    whole = large.face.reshape(100, 3, 100, 3).all(axis=(1, 3)) & small.face
    assert np.abs(between - small.x[1])[whole].max() < 0.05


def test_stretch_tells_where_the_drawing_is_larger_than_elsewhere(
    model: FaceModel, points: NDArray[np.float32]
) -> None:
    narrow = points.copy()
    middle = points[LIPS].mean(axis=0)
    near = np.linalg.norm(points[:, :2] - middle[:2], axis=1) < 30
    narrow[near] = middle + (points[near] - middle) * np.float32(0.6)
    shown = layers(model, [points, points * np.float32(0.5), narrow], points, WINDOW, 360)
    assert np.abs(shown.stretch[0]).max() < 1e-5
    assert np.abs(shown.stretch[1][shown.face]).mean() < 0.05  # a smaller picture is not a stretched one
    column, row = np.round(points[0, :2]).astype(int)
    assert shown.stretch[2, row, column] > 0.7
    cheek = np.round(points[50, :2]).astype(int)
    assert shown.stretch[2, cheek[1], cheek[0]] == pytest.approx(0, abs=0.05)
    assert np.abs(shown.stretch).max() <= 2


def test_a_turned_head_shows_one_cheek_and_hides_the_other(
    model: FaceModel, points: NDArray[np.float32]
) -> None:
    shown = layers(model, [points, turned(points, 50), turned(points, -50)], points, WINDOW, 360)
    (row, one), (_, other) = ((round(float(points[k, 1])), round(float(points[k, 0]))) for k in (50, 280))
    assert shown.facing[0, row, one] > 0.6
    first, second = shown.facing[1:, row, one] - shown.facing[1:, row, other]
    assert first * second < 0
    assert min(abs(first), abs(second)) > 0.4


def test_outside_the_face_no_one_looks(model: FaceModel, points: NDArray[np.float32]) -> None:
    shown = layers(model, [points, points], points, WINDOW, 360)
    assert shown.facing[:, ~shown.face].max() == 0
    assert shown.code[~shown.face].max() == 0
    assert 0 <= shown.facing.min() <= shown.facing.max() <= 1
    assert shown.covered[shown.face].all()
    assert not shown.covered.all()


def test_the_code_is_the_targets_nmfc(model: FaceModel, points: NDArray[np.float32]) -> None:
    shown = layers(model, [points], points, WINDOW, 360)
    nmfc = draw_nmfc(model, points[:MESH_VERTICES], (360, 360))
    differs = np.abs(shown.code - nmfc)[shown.face].max(axis=1) > 0.01
    assert differs.mean() < 0.001  # a pixel on the outline may fall to either side


def test_the_window_is_a_square_around_the_ring(model: FaceModel, points: NDArray[np.float32]) -> None:
    left, top, side = window_of(points)
    shown = layers(model, [points], points, (left, top, side), 256)
    rows, columns = np.nonzero(shown.covered)
    extent = max(np.ptp(rows), np.ptp(columns)) + 1
    assert 0.93 < extent / 256 < 0.97
    assert abs(rows.min() + rows.max() - 255) <= 3
    assert abs(columns.min() + columns.max() - 255) <= 3


@pytest.fixture
def shown(model: FaceModel, points: NDArray[np.float32]) -> Layers:
    return layers(model, [points] * 3, points, window_of(points), 256)


def test_colours_are_evened_out_to_the_first(shown: Layers) -> None:
    random = np.random.default_rng(0)
    own = random.uniform(60, 160, (256, 256, 3)).astype(np.float32)
    tint = np.array([0.8, 1.0, 1.25], np.float32)
    even, gains = evened(np.stack([own, own * tint, own * 4]), shown)
    assert (even[0] == own).all()
    assert gains.shape == (3, GAIN_MAP, GAIN_MAP, 3)
    assert (gains[0] == 1).all()
    assert np.abs(even[1] - own)[shown.face].mean() < 4
    assert gains[2].min() >= 0.7  # no more than light can do
    assert even.max() <= 255


def test_an_open_mouth_does_not_darken_the_face(shown: Layers) -> None:
    own = np.full((256, 256, 3), 120, np.float32)
    other = own.copy()
    other[150:190, 100:156] = 15
    _, gains = evened(np.stack([own, other, own]), shown)
    assert np.abs(gains[1] - 1).max() < 0.05


def test_pictures_without_a_common_place_keep_their_colours(shown: Layers) -> None:
    blind = Layers(shown.x, shown.y, shown.stretch, np.zeros_like(shown.facing), shown.code, shown.uv,
                   shown.face, shown.covered)  # fmt: skip
    random = np.random.default_rng(0)
    rgb = random.uniform(0, 255, (3, 256, 256, 3)).astype(np.float32)
    even, gains = evened(rgb, blind)
    assert (gains == 1).all()
    assert np.allclose(even, rgb)


def test_the_nets_input_has_the_channels_in_order(shown: Layers) -> None:
    random = np.random.default_rng(0)
    rgb = random.uniform(0, 255, (3, 256, 256, 3)).astype(np.float32)
    channels = net_input(list(rgb), shown, [1.0, 0.5, 0.0])
    assert channels.shape == (22, 256, 256)
    assert channels.dtype == np.float32
    assert np.allclose(channels[6:9], rgb[1].transpose(2, 0, 1) / 255)
    assert np.allclose(channels[9], shown.stretch[1] / 2)
    assert np.allclose(channels[10], shown.facing[1])
    assert [float(channels[k].max()) for k in (5, 11, 17)] == [1.0, 0.5, 0.0]
    assert np.allclose(channels[18:21], shown.code.transpose(2, 0, 1))
    assert (channels[21] == shown.face).all()
