"""Regions are read as the colours that they show and written back as differences, in every format."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from av.video.frame import VideoFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dfm.core.media.picture import (
    Region,
    apply_rgb,
    converted,
    copy_picture,
    editable,
    is_editable,
    read_rgb,
    upright_rgb,
)
from dfm.core.media.planes import plane_array

PlanesOf = Callable[[Any], list[bytes]]
FORMATS = [
    "yuv420p", "yuv422p", "yuv444p", "yuv440p", "yuv411p", "yuvj420p", "yuvj444p", "yuva420p", "nv12", "nv21",
    "nv16", "nv24", "yuyv422", "uyvy422", "yuv420p10le", "yuv422p10le", "yuv444p12le", "yuv420p16le",
    "p010le", "p016le", "p210le", "gbrp", "gbrap", "gbrp10le", "gbrp16le", "rgb24", "bgr24", "rgba", "bgra",
    "argb", "bgr0", "0rgb", "rgb48le", "rgba64le",
]  # fmt: skip
GRAYS = ["gray", "gray10le", "gray16le"]
WIDTH, HEIGHT = 98, 66
BLOCK = 16


def colourful(width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint8]:
    """Blocks of plain colour, so that shared chroma loses nothing inside a block."""
    y, x = np.mgrid[:height, :width] // BLOCK
    wave = np.stack([x * 53 + y * 31, x * 17 + y * 71 + 40, x * 29 + y * 11 + 90], -1)
    return np.asarray(40 + wave % 170, np.uint8)


def made(pix_fmt: str, rgb: NDArray[np.uint8] | None = None, matrix: int = 1) -> VideoFrame:
    """The picture in a pixel format, limited range except for yuvj and R'G'B'."""
    frame = VideoFrame.from_ndarray(colourful() if rgb is None else rgb, "rgb24")
    if pix_fmt == "rgb24":
        return frame
    full = 2 if pix_fmt.startswith("yuvj") or "b" in pix_fmt else 1
    frame = frame.reformat(format=pix_fmt, dst_colorspace=matrix, dst_color_range=full, threads=1)
    frame.colorspace, frame.color_range = matrix, full
    return frame


def core(values: NDArray[Any]) -> NDArray[Any]:
    """Only the middle of each block of the unturned picture."""
    inside = [index for index in range(values.shape[0]) if 6 <= index % BLOCK <= 9]
    across = [index for index in range(values.shape[1]) if 6 <= index % BLOCK <= 9]
    return values[np.ix_(inside, across)]


@pytest.mark.parametrize("pix_fmt", FORMATS)
def test_the_colours_shown_are_read(pix_fmt: str) -> None:
    found = read_rgb(made(pix_fmt), Region(0, 0, WIDTH, HEIGHT), 0)
    assert found.dtype == np.float32
    assert np.abs(core(found) - core(colourful())).max() < 4


@pytest.mark.parametrize("matrix", [1, 5, 6, 9])
def test_the_matrix_is_respected(matrix: int) -> None:
    found = read_rgb(made("yuv444p", matrix=matrix), Region(0, 0, WIDTH, HEIGHT), 0)
    assert np.abs(core(found) - core(colourful())).max() < 4


