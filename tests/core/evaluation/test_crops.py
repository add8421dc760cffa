"""Squares around faces: alignment is exact, and pixels keep their places."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.stream import VideoStream
from hypothesis import given
from hypothesis import strategies as st

from dfm.core.evaluation.crops import SIDE, chained, cut, moved, similarity, square_around, view_around
from dfm.core.media.probe import probe
from dfm.core.media.read import read_frame

ANGLES = st.floats(-3, 3)


@given(st.integers(0, 999), ANGLES, st.floats(0.2, 5), st.floats(-200, 200), st.floats(-200, 200))
def test_a_similarity_is_found_again(seed: int, angle: float, scale: float, x: float, y: float) -> None:
    points = np.random.default_rng(seed).normal(0, 50, (30, 3)).astype(np.float32)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    there = points.copy()
    there[:, :2] = points[:, :2] @ turn.T + [x, y]
    found = similarity(points, there)
    assert np.allclose(found[:, :2], turn, atol=1e-3 * scale)
    assert np.allclose(moved(points, found)[:, :2], there[:, :2], atol=0.05)


def test_two_steps_are_one_matrix() -> None:
    first = np.array([[1.0, 2.0, 3.0], [-2.0, 1.0, 5.0]])
    second = np.array([[0.5, 0.0, -1.0], [0.0, 0.5, 4.0]])
    points = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    assert np.allclose(moved(moved(points, first), second), moved(points, chained(first, second)), atol=1e-5)


def test_the_face_stands_in_the_middle_of_its_square_at_any_pixel_aspect() -> None:
    points = np.array([[100, 50, 0], [140, 50, 0], [100, 150, 4], [140, 150, 0]], np.float32)
    placed = moved(points, square_around(points, 1.5))
    low, high = placed[:, :2].min(axis=0), placed[:, :2].max(axis=0)
    assert np.allclose((low + high) / 2, SIDE / 2)
    assert np.isclose((high - low)[1], SIDE / 1.7)
    assert np.isclose((high - low)[0] / (high - low)[1], 40 * 1.5 / 100)
    tight = moved(points, square_around(points, 1.5, heights=1.25))
    assert np.isclose(np.ptp(tight[:, 1]), SIDE / 1.25)


def test_pixels_keep_their_places_from_file_to_square(tmp_path: Path) -> None:
    rgb = np.full((200, 300, 3), 60, np.uint8)
    rgb[80:120, 140:180] = 220
    with av.open(str(tmp_path / "still.mkv"), "w") as container:
        stream = container.add_stream("ffv1", rate=Fraction(25))
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 300, 200, "yuv444p"
        for _ in range(3):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        container.mux(stream.encode(None))
    media = probe(tmp_path / "still.mkv")
    points = np.array([[140, 80, 0], [180, 80, 0], [140, 120, 0], [180, 120, 0]], np.float32)
    square = cut(view_around(read_frame(media, 1), media, points), square_around(points, 1.0))
    rows, columns = np.nonzero(square[..., 1] > 140)
    edge = SIDE / 1.7
    assert abs(np.ptp(rows) + 1 - edge) < 3
    assert abs(np.ptp(columns) + 1 - edge) < 3
    assert abs(rows.mean() - SIDE / 2) < 4
    assert abs(columns.mean() - SIDE / 2) < 4
