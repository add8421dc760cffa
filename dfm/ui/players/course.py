"""The way that playing takes through a video: which frame is due when, at any speed, round a loop or not.

Time is whole microseconds since playing began; frames are the media's. Pure values; no clock runs here.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dfm.core.document.timebase import Span

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class FrameTimes:
    """When each frame of a video starts; `listed` holds the starts where the rate varies."""

    rate: Fraction
    frames: int
    listed: tuple[int, ...] | None = None

    @classmethod
    def of(cls, rate: Fraction, frames: int, times: Sequence[Fraction] | None = None) -> "FrameTimes":
        """From the rate, or from the seconds at which each frame starts."""
        listed = None if times is None else tuple(int(each * MICROSECONDS) for each in times)
        return cls(rate, frames, listed)

    def start(self, frame: int) -> int:
        """When a frame starts; past the last one, when the video ends."""
        if self.listed is None or not self.listed:
            return int(frame * MICROSECONDS / self.rate)
        last = len(self.listed) - 1
        past = max(0, frame - last)
        return self.listed[min(frame, last)] + int(past * MICROSECONDS / self.rate)

    def frame(self, moment: int) -> int:
        """The frame that shows at a moment, within the video."""
        if self.listed is None or not self.listed:
            at = int(moment * self.rate / MICROSECONDS)
            at += self.start(at + 1) <= moment
        else:
            at = bisect_right(self.listed, moment) - 1
        return min(max(at, 0), max(0, self.frames - 1))


@dataclass(frozen=True, slots=True)
class Due:
    """A frame and when it is to be shown; `until` is when the next one takes over."""

    frame: int
    at: int
    until: int


@dataclass(frozen=True, slots=True)
class Course:
    """Playing from frame `first` at `speed` (whole, negative is backwards) to the end of `lap`, once or
    round and round."""

    first: int
    lap: Span
    times: FrameTimes
    speed: int = 1
    loops: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether frames come one after the other, at their own pace."""
        return self.speed == 1

    @property
    def last(self) -> int:
        """The frame at which it ends."""
        return max(self.lap.start, self.lap.end - 1) if self.speed > 0 else self.lap.start

    def frame_at(self, elapsed: int) -> int | None:
        """The frame that is due so long after the start; None when the course is over."""
        gone = elapsed * abs(self.speed)
        to_end = self._first_stretch()
        if gone >= to_end:
            if not self.loops:
                return None
            gone = (gone - to_end) % max(1, self._stretch())
            return self._at(gone, self.lap.start if self.speed > 0 else self.lap.end - 1)
        return self._at(gone, self.first)

    def dues(self) -> Iterator[Due]:
        """The frames one after the other, each with its time; endless where the course loops."""
        start, origin = self.first, 0
        while True:
            base = self.times.start(start)
            for frame in range(start, self.lap.end):
                at, until = (origin + self.times.start(each) - base for each in (frame, frame + 1))
                yield Due(frame, at, until)
            origin += self.times.start(self.lap.end) - base
            start = self.lap.start
            if not self.loops or not self.lap.length:
                return

    def spans(self) -> Iterator[tuple[int, int]]:
        """The stretches of media time that are heard, in microseconds, one after the other."""
        end = self.times.start(self.lap.end)
        yield self.times.start(self.first), end
        while self.loops and self.lap.length:
            yield self.times.start(self.lap.start), end

    def _first_stretch(self) -> int:
        if self.speed > 0:
            return self.times.start(self.lap.end) - self.times.start(self.first)
        return self.times.start(self.first + 1) - self.times.start(self.lap.start)

    def _stretch(self) -> int:
        return self.times.start(self.lap.end) - self.times.start(self.lap.start)

    def _at(self, gone: int, start: int) -> int:
        if self.speed > 0:
            at = self.times.frame(self.times.start(start) + gone)
        else:
            at = self.times.frame(self.times.start(start + 1) - 1 - gone)
        return min(max(at, self.lap.start), max(self.lap.start, self.lap.end - 1))
