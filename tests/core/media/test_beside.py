"""Left is left and right is right, as seen upright."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from av.video.frame import VideoFrame

from dfm.core.media.beside import side_by_side
from dfm.core.media.picture import Region, read_rgb

PlanesOf = Callable[[Any], list[bytes]]


def plain(pix_fmt: str, colour: tuple[int, int, int], size: tuple[int, int]) -> VideoFrame:
    rgb = np.empty((size[1], size[0], 3), np.uint8)
    rgb[:] = colour
    frame = VideoFrame.from_ndarray(rgb, "rgb24")
    return frame if pix_fmt == "rgb24" else frame.reformat(format=pix_fmt, threads=1)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("pix_fmt", ["yuv420p", "nv12", "yuv420p10le", "gbrp", "rgb24", "yuyv422", "gray"])
@pytest.mark.parametrize("size", [(48, 32), (47, 33)])
def test_left_and_right_as_seen(pix_fmt: str, rotation: int, size: tuple[int, int]) -> None:
    if pix_fmt == "yuyv422":
        size = (size[0] // 2 * 2, size[1])  # it has even widths only
    dark, light = plain(pix_fmt, (60, 50, 40), size), plain(pix_fmt, (200, 190, 180), size)
    both = side_by_side(dark, light, rotation)
    width, height = (size[1], size[0]) if rotation % 180 else size
    seen = read_rgb(both, Region(0, 0, width * 2, height), rotation)
    half = read_rgb(dark, Region(0, 0, width, height), rotation)
    assert np.abs(seen[:, :width] - half).max() < 3
    assert seen[:, width:].min() > 150


def test_the_rights_time_is_taken(planes_of: PlanesOf) -> None:
    left, right = (plain("yuv420p", (90, 90, 90), (16, 16)) for _ in range(2))
    right.pts = 41
    assert side_by_side(left, right).pts == 41
    assert len(planes_of(side_by_side(left, right))[0]) == 2 * len(planes_of(left)[0])
