"""Look at a video file: what it is, or one sentence that says why it cannot be worked with."""

import struct
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dfm.core.errors import InputError
from dfm.core.media.info import AudioInfo, MediaInfo
from dfm.core.media.timeline import Timeline, frame_times, scan, timeline_of

__all__ = ["frame_times", "open_input", "probe", "timeline_of"]

IMAGE_CONTAINERS = ("image2", "gif", "ico", "webp", "apng", "jpegxl_anim", "svg_pipe")
IMAGE_BRANDS = ("avif", "heic", "heix", "mif1")
BROADCAST_CONTAINERS = ("mpeg", "mpegts")
SEARCHED_PACKETS = 600
MICROSECOND = Fraction(1, 1_000_000)


@dataclass(frozen=True, slots=True)
class _First:
    """What the first decoded picture tells."""

    picture: VideoFrame
    pts: int | None


def probe(path: Path) -> MediaInfo:
    """Describe the video at `path`; InputError where it is none or nothing of it decodes."""
    path = Path(path)
    _check_file(path)
    with open_input(path) as container:
        stream = _main_stream(container, path)
        first = _first_picture(container, stream, path)
        timeline = _timeline(path, stream, first)
        return _describe(path, container, stream, first, timeline)


def open_input(path: Path) -> InputContainer:
    """Open a media file for reading; InputError names it where no demuxer understands it."""
    try:
        return av.open(str(path.absolute()), "r", metadata_errors="replace")
    except FileNotFoundError as error:
        raise InputError(f"{path} is no longer there: put it back, or open it where it is now.") from error
    except PermissionError as error:
        raise InputError(f"{path} may not be read: check its permissions.") from error
    except (av.error.FFmpegError, OSError) as error:
        raise InputError(
            f"{path} cannot be read as a video: it is damaged, cut off before its index, or of another kind;"
            " try another copy of it."
        ) from error


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise InputError(f"{path} is a directory: name a video file in it.")
    if not path.exists():
        raise InputError(f"{path} does not exist: check the name.")
    if not path.is_file():
        raise InputError(f"{path} is not a regular file: copy the video to a disk first.")
    if path.stat().st_size == 0:
        raise InputError(f"{path} is empty (zero bytes): try another copy of it.")


def _main_stream(container: InputContainer, path: Path) -> VideoStream:
    name = container.format.name
    brand = container.metadata.get("major_brand", "")
    if name in IMAGE_CONTAINERS or name.endswith("_pipe") or brand in IMAGE_BRANDS:
        raise InputError(f"{path} is an image: give a video of a talking person.")
    moving = [each for each in container.streams.video if not each.disposition & Disposition.attached_pic]
    if moving and moving[0].codec_context is None:
        raise InputError(f"{path} holds a video codec that cannot be decoded here: convert it to H.264.")
    if moving:
        return moving[0]
    if container.streams.audio:
        raise InputError(f"{path} holds sound but no moving picture: give a video.")
    raise InputError(f"{path} holds no moving picture: give a video.")


def _first_picture(container: InputContainer, stream: VideoStream, path: Path) -> _First:
    try:
        for count, packet in enumerate(container.demux(stream)):
            picture = next(iter(_decode(packet)), None)
            if picture is not None:
                return _First(picture, picture.pts)
            if count > SEARCHED_PACKETS:
                break
    except av.error.FFmpegError:
        pass
    raise InputError(f"{path} has no frame that can be decoded: try another copy of it.")


def _decode(packet: Any) -> list[VideoFrame]:
    try:
        frames: list[VideoFrame] = packet.decode()
        return frames
    except av.error.InvalidDataError:
        return []


def _timeline(path: Path, stream: VideoStream, first: _First) -> Timeline:
    timeline = scan(path, stream.index)
    since = timeline.since(first.pts) if first.pts is not None else timeline
    if not since.frames:
        raise InputError(f"{path} has no frame that can be decoded: try another copy of it.")
    return since


