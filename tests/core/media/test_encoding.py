"""Codecs, qualities and pixel formats are chosen, or refused with a remedy."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from dfm.core.errors import UsageError
from dfm.core.media.encoding import CODECS, CONTAINERS, Encoding, check_container, encoder_format, unkept
from dfm.core.media.probe import probe


@pytest.mark.parametrize(
    ("codec", "pix_fmt", "size", "chosen"),
    [
        ("h264", "yuv420p", (96, 64), "yuv420p"),
        ("h264", "yuvj420p", (96, 64), "yuvj420p"),
        ("h264", "yuv420p", (97, 64), "yuv444p"),
        ("h264", "yuv420p10le", (96, 65), "yuv422p10le"),
        ("h264", "yuv422p", (96, 65), "yuv422p"),
        ("h264", "nv12", (96, 64), "nv12"),
        ("h264", "yuva420p", (96, 64), "yuv420p"),
        ("h264", "yuv420p12le", (96, 64), "yuv420p10le"),
        ("h264", "rgb24", (96, 64), "yuv444p"),
        ("hevc", "yuv420p12le", (96, 64), "yuv420p12le"),
        ("hevc", "yuv420p", (97, 65), "yuv444p"),
        ("hevc", "yuva420p", (96, 64), "yuv420p"),
        ("prores", "yuv420p", (96, 64), "yuv422p10le"),
        ("prores", "yuv444p", (96, 64), "yuv444p10le"),
        ("ffv1", "yuv420p", (97, 65), "yuv420p"),
        ("ffv1", "yuvj422p", (96, 64), "yuv422p"),
        ("ffv1", "gbrp10le", (96, 64), "gbrp10le"),
    ],
)
def test_the_format_that_keeps_most_is_chosen(
    codec: str, pix_fmt: str, size: tuple[int, int], chosen: str
) -> None:
    assert encoder_format(CODECS[codec], pix_fmt, *size) == chosen


@pytest.mark.parametrize(("codec", "quality"), [("h264", 52), ("h264", -1), ("prores", 6), ("ffv1", 1)])
def test_impossible_qualities_are_refused(codec: str, quality: int) -> None:
    with pytest.raises(UsageError, match=r"choose from|leave it out"):
        Encoding(codec, quality)


def test_an_unknown_codec_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="h264, hevc, prores, ffv1"):
        Encoding("vp9")


@pytest.mark.parametrize("codec", list(CODECS))
@pytest.mark.parametrize("suffix", [*CONTAINERS, ".MP4", ".avi", ""])
def test_only_fitting_containers_are_taken(codec: str, suffix: str) -> None:
    target = Path(f"out{suffix}")
    if suffix.lower() in CODECS[codec].suffixes:
        check_container(target, Encoding(codec))
    else:
        with pytest.raises(UsageError, match="name it with"):
            check_container(target, Encoding(codec))


def test_a_codec_that_cannot_tell_the_shape_of_pixels_says_so(make: Callable[..., Path]) -> None:
    info = probe(make("a.mp4", aspect=Fraction(15, 16)))
    size = (info.width, info.height)
    assert any("15/16" in each for each in unkept(info, Encoding("ffv1"), size))
    assert not any("15/16" in each for each in unkept(info, Encoding("h264"), size))