@pytest.mark.parametrize("pix_fmt", GRAYS)
def test_gray_is_read_as_light_alone(pix_fmt: str) -> None:
    frame = made(pix_fmt)
    found = read_rgb(frame, Region(0, 0, WIDTH, HEIGHT), 0)
    assert (found[..., 0] == found[..., 1]).all()
    assert (found[..., 0] == found[..., 2]).all()
    assert found.std() > 10


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv422p", "nv12", "yuv420p10le", "gbrp", "bgra", "yuyv422"])
@pytest.mark.parametrize("size", [(98, 66), (97, 65)])
def test_regions_are_upright(pix_fmt: str, rotation: int, size: tuple[int, int]) -> None:
    if pix_fmt == "yuyv422":
        size = (size[0] // 2 * 2, size[1])  # it has even widths only
    frame = made(pix_fmt, colourful(*size))
    whole = read_rgb(frame, Region(0, 0, *size), 0)
    turned = np.rot90(whole, -(rotation // 90))
    part = read_rgb(frame, Region(7, 5, 30, 41), rotation)
    assert np.array_equal(part, turned[5:46, 7:37])


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("pix_fmt", FORMATS + GRAYS)
def test_no_difference_changes_no_bit(pix_fmt: str, rotation: int, planes_of: PlanesOf) -> None:
    rng = np.random.default_rng(3)
    frame = made(pix_fmt, rng.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8))
    region = Region(3, 2, 50, 49)
    before = read_rgb(frame, region, rotation)
    after = apply_rgb(frame, region, rotation, before, before, np.ones(before.shape[:2], np.float32))
    assert after is not frame
    assert planes_of(after) == planes_of(frame)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("pix_fmt", FORMATS)
def test_a_change_shows_inside_the_mask_and_nowhere_else(pix_fmt: str, rotation: int) -> None:
    frame = made(pix_fmt)
    width, height = (HEIGHT, WIDTH) if rotation % 180 else (WIDTH, HEIGHT)
    region = Region(10, 6, 40, 44)
    before = read_rgb(frame, region, rotation)
    mask = np.zeros((44, 40), np.float32)
    mask[10:30, 10:30] = 1
    wanted = np.array([18, -12, 9], np.float32)
    result = apply_rgb(frame, region, rotation, before, before + wanted, mask)
    change = read_rgb(result, Region(0, 0, width, height), rotation) - read_rgb(
        frame, Region(0, 0, width, height), rotation
    )
    inner = change[16 + 5 : 36 - 5, 20 + 5 : 40 - 5]
    assert np.abs(inner.mean((0, 1)) - wanted).max() < 1.5
    change[16 - 3 : 36 + 3, 20 - 3 : 40 + 3] = 0  # chroma cells may reach over the edge
    assert np.abs(change).max() == 0


def test_luma_outside_the_mask_keeps_every_bit(planes_of: PlanesOf) -> None:
    frame = made("yuv420p")
    region = Region(11, 7, 31, 33)
    before = read_rgb(frame, region, 0)
    mask = np.zeros((33, 31), np.float32)
    mask[4:20, 5:21] = 0.5
    result = apply_rgb(frame, region, 0, before, before + 40, mask)
    luma = [np.frombuffer(planes_of(each)[0], np.uint8).reshape(HEIGHT, WIDTH) for each in (frame, result)]
    changed = luma[0] != luma[1]
    assert changed[11:27, 16:32].all()
    changed[11:27, 16:32] = False
    assert not changed.any()


@settings(max_examples=40, deadline=None)
@given(
    x=st.integers(0, 60), y=st.integers(0, 30), width=st.integers(1, 36), height=st.integers(1, 34),
    rotation=st.sampled_from([0, 180]), pix_fmt=st.sampled_from(["yuv420p", "yuv411p", "nv12"]),
)  # fmt: skip
def test_any_region_is_read_and_changed_within_bounds(
    x: int, y: int, width: int, height: int, rotation: int, pix_fmt: str
) -> None:
    frame = made(pix_fmt, colourful(97, 65))
    region = Region(x, y, width, height)
    before = read_rgb(frame, region, rotation)
    result = apply_rgb(frame, region, rotation, before, 255 - before, np.ones((height, width), np.float32))
    found = read_rgb(result, region, rotation)
    assert found.shape == (height, width, 3)
    light = np.array([0.2126, 0.7152, 0.0722], np.float32)
    middle = np.clip((255 - before) @ light, 0, 255)
    assert np.abs((found @ light) - middle).mean() < 25  # luma follows; shared chroma may be clipped


def test_levels_stay_legal_but_what_was_not_stays_too(planes_of: PlanesOf) -> None:
    frame = made("yuv444p")
    luma = np.frombuffer(frame.planes[0], np.uint8).reshape(HEIGHT, -1)  # type: ignore[call-overload]
    luma[0, 0], luma[0, 1] = 250, 3
    region = Region(0, 0, WIDTH, HEIGHT)
    before = read_rgb(frame, region, 0)
    ones = np.ones((HEIGHT, WIDTH), np.float32)
    bright = apply_rgb(frame, region, 0, before, before + 300, ones)
    dark = apply_rgb(frame, region, 0, before, before - 300, ones)
    high, low = (
        np.frombuffer(planes_of(each)[0], np.uint8).reshape(HEIGHT, WIDTH) for each in (bright, dark)
    )
    assert high[0, 0] == 250
    assert high.max(initial=0, where=high != 250) == 235
    assert low[0, 1] == 3
    assert low.min(initial=255, where=low != 3) == 16


def test_a_copy_keeps_times_and_colours(planes_of: PlanesOf) -> None:
    frame = made("yuv420p10le", matrix=9)
    frame.pts, frame.time_base, frame.duration = 77, Fraction(1, 1000), 33
    frame.color_trc, frame.color_primaries = 16, 9
    copy = copy_picture(frame)
    assert planes_of(copy) == planes_of(frame)
    assert (copy.pts, copy.time_base, copy.duration) == (77, Fraction(1, 1000), 33)
    assert (copy.colorspace, copy.color_range, copy.color_trc, copy.color_primaries) == (9, 1, 16, 9)


@pytest.mark.parametrize("pix_fmt", ["yuv420p10be", "rgb8", "rgb565le", "gbrpf32le", "monow"])
def test_other_formats_are_made_editable(pix_fmt: str) -> None:
    frame = VideoFrame.from_ndarray(colourful(), "rgb24").reformat(format=pix_fmt, threads=1)
    assert not is_editable(frame)
    changed = editable(frame)
    assert is_editable(changed)
    assert read_rgb(changed, Region(0, 0, WIDTH, HEIGHT), 0).std() > 10


@pytest.mark.parametrize("pix_fmt", ["yuv422p10le", "yuv420p10le", "yuv444p"])
def test_conversions_always_come_out_the_same(pix_fmt: str, planes_of: PlanesOf) -> None:
    frame = made("gbrp")
    first = planes_of(converted(frame, pix_fmt, matrix=1, color_range=1))
    assert all(planes_of(converted(frame, pix_fmt, matrix=1, color_range=1)) == first for _ in range(100))


@pytest.mark.parametrize("full", [1, 2])
def test_a_conversion_keeps_the_range(full: int) -> None:
    frame = made("yuv420p").reformat(src_color_range=1, dst_color_range=full, format="yuv420p", threads=1)
    frame.color_range = full
    finer = converted(frame, "yuv444p")
    same = plane_array(frame, 0, np.uint8)[:, :WIDTH] == plane_array(finer, 0, np.uint8)[:, :WIDTH]
    assert same.all()


def test_editable_pictures_are_handed_back() -> None:
    frame = made("yuv420p")
    assert editable(frame) is frame


@pytest.mark.parametrize("region", [Region(-1, 0, 5, 5), Region(0, 0, WIDTH + 1, 5), Region(90, 60, 8, 7)])
def test_regions_outside_are_refused(region: Region) -> None:
    with pytest.raises(ValueError, match="does not lie within"):
        read_rgb(made("yuv420p"), region, 0)


@pytest.mark.parametrize(
    ("rotation", "aspect", "shape"),
    [
        (0, Fraction(1), (33, 49, 3)),
        (90, Fraction(1), (49, 33, 3)),
        (0, Fraction(2), (16, 49, 3)),
        (90, Fraction(2), (49, 16, 3)),
        (0, Fraction(1, 2), (49, 36, 3)),
    ],
)
def test_small_upright_pictures(rotation: int, aspect: Fraction, shape: tuple[int, int, int]) -> None:
    small = upright_rgb(made("yuv420p"), rotation, aspect, 49)
    assert small.shape == shape
    assert small.dtype == np.uint8
    assert small.flags.c_contiguous


def test_upright_pictures_without_a_limit_are_whole() -> None:
    full = upright_rgb(made("gbrp"), 270, Fraction(1))
    assert np.array_equal(full, np.rot90(colourful(), 1))


@pytest.mark.parametrize("rotation", [0, 90, 180])
@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv422p"])
def test_halves_of_large_regions_are_read_and_changed_as_the_whole(
    pix_fmt: str, rotation: int, planes_of: PlanesOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two halves meet between two rows of chroma samples, wherever the region begins."""
    random = np.random.default_rng(0)
    rgb = random.integers(30, 220, (300, 420, 3), dtype=np.uint8)
    picture = VideoFrame.from_ndarray(rgb, "rgb24").reformat(format=pix_fmt)
    region = Region(3, 7, 251, 263)
    results: list[tuple[NDArray[np.float32], list[bytes]]] = []
    for large in (1, 1 << 30):
        monkeypatch.setattr("dfm.core.bands.LARGE", large)
        before = read_rgb(picture, region, rotation)
        after = before + np.float32(20)
        mask = np.linspace(0, 1, before[..., 0].size, dtype=np.float32).reshape(before.shape[:2])
        results.append((before, planes_of(apply_rgb(picture, region, rotation, before, after, mask))))
    np.testing.assert_array_equal(results[0][0], results[1][0])
    for one, other in zip(results[0][1], results[1][1], strict=True):
        np.testing.assert_array_equal(one, other)
