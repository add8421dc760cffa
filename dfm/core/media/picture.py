"""Read a region of a decoded picture as R'G'B' and put a changed one back, in any pixel format.

What is put back is a difference: samples outside the mask, and samples that do not change, keep every
bit. Regions are in pixels of the upright raster; the stored raster may lie on its side.
"""

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation
from numpy.typing import NDArray

from dfm.core.bands import in_bands
from dfm.core.media import kernels
from dfm.core.media.planes import (
    FULL_RANGE,
    Family,
    Layout,
    Upright,
    layout_of,
    plane_array,
    upright_components,
)

HD_HEIGHT = 576
HD_WIDTH = 1024
CHANNELS = np.eye(3, dtype=np.float32)


class Matrix(IntEnum):
    """FFmpeg's numbers of the Y'CbCr matrices (AVCOL_SPC)."""

    RGB = 0
    BT709 = 1
    FCC = 4
    BT470BG = 5
    SMPTE170M = 6
    SMPTE240M = 7
    BT2020_NCL = 9
    BT2020_CL = 10


RED_BLUE = {
    Matrix.BT709: (0.2126, 0.0722),
    Matrix.FCC: (0.30, 0.11),
    Matrix.BT470BG: (0.299, 0.114),
    Matrix.SMPTE170M: (0.299, 0.114),
    Matrix.SMPTE240M: (0.212, 0.087),
    Matrix.BT2020_NCL: (0.2627, 0.0593),
    Matrix.BT2020_CL: (0.2627, 0.0593),
}


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle in pixels of the upright raster."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Coding:
    """How sample values stand for light: the luma weights of red and blue, and the levels."""

    red: float
    blue: float
    black: float
    luma_span: float
    zero: float
    chroma_span: float
    low: int
    luma_high: int
    chroma_high: int


def is_editable(picture: VideoFrame) -> bool:
    """Whether `read_rgb` and `apply_rgb` take the picture as it is."""
    return layout_of(picture.format.name) is not None and all(each.line_size > 0 for each in picture.planes)


def editable(picture: VideoFrame) -> VideoFrame:
    """The picture itself, or a copy in the nearest pixel format that the functions here take."""
    if is_editable(picture):
        return picture
    name = picture.format.name
    deep = max(each.bits for each in picture.format.components) > 8
    little = name[:-2] + "le"
    if name.endswith("be") and layout_of(little):
        return converted(picture, little)
    return converted(picture, "gbrp16le" if deep else "gbrp")


def converted(
    picture: VideoFrame,
    pix_fmt: str,
    size: tuple[int, int] | None = None,
    *,
    matrix: int | None = None,
    color_range: int | None = None,
    taken_as: int | None = None,
) -> VideoFrame:
    """The picture in another pixel format or size; matrix and range stay unless they are given.

    `taken_as` is the matrix of the picture where it does not say, see `matrix_of`.

    One thread does it: FFmpeg's scaler writes over the edges of its slices when several share a picture.
    """
    width, height = size or (picture.width, picture.height)
    shrinks = width * height < picture.width * picture.height
    own = FULL_RANGE if is_full_range(picture) else picture.color_range
    layout = layout_of(pix_fmt)
    stays_coded = layout is None or layout.family is not Family.RGB
    return picture.reformat(
        width,
        height,
        pix_fmt,
        src_colorspace=taken_as,
        dst_colorspace=matrix,
        src_color_range=own or None,
        dst_color_range=(color_range or own or None) if stays_coded else None,
        interpolation=Interpolation.AREA if shrinks else Interpolation.BILINEAR,
        threads=1,
    )


def is_full_range(picture: VideoFrame) -> bool:
    """Whether the samples of a Y'CbCr picture use all of their range."""
    return picture.color_range == FULL_RANGE or picture.format.name.startswith("yuvj")


def matrix_of(picture: VideoFrame) -> Matrix:
    """The matrix of a Y'CbCr picture; one that does not say is taken as by players: BT.709 from HD on."""
    if picture.colorspace == Matrix.BT2020_CL:
        return Matrix.BT2020_NCL
    if picture.colorspace in RED_BLUE:
        return Matrix(picture.colorspace)
    large = picture.height > HD_HEIGHT or picture.width > HD_WIDTH
    return Matrix.BT709 if large else Matrix.BT470BG


def read_rgb(picture: VideoFrame, region: Region, rotation: int) -> NDArray[np.float32]:
    """The region as (height, width, 3) R'G'B' in 0..255."""
    layout, upright = _open(picture, region, rotation)
    coding = _coding(picture, layout)
    out = np.empty((region.height, region.width, 3), np.float32)
    place = (region.x, region.y)
    if layout.family is Family.YUV:
        scale = _to_rgb(coding)
        steps = (upright.step, upright.offset, layout.shift, scale)

        def read(start: int, end: int) -> None:
            kernels.read_yuv(*upright.components, region.x, region.y + start, *steps, out[start:end])

        in_bands(read, region.height, region.width)
    elif layout.family is Family.GRAY:
        gain = np.float32(255 / coding.luma_span)
        black = np.float32(coding.black)
        kernels.read_gray(upright.components[0], *place, layout.shift, black, gain, out)
    else:
        gain = np.float32(255 / coding.luma_span)
        black = np.float32(coding.black)
        for channel, plane in enumerate(upright.components):
            kernels.read_component(plane, *place, layout.shift, black, gain, channel, out)
    return out