def _describe(
    path: Path, container: InputContainer, stream: VideoStream, first: _First, timeline: Timeline
) -> MediaInfo:
    picture, matrix = first.picture, _display_matrix(first.picture)
    tick = Fraction(stream.time_base or Fraction(1, 90000))
    rate, variable = _rate(stream, timeline, tick)
    return MediaInfo(
        path=path,
        size_bytes=path.stat().st_size,
        container=container.format.name,
        codec=stream.codec_context.codec.canonical_name,
        stream_index=stream.index,
        width=picture.width,
        height=picture.height,
        rotation=_clockwise(picture),
        pixel_aspect=Fraction(stream.sample_aspect_ratio or 1),
        frame_rate=rate,
        time_base=tick,
        frames=timeline.frames,
        start_pts=int(timeline.pts[0]),
        duration=(timeline.end - int(timeline.pts[0])) * tick,
        variable_rate=variable,
        pix_fmt=picture.format.name,
        bit_depth=max(each.bits for each in picture.format.components),
        color_range=int(picture.color_range),
        color_matrix=int(picture.colorspace),
        color_primaries=int(picture.color_primaries),
        color_transfer=int(picture.color_trc),
        display_matrix=matrix,
        interlaced=picture.interlaced_frame,
        origin=_origin(container),
        audio=tuple(_audio(each) for each in container.streams.audio if each.codec_context is not None),
        subtitles=len(container.streams.subtitles),
        chapters=len(container.chapters()),
        metadata=dict(container.metadata),
        warnings=_warnings(path, container, stream, timeline, tick),
    )


def _display_matrix(picture: VideoFrame) -> tuple[int, ...] | None:
    stored: Any = picture.side_data
    for data in stored:
        if getattr(data.type, "name", "") == "DISPLAYMATRIX":
            return struct.unpack("=9i", bytes(data)[:36])
    return None


def _clockwise(picture: VideoFrame) -> int:
    """PyAV tells the turn counter-clockwise."""
    return round(-picture.rotation / 90) * 90 % 360


def _rate(stream: VideoStream, timeline: Timeline, tick: Fraction) -> tuple[Fraction, bool]:
    """The frame rate (where it varies: the commonest or else the mean one) and whether it varies.

    Timestamps that are merely rounded to whole ticks do not count as varying.
    """
    gaps = set(np.diff(timeline.pts).tolist())
    if len(gaps) == 1:
        return 1 / (gaps.pop() * tick), False
    told = [Fraction(each) for each in (stream.average_rate, stream.base_rate, stream.guessed_rate) if each]
    if not gaps:
        return (told[0] if told else Fraction(25)), False
    steady = next((each for each in told if _fits(timeline, 1 / each / tick)), None)
    if steady is not None:
        return steady, False
    lengths, counts = np.unique(np.diff(timeline.pts), return_counts=True)
    if counts.max() * 2 > len(timeline.pts):
        return 1 / (int(lengths[counts.argmax()]) * tick), True
    mean = Fraction(timeline.frames, timeline.end - int(timeline.pts[0])) / tick
    return mean.limit_denominator(100_000), True


def _fits(timeline: Timeline, step: Fraction) -> bool:
    """Whether every frame lies within a tick of its place on an even grid of `step` ticks."""
    places = np.arange(timeline.frames, dtype=np.int64) * step.numerator
    late = (timeline.pts - timeline.pts[0]) * step.denominator - places
    return bool((np.abs(late) <= step.denominator).all())


def _origin(container: InputContainer) -> Fraction:
    """Program streams start their clock anywhere; other containers start it at 0."""
    if container.format.name not in BROADCAST_CONTAINERS:
        return Fraction(0)
    return (container.start_time or 0) * MICROSECOND


def _audio(stream: Any) -> AudioInfo:
    tick = Fraction(stream.time_base or 1)
    return AudioInfo(
        index=stream.index,
        codec=stream.codec_context.codec.canonical_name,
        sample_rate=stream.codec_context.sample_rate,
        channels=stream.codec_context.channels,
        layout=stream.codec_context.layout.name,
        language=stream.metadata.get("language"),
        start=(stream.start_time or 0) * tick,
        duration=(stream.duration or 0) * tick,
    )


def _warnings(
    path: Path, container: InputContainer, stream: VideoStream, timeline: Timeline, tick: Fraction
) -> tuple[str, ...]:
    found = []
    told = (container.duration or 0) * MICROSECOND
    reached = timeline.end * tick - (container.start_time or 0) * MICROSECOND
    if (
        timeline.torn
        or (stream.frames and timeline.frames < stream.frames / 2)
        or reached < told * 9 / 10 - 1
    ):
        found.append(f"{path.name} breaks off: only the {timeline.frames} frames that can be read are used.")
    return tuple(found)
