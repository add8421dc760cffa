"""When each frame of a video is shown: its timestamps in order, read from the packets without decoding."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.packet import Packet
from av.stream import Discard
from numpy.typing import NDArray

from dfm.core.media.info import MediaInfo

VP8_SHOWN = 0x10
WITHOUT_TIMES = ("avi", "h264", "hevc", "m4v", "mpegvideo")
"""Containers that store no presentation times; FFmpeg's guesses follow the decoding order."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """`pts[i]` is when frame i is shown and `end` when the last one ends, in ticks of the stream.

    `torn` tells that the file broke off, `counted` that it states no such times and frames are counted.
    `keys` are the times of the frames at which decoding can begin; none where frames are counted.
    """

    pts: NDArray[np.int64]
    end: int
    torn: bool = False
    counted: bool = False
    keys: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return len(self.pts)

    def index_of(self, pts: int) -> int | None:
        """The frame that is shown at exactly `pts`, or None; None too where the file states no times."""
        if self.counted:
            return None
        index = int(np.searchsorted(self.pts, pts))
        return index if index < len(self.pts) and self.pts[index] == pts else None

    def duration_of(self, index: int) -> int:
        """Ticks that a frame is shown for."""
        following = self.end if index + 1 >= len(self.pts) else int(self.pts[index + 1])
        return max(1, following - int(self.pts[index]))

    def key_before(self, index: int) -> int | None:
        """The last frame up to `index` at which decoding can begin, or None where that is not known."""
        keys = self.keys[: int(np.searchsorted(self.keys, self.pts[index], "right"))]
        return self.index_of(int(keys[-1])) if len(keys) else None

    def since(self, pts: int) -> "Timeline":
        """The part from `pts` on."""
        if self.counted:
            return self
        return Timeline(self.pts[self.pts >= pts], self.end, self.torn, keys=self.keys[self.keys >= pts])


def timeline_of(info: MediaInfo) -> Timeline:
    """The timeline of a probed file; scanned once and remembered while the file stays the same."""
    stat = info.path.stat()
    return _remembered(info.path, info.stream_index, info.start_pts, stat.st_size, stat.st_mtime_ns)


def frame_times(info: MediaInfo) -> tuple[Fraction, ...]:
    """The moment, in seconds after the first frame, at which each frame is shown."""
    pts = timeline_of(info).pts
    return tuple(int(each - pts[0]) * info.time_base for each in pts)


@lru_cache(maxsize=8)
def _remembered(path: Path, stream_index: int, start: int, _size: int, _modified: int) -> Timeline:
    return scan(path, stream_index).since(start)


def scan(path: Path, stream_index: int) -> Timeline:
    """Read the timestamps of all packets; a file that breaks off gives the frames before the break."""
    with av.open(str(path.absolute()), "r", metadata_errors="replace") as container:
        stream = container.streams[stream_index]
        for other in container.streams:
            if other is not stream:
                other.discard = Discard.all
        codec = stream.codec_context.name
        shown, torn = _shown_packets(container.demux(stream), codec)
        name = container.format.name
        rate = Fraction(stream.average_rate or stream.guessed_rate or 25)
        tick = Fraction(stream.time_base or Fraction(1, 90000))
    nominal = max(1, round(1 / rate / tick))
    if name in WITHOUT_TIMES or any(each.pts is None for each in shown):
        return _from_decode_order(shown, nominal, torn)
    return _from_pts(shown, nominal, torn)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a packet says of when it is shown and decoded, for how long, and whether it stands alone."""

    pts: int | None
    dts: int | None
    length: int
    is_key: bool


def _shown_packets(packets: Any, codec: str) -> tuple[list[Stamp], bool]:
    """The stamps of the packets that become frames, and whether the file broke off."""
    shown: list[Stamp] = []
    torn = False
    try:
        for packet in packets:
            torn = torn or packet.is_corrupt
            if packet.size and not packet.is_discard and not packet.is_corrupt and _is_shown(packet, codec):
                shown.append(Stamp(packet.pts, packet.dts, packet.duration or 0, packet.is_keyframe))
    except av.error.FFmpegError:
        torn = True
    return shown, torn


def _is_shown(packet: "Packet[Any]", codec: str) -> bool:
    """VP8 keeps reference frames that are never shown in packets of their own."""
    return codec not in ("vp8", "libvpx") or bool(bytes(packet)[0] & VP8_SHOWN)


def _from_pts(shown: list[Stamp], nominal: int, torn: bool) -> Timeline:
    lengths = {each.pts: each.length for each in shown if each.pts is not None}
    keys = np.array(sorted({each.pts for each in shown if each.is_key and each.pts is not None}), np.int64)
    ordered = np.array(sorted(lengths), np.int64)
    end = int(ordered[-1]) + (lengths[int(ordered[-1])] or nominal) if len(ordered) else 0
    return Timeline(ordered, end, torn, keys=keys)


def _from_decode_order(shown: list[Stamp], nominal: int, torn: bool) -> Timeline:
    """A picture is shown when its turn to be decoded comes; where not even that is told, at an even rate."""
    told = [each.dts for each in shown if each.dts is not None]
    if len(told) == len(shown):
        stamps = np.array(sorted(told), np.int64)
    else:
        stamps = (told[0] if told else 0) + nominal * np.arange(len(shown), dtype=np.int64)
    end = int(stamps[-1]) + nominal if len(stamps) else 0
    return Timeline(stamps, end, torn, counted=True)
