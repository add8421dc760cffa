"""The colour components of a decoded picture as plain arrays, whatever its pixel format.

A layout says where the three components lie; `upright_components` gives views that are turned upright.
No pixel is copied here.
"""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

FULL_RANGE = 2
SUBSAMPLING = {"420": (1, 1), "422": (1, 0), "444": (0, 0), "440": (0, 1), "411": (2, 0), "410": (2, 2)}
SEMI_PLANAR = {"nv12": (1, 1), "nv16": (1, 0), "nv24": (0, 0), "p0": (1, 1), "p2": (1, 0), "p4": (0, 0)}
PACKED_YUV = {"yuyv422": (0, 1, 3), "yvyu422": (0, 3, 1), "uyvy422": (1, 0, 2)}
PLANAR = re.compile(r"yuv([aj]?)(4\d\d)p(\d*)(?:le)?$")
GRAY = re.compile(r"(?:gray|y)(8|9|10|12|14|16)?(?:le)?$")
PLANAR_RGB = re.compile(r"gbra?p(\d*)(?:le)?$")
SHIFTED = re.compile(r"(p[024])(10|12|16)le$")
PACKED_RGB = re.compile(r"([argbx0]{3,4})(24|32|48|64)?(?:le)?$")

Plane = NDArray[Any]


class Family(Enum):
    """What the components mean."""

    YUV = "yuv"
    RGB = "rgb"
    GRAY = "gray"


@dataclass(frozen=True, slots=True)
class Part:
    """Where one component lies: plane, first element of a row, elements from one sample to the next."""

    plane: int
    offset: int = 0
    step: int = 1


@dataclass(frozen=True, slots=True)
class Layout:
    """How a pixel format stores its components (Y, U, V or R, G, B or Y alone).

    `subsampling` holds log2 of the horizontal and vertical chroma step; samples of `depth` bits lie
    `shift` bits up.
    """

    family: Family
    parts: tuple[Part, ...]
    subsampling: tuple[int, int] = (0, 0)
    depth: int = 8
    shift: int = 0

    @property
    def dtype(self) -> type[np.uint8] | type[np.uint16]:
        """The type of a sample."""
        return np.uint8 if self.depth + self.shift <= 8 else np.uint16


@lru_cache(maxsize=64)
def layout_of(pix_fmt: str) -> Layout | None:
    """The layout of a pixel format, or None where only a conversion helps."""
    if pix_fmt.endswith("be") or "f16" in pix_fmt or "f32" in pix_fmt:
        return None
    return _yuv(pix_fmt) or _rgb(pix_fmt)


def _yuv(name: str) -> Layout | None:
    if found := PLANAR.match(name):
        parts = (Part(0), Part(1), Part(2))
        return Layout(Family.YUV, parts, SUBSAMPLING[found[2]], int(found[3] or 8))
    if name in PACKED_YUV:
        luma, first, second = PACKED_YUV[name]
        return Layout(Family.YUV, (Part(0, luma, 2), Part(0, first, 4), Part(0, second, 4)), (1, 0))
    if found := GRAY.match(name):
        return Layout(Family.GRAY, (Part(0),), depth=int(found[1] or 8))
    if found := SHIFTED.match(name):
        parts, depth = (Part(0), Part(1, 0, 2), Part(1, 1, 2)), int(found[2])
        return Layout(Family.YUV, parts, SEMI_PLANAR[found[1]], depth, 16 - depth)
    swapped = {"nv21": "nv12", "nv42": "nv24"}.get(name)
    if (base := swapped or name) in SEMI_PLANAR:
        first, second = (1, 0) if swapped else (0, 1)
        return Layout(Family.YUV, (Part(0), Part(1, first, 2), Part(1, second, 2)), SEMI_PLANAR[base])
    return None


def _rgb(name: str) -> Layout | None:
    if found := PLANAR_RGB.match(name):
        return Layout(Family.RGB, (Part(2), Part(0), Part(1)), depth=int(found[1] or 8))
    found = PACKED_RGB.match(name)
    if not found or not set("rgb") <= set(found[1]) or len(set(found[1])) != len(found[1]):
        return None
    order, size = found[1], int(found[2] or 8 * len(found[1]))
    parts = tuple(Part(0, order.index(each), len(order)) for each in "rgb")
    return Layout(Family.RGB, parts, depth=size // len(order))


def plane_array(picture: VideoFrame, plane: int, dtype: type[np.uint8] | type[np.uint16]) -> Plane:
    """All of one plane, with the padding at the end of its rows, as (rows, row length); a view."""
    source: Any = picture.planes[plane]
    samples: Plane = np.frombuffer(source, dtype)
    return samples.reshape(source.height, -1)


@dataclass(frozen=True, slots=True)
class Upright:
    """Views on the components, turned upright, and how chroma indices follow from luma ones.

    The chroma sample of luma (x, y) is at ((x + offset[0]) >> step[0], (y + offset[1]) >> step[1]).
    """

    components: tuple[Plane, ...]
    step: tuple[int, int]
    offset: tuple[int, int]
    width: int
    height: int


def upright_components(picture: VideoFrame, layout: Layout, rotation: int) -> Upright:
    """The components of `picture` turned clockwise by `rotation` (0, 90, 180 or 270)."""
    width, height = picture.width, picture.height
    across, down = layout.subsampling
    views = [_view(picture, layout, number, rotation) for number in range(len(layout.parts))]
    spare_x = (-width) % (1 << across)
    spare_y = (-height) % (1 << down)
    quarter = rotation % 180 == 90
    flip_x, flip_y = (rotation == 180, rotation == 180) if not quarter else (rotation == 90, rotation == 270)
    spare = (spare_y, spare_x) if quarter else (spare_x, spare_y)
    return Upright(
        components=tuple(views),
        step=(down, across) if quarter else (across, down),
        offset=(spare[0] if flip_x else 0, spare[1] if flip_y else 0),
        width=height if quarter else width,
        height=width if quarter else height,
    )


def _view(picture: VideoFrame, layout: Layout, number: int, rotation: int) -> Plane:
    part = layout.parts[number]
    rows = plane_array(picture, part.plane, layout.dtype)
    if not rotation and part.step == 1:
        return rows
    across, down = layout.subsampling if number and layout.family is Family.YUV else (0, 0)
    wide, high = -(-picture.width >> across), -(-picture.height >> down)
    samples = rows[:high, part.offset :: part.step][:, :wide]
    return np.rot90(samples, -(rotation // 90))
