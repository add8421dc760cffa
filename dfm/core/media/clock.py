"""The times of a new video's frames: the source's own, in ticks that the new container can hold."""

from dataclasses import dataclass
from fractions import Fraction

from dfm.core.media.info import MediaInfo
from dfm.core.media.timeline import Timeline


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


def clock_for(info: MediaInfo, timeline: Timeline) -> Clock:
    """The clock that a copy of this video runs on."""
    shift = round(info.origin / info.time_base)
    step = info.frame_duration / info.time_base
    if info.variable_rate or step.denominator == 1:
        return Clock(info.time_base, info.start_pts - shift, None, shift, timeline)
    tick = Fraction(1, info.frame_rate.numerator)
    start = round((info.start_pts * info.time_base - info.origin) / tick)
    return Clock(tick, start, info.frame_rate.denominator, shift, timeline)
