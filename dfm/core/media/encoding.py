"""What a new video is encoded with: one row a codec says its encoder, containers, quality and options."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
from av.codec.codec import find_best_pix_fmt_of_list
from av.codec.context import Flags
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dfm.core.errors import UsageError
from dfm.core.media.info import MediaInfo
from dfm.core.media.picture import Matrix, converted, copy_picture
from dfm.core.media.planes import FULL_RANGE, Family, layout_of

LIMITED_RANGE = 1
KEY_FRAME_SECONDS = 2
ASPECTLESS = ("ffv1",)
"""Codecs whose stream does not tell the shape of its pixels; PyAV cannot tell it to the muxer either."""
REORDERED_FRAMES = 16
UPRIGHT = (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
CONTAINERS = {".mp4": "mp4", ".mov": "mov", ".mkv": "matroska"}
"""The muxer for each file name extension that can be written."""


@dataclass(frozen=True, slots=True)
class CodecRow:
    """One codec that can be asked for; `quality` is (best, worst, default) of what `option` sets."""

    encoder: str
    suffixes: tuple[str, ...]
    option: str | None
    quality: tuple[int, int, int] | None
    options: Mapping[str, str]
    tag: str | None = None
    whole_cells: bool = True  # whether sizes must be multiples of the chroma step


CODECS = {
    "h264": CodecRow("libx264", (".mp4", ".mov", ".mkv"), "crf", (0, 51, 17), {"preset": "veryfast"}),
    "hevc": CodecRow(
        "libx265",
        (".mp4", ".mov", ".mkv"),
        "crf",
        (0, 51, 19),
        {"preset": "veryfast", "x265-params": "log-level=error"},
        "hvc1",
    ),
    "prores": CodecRow("prores_ks", (".mov", ".mkv"), "profile", (5, 0, 3), {"vendor": "apl0"}),
    "ffv1": CodecRow(
        "ffv1",
        (".mkv",),
        None,
        None,
        {"level": "3", "g": "1", "slices": "4", "slicecrc": "1"},
        whole_cells=False,
    ),
}


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec by name (h264, hevc, prores, ffv1) and its quality, None for the default.

    Quality is the CRF of h264 and hevc (0 best, 51 worst) and the profile of prores (0 proxy to 5 4444 XQ).
    """

    codec: str = "h264"
    quality: int | None = None

    def __post_init__(self) -> None:
        """Refuse a codec or a quality that does not exist."""
        if self.codec not in CODECS:
            raise UsageError(f"There is no codec {self.codec!r}: choose one of {', '.join(CODECS)}.")
        bounds = self.row.quality
        if self.quality is not None and bounds is None:
            raise UsageError(f"{self.codec} is lossless and takes no quality: leave it out.")
        if self.quality is not None and bounds and not min(bounds[:2]) <= self.quality <= max(bounds[:2]):
            raise UsageError(
                f"Quality {self.quality} is not one of {self.codec}: choose from {min(bounds[:2])} to"
                f" {max(bounds[:2])}; {bounds[0]} is the best."
            )

    @property
    def row(self) -> CodecRow:
        """The row of the codec table."""
        return CODECS[self.codec]


def check_container(target: Path, encoding: Encoding) -> None:
    """UsageError where the extension is unknown or its container cannot hold the codec."""
    suffix = target.suffix.lower()
    if suffix not in CONTAINERS:
        known = ", ".join(CONTAINERS)
        raise UsageError(f"{target} ends in no known video extension: name it with one of {known}.")
    if suffix not in encoding.row.suffixes:
        fitting = " or ".join(encoding.row.suffixes)
        raise UsageError(f"{target} cannot hold {encoding.codec}: name it with {fitting}.")


@cache
def _encoder_formats(encoder: str) -> tuple[str, ...]:
    return tuple(each.name for each in av.Codec(encoder, "w").video_formats or ())


def encoder_format(row: CodecRow, pix_fmt: str, width: int, height: int) -> str:
    """The encoder's pixel format that keeps most of `pix_fmt` at this size: itself where possible."""
    fitting = [each for each in _encoder_formats(row.encoder) if _fits(row, each, width, height)]
    plain = pix_fmt.replace("yuvj", "yuv")
    for same in (pix_fmt, plain):
        if same in fitting:
            return same
    usual = [each for each in fitting if not each.startswith(("yuvj", "nv", "yuva"))]
    best: Any = find_best_pix_fmt_of_list(usual, plain)[0]
    return str(best.name)


def _fits(row: CodecRow, pix_fmt: str, width: int, height: int) -> bool:
    layout = layout_of(pix_fmt)
    if row.encoder == "libx265" and "a" in pix_fmt.partition("yuv")[2][:1]:
        return False  # a second layer for transparency, which players do not know
    if layout is None or not row.whole_cells:
        return layout is not None
    across, down = layout.subsampling
    return width % (1 << across) == 0 and height % (1 << down) == 0


