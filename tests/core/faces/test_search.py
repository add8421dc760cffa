"""Boxes, and faces found anywhere in a picture, however small."""

from collections.abc import Callable
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dfm.core.faces.landmarks import Landmarks, MediaPipeBackend
from dfm.core.faces.search import Box, box_of, boxes_match, find_boxes

AsFrame = Callable[[NDArray[np.uint8]], av.VideoFrame]
FACE = (110.0, 78.0, 105.0)
"""Left, top and height of the face in the portrait, roughly."""

boxes = st.builds(Box, st.floats(-500, 500), st.floats(-500, 500), st.floats(5, 400), st.floats(5, 400))


@given(boxes, boxes)
def test_overlap_is_a_symmetric_share(one: Box, other: Box) -> None:
    assert 0 <= one.overlap(other) <= 1
    assert one.overlap(other) == pytest.approx(other.overlap(one))
    assert one.overlap(one) == pytest.approx(1)


@given(boxes, st.floats(0.0, 1.0))
def test_a_box_matches_itself_and_none_far_away_or_of_another_size(box: Box, share: float) -> None:
    size = max(box.width, box.height)
    assert boxes_match(box, box)
    near = Box(box.left + 0.45 * share * size, box.top, box.width, box.height)
    assert boxes_match(box, near)
    assert not boxes_match(box, Box(box.left + 0.6 * size, box.top, box.width, box.height))
    assert not boxes_match(box, Box(box.left, box.top, 2 * box.width, 2 * box.height))


@given(boxes, boxes, st.floats(-1, 2))
def test_a_box_is_moved_on_along_its_way(box: Box, earlier: Box, share: float) -> None:
    on = box.moved_on(earlier, share)
    assert (on.width, on.height) == (box.width, box.height)
    (x, y), (x0, y0), (x1, y1) = box.centre, earlier.centre, on.centre
    assert x1 - x == pytest.approx(share * (x - x0), abs=1e-6)
    assert y1 - y == pytest.approx(share * (y - y0), abs=1e-6)


def test_the_box_of_points_holds_them_tightly(portrait_face: Landmarks) -> None:
    box = box_of(portrait_face.points)
    x, y = portrait_face.points[:, 0], portrait_face.points[:, 1]
    assert (box.left, box.top) == (x.min(), y.min())
    assert box.left + box.width == pytest.approx(x.max())
    assert box.top + box.height == pytest.approx(y.max())


def _scene(
    portrait: NDArray[np.uint8], size: tuple[int, int], place: tuple[int, int], scale: float
) -> NDArray[np.uint8]:
    """A calm picture (H, W, 3) with the portrait pasted in at a place."""
    width, height = size
    ramp = np.linspace(90, 150, width)[None, :, None] + np.linspace(-20, 20, height)[:, None, None]
    scene = np.repeat(ramp, 3, axis=2).astype(np.uint8)
    small = cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    left, top = place
    scene[top : top + small.shape[0], left : left + small.shape[1]] = small
    return scene


@pytest.mark.parametrize("place", [(0, 0), (516, 0), (516, 236), (0, 236), (260, 120)])
def test_a_face_of_48_pixels_is_found_anywhere(
    backend: MediaPipeBackend, portrait: NDArray[np.uint8], as_frame: AsFrame, place: tuple[int, int]
) -> None:
    scale = 48 / FACE[2]
    frame = as_frame(_scene(portrait, (640, 360), place, scale))
    found = find_boxes(backend.find, frame, 0, Fraction(1), 2)
    x, y = place[0] + 128 * scale, place[1] + 120 * scale
    (box,) = [box for box in found if abs(box.centre[0] - x) < 20 and abs(box.centre[1] - y) < 20]
    assert 24 < box.height < 72


def test_large_faces_are_found_without_tiles(
    backend: MediaPipeBackend, portrait: NDArray[np.uint8], as_frame: AsFrame
) -> None:
    frame = as_frame(_scene(portrait, (480, 270), (100, 5), 1.0))
    (box,) = find_boxes(backend.find, frame, 0, Fraction(1), 0)
    assert abs(box.centre[0] - 228) < 20
    assert abs(box.centre[1] - 135) < 25


def test_one_face_is_listed_once_on_every_level(
    backend: MediaPipeBackend, portrait: NDArray[np.uint8], as_frame: AsFrame
) -> None:
    frame = as_frame(_scene(portrait, (480, 270), (100, 5), 1.0))
    for level in (0, 1, 2):
        assert len(find_boxes(backend.find, frame, 0, Fraction(1), level)) == 1


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_picture_stored_on_its_side_is_searched_upright(
    backend: MediaPipeBackend, portrait: NDArray[np.uint8], as_frame: AsFrame, rotation: int
) -> None:
    upright = _scene(portrait, (480, 270), (200, 5), 1.0)
    stored = np.rot90(upright, rotation // 90)  # to be turned clockwise by `rotation` again
    (box,) = find_boxes(backend.find, as_frame(stored), rotation, Fraction(1), 0)
    assert abs(box.centre[0] - 328) < 20
    assert abs(box.centre[1] - 135) < 25


def test_wide_pixels_are_seen_as_such(
    backend: MediaPipeBackend, portrait: NDArray[np.uint8], as_frame: AsFrame
) -> None:
    upright = _scene(portrait, (480, 270), (200, 5), 1.0)
    squeezed = cv2.resize(upright, (240, 270), interpolation=cv2.INTER_AREA)
    (box,) = find_boxes(backend.find, as_frame(np.asarray(squeezed, np.uint8)), 0, Fraction(2), 0)
    assert abs(box.centre[0] - 164) < 12  # in pixels of the raster as it is stored
    assert box.width == pytest.approx(box.height / 2, rel=0.1)


@pytest.mark.parametrize("size", [(16, 16), (16, 200), (200, 16)])
def test_tiny_pictures_are_searched_in_vain(
    backend: MediaPipeBackend, as_frame: AsFrame, size: tuple[int, int]
) -> None:
    frame = as_frame(np.full((size[1], size[0], 3), 100, np.uint8))
    for level in (0, 1, 2):
        assert find_boxes(backend.find, frame, 0, Fraction(1), level) == []
