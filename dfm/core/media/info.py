"""What a video file holds, as a value; and the name that its content has in a cache.

Frames are counted on the media's own clock: frame 0 is the first one that decodes.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from fractions import Fraction
from pathlib import Path
from typing import Any

BLOCK = 1 << 16
SAMPLED_BLOCKS = 16


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """One sound track; `start` and `duration` are seconds."""

    index: int
    codec: str
    sample_rate: int
    channels: int
    layout: str
    language: str | None
    start: Fraction
    duration: Fraction


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A video file as probed.

    `width` x `height` is the raster as decoded; `rotation` is what to turn it by, clockwise, to see it
    upright. Colour properties are FFmpeg's numbers (AVCOL_*). `duration` runs from the first frame to the
    end of the last one.
    """

    path: Path
    size_bytes: int
    container: str
    codec: str
    stream_index: int
    width: int
    height: int
    rotation: int
    pixel_aspect: Fraction
    frame_rate: Fraction
    time_base: Fraction
    frames: int
    start_pts: int
    duration: Fraction
    variable_rate: bool
    pix_fmt: str
    bit_depth: int
    color_range: int
    color_matrix: int
    color_primaries: int
    color_transfer: int
    display_matrix: tuple[int, ...] | None = None
    interlaced: bool = False
    origin: Fraction = Fraction(0)  # seconds that the container's clock shows at its start
    audio: tuple[AudioInfo, ...] = ()
    subtitles: int = 0
    chapters: int = 0
    metadata: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def upright_size(self) -> tuple[int, int]:
        """Width and height in pixels once the rotation is applied."""
        return (self.height, self.width) if self.rotation % 180 else (self.width, self.height)

    @property
    def upright_pixel_aspect(self) -> Fraction:
        """Width over height of one pixel of the upright raster."""
        return 1 / self.pixel_aspect if self.rotation % 180 else self.pixel_aspect

    @property
    def display_size(self) -> tuple[int, int]:
        """Width and height as shown: upright and with square pixels."""
        width, height = self.upright_size
        return max(1, round(width * self.upright_pixel_aspect)), height

    @property
    def frame_duration(self) -> Fraction:
        """Seconds that a frame lasts, nominally."""
        return 1 / self.frame_rate


def content_id(path: Path) -> str:
    """SHA-256 over the size and sixteen blocks spread over the file: quick at any size, and stable."""
    size = path.stat().st_size
    digest = hashlib.sha256(size.to_bytes(8, "little"))
    with path.open("rb") as file:
        if size <= BLOCK * SAMPLED_BLOCKS:
            digest.update(file.read())
        else:
            for block in range(SAMPLED_BLOCKS):
                file.seek((size - BLOCK) * block // (SAMPLED_BLOCKS - 1))
                digest.update(file.read(BLOCK))
    return digest.hexdigest()


def to_json(info: MediaInfo) -> dict[str, Any]:
    """The value as plain JSON types; fractions become strings such as 30000/1001."""
    return {key: _plain(value) for key, value in asdict(info).items()}


def from_json(stored: Mapping[str, Any]) -> MediaInfo:
    """The value that `to_json` stored; KeyError, TypeError or ValueError where the record is not one."""
    values = {each.name: stored[each.name] for each in fields(MediaInfo)}
    values["path"] = Path(values["path"])
    for name in ("pixel_aspect", "frame_rate", "time_base", "duration", "origin"):
        values[name] = Fraction(values[name])
    values["audio"] = tuple(_audio_from_json(each) for each in values["audio"])
    values["warnings"] = tuple(values["warnings"])
    if values["display_matrix"] is not None:
        values["display_matrix"] = tuple(values["display_matrix"])
    return MediaInfo(**values)


def _audio_from_json(stored: Mapping[str, Any]) -> AudioInfo:
    fractions = {name: Fraction(stored[name]) for name in ("start", "duration")}
    return AudioInfo(**{**stored, **fractions})


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction | Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