def add_video(
    output: OutputContainer, info: MediaInfo, encoding: Encoding, size: tuple[int, int], tick: Fraction
) -> VideoStream:
    """A video stream of `output` set up as the source's is: rate, ticks, aspect, colours and rotation."""
    row = encoding.row
    stream = output.add_stream(row.encoder, rate=info.frame_rate, time_base=tick)
    assert isinstance(stream, VideoStream)
    context = stream.codec_context
    context.width, context.height = size
    context.pix_fmt = encoder_format(row, info.pix_fmt, *size)
    context.time_base, context.framerate = tick, info.frame_rate
    context.sample_aspect_ratio = info.pixel_aspect
    context.color_range, context.colorspace = (
        _range(info, context.pix_fmt, row),
        _matrix(info, context.pix_fmt),
    )
    context.color_primaries, context.color_trc = info.color_primaries, info.color_transfer
    context.thread_type = "FRAME" if row.encoder == "libx264" else "AUTO"
    context.flags |= Flags.frame_duration
    context.gop_size = max(1, round(KEY_FRAME_SECONDS * info.frame_rate))
    context.options = _options(encoding, context.pix_fmt, info.frames)
    if row.tag and output.format.name in ("mp4", "mov"):
        context.codec_tag = row.tag
    if info.display_matrix not in (None, UPRIGHT):
        a, b, u, c, d, v, x, y, w = info.display_matrix or UPRIGHT
        moved = (0, 0) if size != (info.width, info.height) else (x, y)
        stream.set_display_matrix((a, b, u, c, d, v, *moved, w))
    return stream


def unkept(info: MediaInfo, encoding: Encoding, size: tuple[int, int]) -> list[str]:
    """What this codec cannot keep of the pictures, as sentences for the user."""
    told = []
    chosen = encoder_format(encoding.row, info.pix_fmt, *size)
    if chosen != info.pix_fmt.replace("yuvj", "yuv") and chosen != info.pix_fmt:
        told.append(
            f"{info.path.name}: pictures are stored as {chosen}, since {encoding.codec}"
            f" holds no {info.pix_fmt} of {size[0]}x{size[1]}"
        )
    if info.interlaced:
        told.append(f"{info.path.name}: interlaced lines are kept, but the output is marked as progressive")
    if info.pixel_aspect != 1 and encoding.codec in ASPECTLESS:
        told.append(
            f"{info.path.name}: pixels of {info.pixel_aspect} are shown square, since {encoding.codec} in"
            " Matroska cannot say their shape"
        )
    return [f"{each}." for each in told]


def _options(encoding: Encoding, pix_fmt: str | None, frames: int) -> dict[str, str]:
    row, options = encoding.row, dict(encoding.row.options)
    if row.option and row.quality:
        options[row.option] = str(row.quality[2] if encoding.quality is None else encoding.quality)
    if encoding.codec == "prores" and encoding.quality is None and pix_fmt and "444" in pix_fmt:
        options["profile"] = "4"
    if encoding.codec == "hevc" and frames < REORDERED_FRAMES:
        options["x265-params"] += (
            ":bframes=0"  # x265 leaves decoding times unset where it never fills its delay
        )
    return options


def _matrix(info: MediaInfo, pix_fmt: str | None) -> int:
    """R'G'B' that becomes Y'CbCr is coded by BT.709."""
    return int(Matrix.BT709) if _leaves_rgb(info.pix_fmt, pix_fmt or "") else info.color_matrix


def _range(info: MediaInfo, pix_fmt: str | None, row: CodecRow) -> int:
    """ProRes and what was R'G'B' have the limited range."""
    if row.encoder == "prores_ks" or _leaves_rgb(info.pix_fmt, pix_fmt or ""):
        return LIMITED_RANGE if info.color_range or _leaves_rgb(info.pix_fmt, pix_fmt or "") else 0
    return FULL_RANGE if info.pix_fmt.startswith("yuvj") else info.color_range


def _leaves_rgb(source: str, target: str) -> bool:
    before, after = layout_of(source), layout_of(target)
    was_rgb = before is None or before.family is Family.RGB
    return was_rgb and after is not None and after.family is not Family.RGB


def for_encoder(picture: VideoFrame, stream: VideoStream) -> VideoFrame:
    """The picture as the encoder takes it: itself, or converted where the codec has no such format."""
    context: Any = stream.codec_context
    wanted = context.pix_fmt
    if picture.format.name == wanted and (picture.width, picture.height) == (context.width, context.height):
        return picture
    if picture.format.name.replace("yuvj", "yuv") == wanted and context.color_range == FULL_RANGE:
        return copy_picture(picture, wanted)
    return converted(
        picture,
        wanted,
        (context.width, context.height),
        matrix=context.colorspace if _leaves_rgb(picture.format.name, wanted) else None,
        color_range=context.color_range,
    )
