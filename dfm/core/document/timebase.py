"""Time, counted in whole media frames or in exact fractions of a second, never in floats.

Every clock here is the media's: frame 0 is the first frame of the video, second 0 its start.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dfm.core.errors import UsageError

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Media frames from `start` up to, and without, `end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a span that runs backwards or begins before the video."""
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span runs forwards from 0 on, not {self.start} to {self.end}")

    @property
    def length(self) -> int:
        """How many frames the span holds."""
        return self.end - self.start

    def contains(self, frame: int) -> bool:
        """Whether the span holds this frame."""
        return self.start <= frame < self.end

    def overlaps(self, other: "Span") -> bool:
        """Whether both spans hold at least one frame in common."""
        return self.intersect(other) is not None

    def intersect(self, other: "Span") -> "Span | None":
        """The frames that both spans hold, or None where there are none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None

    def moved(self, start: int) -> "Span":
        """The span of the same length that begins at `start`."""
        return Span(start, start + self.length)


@dataclass(frozen=True, slots=True)
class Seconds:
    """A moment told in seconds from the start of the video."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class FrameNumber:
    """A moment told as the number of a frame."""

    value: int


@dataclass(frozen=True, slots=True)
class End:
    """The end of the video, wherever that is."""


Moment = Seconds | FrameNumber | End
END = End()

_FRAMES = re.compile(r"(\d{1,12})f", re.ASCII)
_CLOCK = re.compile(r"(?:(?:(\d{1,6}):)?(\d{1,2}):)?(\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})", re.ASCII)


def parse_time(text: str) -> Moment:
    """Read `1.5` (seconds), `00:00:01.500` (timecode), `45f` (a frame) or `end`, exactly."""
    word = text.strip().lower()
    if word == "end":
        return END
    if match := _FRAMES.fullmatch(word):
        return FrameNumber(int(match[1]))
    match = _CLOCK.fullmatch(word)
    if match is None or not _is_clock(*match.groups()):
        raise UsageError(
            f"The time '{text}' cannot be read; write seconds (1.5), a timecode (00:00:01.500), "
            "a frame (45f) or end."
        )
    minutes = int(match[1] or 0) * 60 + int(match[2] or 0)
    return Seconds(minutes * 60 + Fraction(match[3]))


def _is_clock(hours: str | None, minutes: str | None, seconds: str) -> bool:
    """Tell whether a part that follows a larger one stays under 60."""
    if minutes is not None and Fraction(seconds) >= 60:
        return False
    return hours is None or minutes is None or int(minutes) < 60


def moment_to_frame(
    moment: Moment, rate: Fraction, frames: int, times: Sequence[Fraction] | None = None
) -> int:
    """Find the frame boundary nearest to a moment; it may lie past the end of the video.

    `times` gives the start of every frame in seconds, for a video whose rate varies.
    """
    match moment:
        case End():
            return frames
        case FrameNumber(value):
            return value
        case Seconds(value):
            return _nearest(value * rate) if times is None else frame_at(value, times)


def frame_at(seconds: Fraction, times: Sequence[Fraction]) -> int:
    """Find the frame boundary nearest to `seconds`, where frame i starts at `times[i]`.

    After the last frame has started, boundaries go on at the average distance.
    """
    if seconds >= times[-1]:
        return len(times) - 1 + _nearest((seconds - times[-1]) / _average_gap(times))
    later = bisect_left(times, seconds)
    if later == 0:
        return 0
    return later if times[later] - seconds <= seconds - times[later - 1] else later - 1


def format_timecode(frame: int, rate: Fraction) -> str:
    """Write the start of a frame as `HH:MM:SS.mmm`, to the nearest millisecond."""
    seconds, milliseconds = divmod(_nearest(frame * 1000 / rate), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{milliseconds:03d}"


def _nearest(value: Fraction) -> int:
    """Round to the nearest whole number, a half upwards."""
    return int((value + HALF) // 1)


def _average_gap(times: Sequence[Fraction]) -> Fraction:
    """The mean distance between frames, or a second where there is only one frame."""
    gap = (times[-1] - times[0]) / max(1, len(times) - 1)
    return gap if gap > 0 else Fraction(1)
