"""The table of layouts agrees with FFmpeg's own description of each pixel format."""

import numpy as np
import pytest
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from dfm.core.media.planes import Family, layout_of, plane_array, upright_components

KNOWN = [
    "yuv420p", "yuv422p", "yuv444p", "yuv440p", "yuv411p", "yuv410p", "yuvj422p", "yuva444p", "yuv420p9le",
    "yuv444p14le", "nv12", "nv21", "nv16", "nv24", "nv42", "p010le", "p016le", "p210le", "p410le", "yuyv422",
    "uyvy422", "gray", "gray12le", "gbrp", "gbrp12le", "rgb24", "bgr24", "bgra", "argb", "rgb0", "rgb48le",
]  # fmt: skip


@pytest.mark.parametrize("pix_fmt", KNOWN)
def test_depth_family_and_sampling_are_ffmpegs(pix_fmt: str) -> None:
    layout = layout_of(pix_fmt)
    assert layout is not None
    told = VideoFormat(pix_fmt, 64, 64)
    assert layout.depth == told.components[0].bits
    assert (layout.family is Family.RGB) == told.is_rgb
    if layout.family is Family.YUV:
        across, down = layout.subsampling
        assert (64 >> across, 64 >> down) == (told.chroma_width(64), told.chroma_height(64))
    assert [each.plane for each in layout.parts] == [
        each.plane for each in told.components[: len(layout.parts)]
    ]


@pytest.mark.parametrize(
    "pix_fmt",
    ["yuv420p10be", "pal8", "rgb565le", "gbrpf32le", "monow", "rgb8", "xyz12le", "bayer_rggb8", "vuya"],
)
def test_formats_that_need_a_conversion_are_told(pix_fmt: str) -> None:
    assert layout_of(pix_fmt) is None


def test_views_share_the_pictures_memory() -> None:
    frame = VideoFrame(32, 16, "nv12")
    layout = layout_of("nv12")
    assert layout is not None
    upright = upright_components(frame, layout, 90)
    assert (upright.width, upright.height) == (16, 32)
    upright.components[2][0, 0] = 99
    assert plane_array(frame, 1, np.uint8)[7, 1] == 99
