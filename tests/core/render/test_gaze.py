"""Eyes that are open as wide as is wanted stay the frame's own."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.faces.topology import LEFT_EYE, RIGHT_EYE
from dfm.core.media.picture import Region
from dfm.core.render.gaze import kept_eyes, opening
from dfm.core.render.layers import window_of
from dfm.core.render.renderer import FaceFrame
from dfm.core.render.square import SIDE, Square


def closed(points: NDArray[np.float32], outline: tuple[int, ...], by: float) -> NDArray[np.float32]:
    """The eye closed by this share."""
    out = points.copy()
    eye = list(outline)
    out[eye, 1] += by * (points[eye, 1].mean() - points[eye, 1])
    return out


def kept(own: NDArray[np.float32], target: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    square = Square(*window_of(target), Region(0, 0, 320, 360))
    return kept_eyes(FaceFrame(own, target, np.zeros(30, np.float32), 1.0), square, size)


def middle(points: NDArray[np.float32], outline: tuple[int, ...], size: int) -> tuple[int, int]:
    square = Square(*window_of(points), Region(0, 0, 320, 360))
    x, y = square.inside(points[list(outline), :2]).mean(axis=0) * size / SIDE
    return round(float(y)), round(float(x))


def test_an_eye_open_alike_is_kept_whatever_the_size(points: NDArray[np.float32]) -> None:
    for size in (128, 256):
        found = kept(points, points, size)
        assert found.shape == (size, size)
        for outline in (LEFT_EYE, RIGHT_EYE):
            assert found[middle(points, outline, size)] > 0.7
        assert (found > 0.01).mean() < 0.06


def test_an_eye_that_must_close_is_borrowed(points: NDArray[np.float32]) -> None:
    target = closed(points, LEFT_EYE, 0.9)
    found = kept(points, target, 128)
    assert found[middle(target, LEFT_EYE, 128)] == 0
    assert found[middle(target, RIGHT_EYE, 128)] > 0.7


def test_the_opening_does_not_depend_on_the_size() -> None:
    box = np.array([[0, 0], [4, 0], [4, 2], [0, 2]], np.float32)
    assert opening(box) == pytest.approx(0.4)
    assert opening(box * 10) == pytest.approx(0.4)
