"""Similarity transforms between head space and picture, found again from what they did."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from dfm.core.faces.alignment import Poses, align, to_camera

SHAPE = np.random.default_rng(3).normal(0, 5, (60, 3)).astype(np.float32)
WEIGHTS = np.random.default_rng(4).uniform(0.1, 1, 60).astype(np.float32)


def _one(rotation: Rotation, scale: float, translation: tuple[float, float, float]) -> Poses:
    return Poses(
        rotation.as_matrix()[None].astype(np.float32),
        np.array([scale], np.float32),
        np.array([translation], np.float32),
    )


angles = st.floats(-80, 80)
places = st.floats(-500, 500)


@given(
    turn=st.tuples(angles, angles, angles), scale=st.floats(0.2, 60), place=st.tuples(places, places, places)
)
@settings(max_examples=60, deadline=None)
def test_recovers_any_similarity(
    turn: tuple[float, float, float], scale: float, place: tuple[float, float, float]
) -> None:
    rotation = Rotation.from_euler("YXZ", turn, degrees=True)
    camera = (scale * (SHAPE @ rotation.as_matrix().T) + np.array(place))[None].astype(np.float32)
    found = align(camera, SHAPE, WEIGHTS)
    np.testing.assert_allclose(found.rotation[0], rotation.as_matrix(), atol=2e-3)
    assert found.scale[0] == pytest.approx(scale, rel=2e-3)
    np.testing.assert_allclose(found.to_head(camera)[0], SHAPE, atol=0.01 + 2e-5 * 500 / scale)


def test_many_frames_at_once_are_as_one_by_one() -> None:
    noise = np.random.default_rng(0)
    camera = (SHAPE + noise.normal(0, 1, (5, 60, 3)) + 40).astype(np.float32)
    together = align(camera, SHAPE, WEIGHTS)
    for k in range(5):
        alone = align(camera[k : k + 1], SHAPE, WEIGHTS)
        np.testing.assert_allclose(together.part(slice(k, k + 1)).rotation, alone.rotation, atol=1e-5)
        np.testing.assert_allclose(together.translation[k], alone.translation[0], rtol=1e-4)


def test_a_mirrored_cloud_is_met_by_a_rotation_never_by_a_reflection() -> None:
    found = align((SHAPE * [-1, 1, 1])[None].astype(np.float32), SHAPE, WEIGHTS)
    assert np.linalg.det(found.rotation[0]) == pytest.approx(1, abs=1e-4)
    assert found.scale[0] > 0


def test_points_without_weight_do_not_count() -> None:
    camera = SHAPE[None].copy()
    camera[0, 10:] += 30
    weights = np.zeros(60, np.float32)
    weights[:10] = 1
    found = align(camera, SHAPE, weights)
    np.testing.assert_allclose(found.rotation[0], np.eye(3), atol=1e-3)
    np.testing.assert_allclose(found.translation[0], 0, atol=1e-2)


@pytest.mark.parametrize(("axis", "place"), [("Y", 0), ("X", 1), ("Z", 2)])
def test_head_angles_are_told_apart(axis: str, place: int) -> None:
    poses = _one(Rotation.from_euler(axis, 20, degrees=True), 1, (0, 0, 0))
    turned = poses.yaw_pitch_roll()[0]
    assert abs(turned[place]) == pytest.approx(20, abs=1e-2)
    assert np.abs(np.delete(turned, place)).max() < 1e-2


def test_camera_space_is_square_and_right_way_up() -> None:
    points = np.zeros((1, 478, 3), np.float32)
    points[0, 7] = 10, 20, -30
    camera = to_camera(points, 1.5)
    assert camera.shape == (1, 468, 3)
    np.testing.assert_allclose(camera[0, 7], [15, -20, 45])
    assert points[0, 7, 0] == 10
