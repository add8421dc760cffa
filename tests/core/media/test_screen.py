"""What a screen shows has the colours, the way up, the proportions and the place of what is edited."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.media.info import MediaInfo
from dfm.core.media.picture import Region, copy_picture, read_rgb
from dfm.core.media.probe import probe
from dfm.core.media.read import read_frame
from dfm.core.media.screen import screen_rgb

WIDTH, HEIGHT = 320, 192
INFO = MediaInfo(
    path=Path("a.mp4"),
    size_bytes=1,
    container="mov",
    codec="h264",
    stream_index=0,
    width=WIDTH,
    height=HEIGHT,
    rotation=0,
    pixel_aspect=Fraction(1),
    frame_rate=Fraction(30),
    time_base=Fraction(1, 30),
    frames=1,
    start_pts=0,
    duration=Fraction(1, 30),
    variable_rate=False,
    pix_fmt="yuv420p",
    bit_depth=8,
    color_range=1,
    color_matrix=1,
    color_primaries=1,
    color_transfer=1,
)


def blobs() -> NDArray[np.uint8]:
    """Smooth patches of all colours."""
    coarse = np.random.default_rng(3).integers(0, 256, (6, 10, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR), np.uint8)


def coded(pix_fmt: str = "yuv420p", matrix: int = 1, color_range: int = 1) -> av.VideoFrame:
    """The patches in a pixel format."""
    rgb = av.VideoFrame.from_ndarray(blobs(), "rgb24")
    limits: dict[str, Any] = {"dst_colorspace": matrix, "dst_color_range": color_range}
    frame = rgb if pix_fmt == "rgb24" else rgb.reformat(format=pix_fmt, threads=1, **limits)
    if pix_fmt not in ("rgb24", "gbrp"):
        frame.colorspace, frame.color_range = matrix, color_range
    return frame


def edited(frame: av.VideoFrame, rotation: int = 0) -> NDArray[np.float32]:
    """The picture as the renderer sees it."""
    size = (frame.height, frame.width) if rotation % 180 else (frame.width, frame.height)
    return np.clip(read_rgb(frame, Region(0, 0, *size), rotation), 0, 255)


@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv422p10le", "yuvj444p", "nv12", "gbrp", "rgb24", "gray"])
@pytest.mark.parametrize(("matrix", "color_range"), [(1, 1), (5, 1), (9, 2)])
def test_colours_are_those_of_the_renderer(pix_fmt: str, matrix: int, color_range: int) -> None:
    frame = coded(pix_fmt, matrix, color_range)
    shown = screen_rgb(frame, INFO, (WIDTH, HEIGHT)).astype(np.float32)
    assert np.abs(shown - edited(frame)).mean() < 2.5


def test_a_picture_that_names_no_matrix_is_taken_as_the_renderer_takes_it() -> None:
    frame = coded(matrix=5)
    frame.colorspace = 2
    assert np.abs(screen_rgb(frame, INFO, (WIDTH, HEIGHT)) - edited(frame)).mean() < 2.5


def test_the_picture_itself_stays_as_it_was() -> None:
    frame = coded()
    frame.colorspace = 2
    before = bytes(frame.planes[0])
    screen_rgb(frame, INFO, (100, 60))
    assert (bytes(frame.planes[0]), frame.colorspace, frame.color_range) == (before, 2, 1)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("part", [1, 2, 3])
def test_it_stands_upright(rotation: int, part: int) -> None:
    frame = coded()
    whole = edited(frame, rotation)
    size = (whole.shape[1] // part, whole.shape[0] // part)
    shown = screen_rgb(frame, replace(INFO, rotation=rotation), size).astype(np.float32)
    expected = cv2.resize(whole, size, interpolation=cv2.INTER_AREA)
    assert shown.shape == expected.shape
    assert np.abs(shown - expected).mean() < 5


def test_any_size_is_filled() -> None:
    for size in ((640, 480), (33, 77), (1, 1), (321, 191), (0, 0)):
        shown = screen_rgb(coded(), INFO, size)
        assert shown.shape == (max(1, size[1]), max(1, size[0]), 3)
        assert shown.flags.c_contiguous
        assert shown.flags.owndata


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_view_shows_exactly_its_pixels(rotation: int) -> None:
    frame = coded("rgb24")
    whole = edited(frame, rotation)
    view = Region(31, 47, 101, 77)
    shown = screen_rgb(frame, replace(INFO, rotation=rotation), (101, 77), view)
    assert np.array_equal(shown, whole[47:124, 31:132].astype(np.uint8))


def test_a_view_over_the_edge_shows_what_there_is() -> None:
    frame = coded("rgb24")
    shown = screen_rgb(frame, INFO, (20, 20), Region(WIDTH - 10, HEIGHT - 10, 40, 40))
    inside = screen_rgb(frame, INFO, (20, 20), Region(WIDTH - 10, HEIGHT - 10, 10, 10))
    assert np.array_equal(shown, inside)
    assert screen_rgb(frame, INFO, (4, 4), Region(WIDTH + 50, -90, 1, 1)).shape == (4, 4, 3)


def test_odd_rasters_are_shown_whole() -> None:
    rgb = av.VideoFrame.from_ndarray(np.ascontiguousarray(blobs()[:101, :99]), "rgb24")
    frame = rgb.reformat(format="yuv420p", threads=1)
    shown = screen_rgb(frame, INFO, (99, 101)).astype(np.float32)
    assert np.abs(shown - blobs()[:101, :99]).mean() < 6
    assert np.abs(shown[-1] - shown[-2]).mean() < 12
    assert np.abs(shown[:, -1] - shown[:, -2]).mean() < 12


def test_a_copy_looks_the_same_at_every_size(short_clip: Path) -> None:
    info = probe(short_clip)
    picture = read_frame(info, 7).picture
    for size in ((320, 320), (203, 203), (101, 101)):
        shown, copied = screen_rgb(picture, info, size), screen_rgb(copy_picture(picture), info, size)
        assert np.array_equal(shown, copied)
