"""The times of a new video: which part of the source it holds, and its frames' own times in new ticks."""

from dataclasses import dataclass
from fractions import Fraction

from dfm.core.document.timebase import Span
from dfm.core.media.info import MediaInfo
from dfm.core.media.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a source that a copy holds, in seconds of the source's clock; `start` becomes zero.

    `frames` are its media frames. A copy of the whole has no `end`, and keeps a late start of its video.
    """

    start: Fraction
    end: Fraction | None
    frames: Span

    def holds(self, seconds: Fraction) -> bool:
        """Whether a moment lies inside."""
        return self.end is None or self.start <= seconds < self.end


def window_of(info: MediaInfo, timeline: Timeline, span: Span | None) -> Window:
    """The window that shows the media frames of `span`, or everything."""
    if span is None:
        return Window(info.origin, None, Span(0, info.frames))
    last = span.end - 1
    end = int(timeline.pts[last]) + timeline.duration_of(last)
    return Window(int(timeline.pts[span.start]) * info.time_base, end * info.time_base, span)


@dataclass(frozen=True, slots=True)
class Clock:
    """Frame i is shown at `ticks(i, pts)` of `tick` seconds.

    Timestamps that the source rounded (Matroska counts whole milliseconds) become exact again: an even
    29.97 comes out as 30000/1001. All other timestamps are kept.
    """

    tick: Fraction
    start: int
    step: int | None
    shift: int
    timeline: Timeline

    def ticks(self, index: int, pts: int) -> int:
        """When a frame is shown."""
        return pts - self.shift if self.step is None else self.start + index * self.step

    def duration(self, index: int) -> int:
        """How long a frame is shown."""
        if self.step is not None:
            return self.step
        if index < self.timeline.frames:
            return self.timeline.duration_of(index)
        return max(1, int(self.timeline.pts[-1] - self.timeline.pts[0]) // max(1, self.timeline.frames - 1))


def clock_for(info: MediaInfo, timeline: Timeline, window: Window | None = None) -> Clock:
    """The clock that a copy of this part of a video runs on; None is the whole."""
    window = window or window_of(info, timeline, None)
    shift = round(window.start / info.time_base)
    step = info.frame_duration / info.time_base
    if info.variable_rate or step.denominator == 1:
        return Clock(info.time_base, info.start_pts - shift, None, shift, timeline)
    tick = Fraction(1, info.frame_rate.numerator)
    if window.end is not None:
        start = -window.frames.start * info.frame_rate.denominator
    else:
        start = round((info.start_pts * info.time_base - info.origin) / tick)
    return Clock(tick, start, info.frame_rate.denominator, shift, timeline)
