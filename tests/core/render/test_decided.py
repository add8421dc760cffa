"""Between the lips one picture wins; elsewhere shares stay as the net gave them."""

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.topology import INNER_LIPS, LOWER_INNER_LIP, UPPER_INNER_LIP
from dfm.core.media.picture import Region
from dfm.core.render.decided import decided, thinned
from dfm.core.render.layers import window_of
from dfm.core.render.renderer import FaceFrame, Reference
from dfm.core.render.square import Square

SHARES = np.array([0.2, 0.5, 0.3], np.float32)[:, None, None] * np.ones((1, 128, 128), np.float32)


def face_with_open_mouth(points: NDArray[np.float32]) -> tuple[FaceFrame, Square, tuple[int, int]]:
    target = points.copy()
    target[list(UPPER_INNER_LIP), 1] -= 8
    target[list(LOWER_INNER_LIP), 1] += 12
    square = Square(*window_of(target), Region(0, 0, 360, 360))
    middle = (square.inside(target[list(INNER_LIPS), :2]).mean(axis=0) + 0.5) / 2 - 0.5
    column, row = np.round(middle).astype(int)
    return FaceFrame(points, target, np.zeros(30, np.float32), 1.0), square, (int(row), int(column))


def test_the_larger_share_grows_inside_the_mouth_alone(points: NDArray[np.float32]) -> None:
    face, square, (row, column) = face_with_open_mouth(points)
    found = decided(SHARES, face, square)
    assert np.allclose(found.sum(axis=0), 1, atol=1e-5)
    assert found[1, row, column] > 0.7
    assert found[0, row, column] < 0.1
    away = np.hypot(*np.ogrid[-row : 128 - row, -column : 128 - column]) > 30
    assert np.array_equal(found[:, away], SHARES[:, away])


def test_one_that_has_all_keeps_all(points: NDArray[np.float32]) -> None:
    face, square, _ = face_with_open_mouth(points)
    alone = np.zeros_like(SHARES)
    alone[0] = 1
    assert np.allclose(decided(alone, face, square), alone, atol=1e-6)


def test_a_mouth_that_would_be_stretched_far_gives_way_to_the_painted_one(
    points: NDArray[np.float32],
) -> None:
    face, square, (row, column) = face_with_open_mouth(points)
    nearly_shut, open_too = (
        Reference(np.zeros((4, 4, 3), np.uint8), each) for each in (points, np.asarray(face.target))
    )
    kept = decided(SHARES, face, square, [open_too, nearly_shut])
    assert np.allclose(kept.sum(axis=0), 1, atol=1e-5)
    assert kept[1, row, column] > 0.75
    none = SHARES * np.array([1e-9, 1, 1], np.float32)[:, None, None]
    painted = decided(none, face, square, [nearly_shut, nearly_shut])
    assert painted[0, row, column] > 0.9
    assert np.allclose(painted[1:, 0, 0], SHARES[1:, 0, 0])


def test_small_shares_of_references_go_to_the_larger_ones() -> None:
    found = thinned(
        np.array([0.25, 0.4, 0.3, 0.05], np.float32)[:, None, None] * np.ones((1, 4, 4), np.float32)
    )
    assert np.allclose(found.sum(axis=0), 1, atol=1e-6)
    assert np.allclose(found[0], 0.25, atol=1e-6)
    assert np.all(found[1] > 0.4)
    assert not found[3].any()


def test_where_all_shares_are_small_the_frame_itself_is_shown() -> None:
    few = np.array([0.64, 0.12, 0.12, 0.12], np.float32)[:, None, None] * np.ones((1, 4, 4), np.float32)
    assert np.allclose(thinned(few)[0], 1)
    alone = np.zeros((4, 4, 4), np.float32)
    alone[0] = 1
    assert np.array_equal(thinned(alone), alone)


def test_thinned_shares_change_as_gently_as_those_given() -> None:
    ramp = np.linspace(0, 0.36, 200, dtype=np.float32)
    shares = np.stack([np.full(200, 0.5, np.float32), 0.5 - ramp, ramp])[:, None]
    assert np.abs(np.diff(thinned(shares), axis=2)).max() < 4 * float(ramp[1])