def apply_rgb(
    picture: VideoFrame,
    region: Region,
    rotation: int,
    before: NDArray[np.float32],
    after: NDArray[np.float32],
    mask: NDArray[np.float32],
) -> VideoFrame:
    """A copy of the picture with mask * (after - before) added inside the region.

    `before` and `after` are (height, width, 3) R'G'B' in 0..255, `mask` (height, width) in 0..1. Samples
    with mask 0 or no difference keep every bit; others stay within the legal range. A chroma sample that
    covers pixels on both sides of the mask's edge takes the share of those inside.
    """
    changed = copy_picture(picture)
    layout, upright = _open(changed, region, rotation)
    coding = _coding(changed, layout)
    colours = [np.ascontiguousarray(each, np.float32) for each in (before, after, mask)]
    if layout.family is Family.YUV:
        _apply_yuv(upright, layout, coding, region, colours)
        return changed
    gain = np.float32(coding.luma_span / 255)
    limits = (np.int32(coding.low), np.int32(coding.luma_high))
    for plane, channel in zip(upright.components, _channels(layout, coding), strict=True):
        kernels.after_component(plane, channel, region.x, region.y, layout.shift, gain, limits, *colours)
    return changed


def copy_picture(picture: VideoFrame, pix_fmt: str | None = None) -> VideoFrame:
    """A picture of its own with the same planes, times and colour properties.

    `pix_fmt` names the copy's format anew; it must store its planes in the same way.
    """
    copy = VideoFrame(picture.width, picture.height, pix_fmt or picture.format.name)
    for number in range(len(picture.planes)):
        source, target = (plane_array(each, number, np.uint8) for each in (picture, copy))
        length = min(source.shape[1], target.shape[1])
        target[:, :length] = source[:, :length]
    return like(picture, copy)


def like(picture: VideoFrame, other: VideoFrame) -> VideoFrame:
    """Give `other` the times and colour properties of `picture`, and return it."""
    other.pts, other.duration = picture.pts, picture.duration
    if picture.time_base is not None:
        other.time_base = picture.time_base
    other.color_range, other.colorspace = picture.color_range, picture.colorspace
    other.color_primaries, other.color_trc = picture.color_primaries, picture.color_trc
    return other


def upright_rgb(
    picture: VideoFrame, rotation: int, pixel_aspect: Fraction, max_side: int | None = None
) -> NDArray[np.uint8]:
    """The whole picture upright with square pixels, its longer side `max_side` at most: uint8 (h, w, 3).

    `pixel_aspect` is that of the stored raster (MediaInfo.pixel_aspect).
    """
    square = Fraction(1)
    wide = picture.width * max(pixel_aspect, square)
    high = picture.height / min(pixel_aspect, square)
    scale = min(Fraction(1), Fraction(max_side) / max(wide, high)) if max_side else Fraction(1)
    small = converted(picture, "rgb24", (max(1, round(wide * scale)), max(1, round(high * scale))))
    return np.ascontiguousarray(np.rot90(small.to_ndarray(), -(rotation // 90)))


def _open(picture: VideoFrame, region: Region, rotation: int) -> tuple[Layout, Upright]:
    layout = layout_of(picture.format.name)
    if layout is None:
        raise ValueError(f"{picture.format.name} pictures go through editable() first")
    upright = upright_components(picture, layout, rotation)
    inside = region.x >= 0 and region.y >= 0
    if not inside or region.x + region.width > upright.width or region.y + region.height > upright.height:
        raise ValueError(f"{region} does not lie within {upright.width}x{upright.height}")
    return layout, upright


def _coding(picture: VideoFrame, layout: Layout) -> _Coding:
    top, unit = (1 << layout.depth) - 1, 1 << (layout.depth - 8)
    red, blue = _luma_weights(picture)
    if is_full_range(picture) or layout.family is Family.RGB:
        return _Coding(red, blue, 0, top, 128 * unit, top, 0, top, top)
    return _Coding(
        red, blue, 16 * unit, 219 * unit, 128 * unit, 224 * unit, 16 * unit, 235 * unit, 240 * unit
    )


def _luma_weights(picture: VideoFrame) -> tuple[float, float]:
    """Of red and blue."""
    return RED_BLUE[matrix_of(picture)]


def _to_rgb(coding: _Coding) -> Any:
    red, blue, green = coding.red, coding.blue, 1 - coding.red - coding.blue
    chroma = 255 / coding.chroma_span
    values = (
        coding.black,
        255 / coding.luma_span,
        coding.zero,
        2 * (1 - red) * chroma,
        -2 * blue * (1 - blue) / green * chroma,
        -2 * red * (1 - red) / green * chroma,
        2 * (1 - blue) * chroma,
    )
    return tuple(np.float32(each) for each in values)


def _apply_yuv(
    upright: Upright, layout: Layout, coding: _Coding, region: Region, colours: list[NDArray[np.float32]]
) -> None:
    chroma = coding.chroma_span / 255
    weights = (
        coding.red,
        1 - coding.red - coding.blue,
        coding.blue,
        chroma / (2 * (1 - coding.blue)),
        chroma / (2 * (1 - coding.red)),
        coding.luma_span / 255,
    )
    given = (
        *upright.components,
        region.x,
        region.y,
        upright.step,
        upright.offset,
        (upright.width, upright.height),
        layout.shift,
        tuple(np.float32(each) for each in weights),
        tuple(np.int32(each) for each in (coding.low, coding.luma_high, coding.chroma_high)),
        *colours,
    )
    step, shift = upright.step[1], upright.offset[1]
    cells = ((region.y + region.height - 1 + shift) >> step) - ((region.y + shift) >> step) + 1
    in_bands(lambda start, end: kernels.after_yuv(*given, start, end), cells, region.width << step)


def _channels(layout: Layout, coding: _Coding) -> NDArray[np.float32]:
    if layout.family is Family.RGB:
        return CHANNELS
    return np.array([[coding.red, 1 - coding.red - coding.blue, coding.blue]], np.float32)
