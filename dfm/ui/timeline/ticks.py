"""The ticks of the ruler: steps that are round in timecode, as close as they can be read.

A second begins with the first frame at or after it, as in the timecode. It draws nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from dfm.ui.timecode import first_frame

LABEL_SPACE = 104.0
"""Pixels from one label to the next, at least."""
TICK_SPACE = 7.0
"""Pixels from one tick to the next, at least."""

_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000, 36000)


@dataclass(frozen=True, slots=True)
class Step:
    """From one tick to the next: whole seconds, or, where `seconds` is 0, frames within each second."""

    seconds: int
    frames: int = 0

    def pixels(self, rate: Fraction, frame_width: float) -> float:
        """How far apart the ticks are."""
        return frame_width * (float(self.seconds * rate) if self.seconds else self.frames)

    def ticks(self, start: int, end: int, rate: Fraction) -> Iterator[int]:
        """The frames with a tick, from the last one before `start` to the first one after `end`."""
        every = self.seconds or 1
        second = int(start / rate) // every * every
        while (frame := first_frame(second, rate)) <= end:
            if self.seconds:
                yield frame
            else:
                yield from range(frame, first_frame(second + 1, rate), self.frames)
            second += every
        yield frame


def steps(rate: Fraction) -> tuple[Step, ...]:
    """All steps for a rate, from single frames up."""
    a_second = max(1, round(rate))
    within = (Step(0, each) for each in range(1, a_second) if a_second % each == 0)
    return (*within, *(Step(each) for each in _SECONDS))


def label_step(rate: Fraction, frame_width: float) -> Step:
    """The finest step whose labels do not touch."""
    return _finest(steps(rate), rate, frame_width, LABEL_SPACE)


def tick_step(rate: Fraction, frame_width: float) -> Step:
    """The finest step that parts the labels' step evenly and can be told apart."""
    labels = label_step(rate, frame_width)
    return _finest([each for each in steps(rate) if _parts(each, labels)], rate, frame_width, TICK_SPACE)


def _finest(among: tuple[Step, ...] | list[Step], rate: Fraction, frame_width: float, space: float) -> Step:
    for each in among:
        if each.pixels(rate, frame_width) >= space:
            return each
    return among[-1]


def _parts(fine: Step, coarse: Step) -> bool:
    """Whether every tick of the coarse step is one of the fine step too."""
    if fine.seconds and coarse.seconds:
        return coarse.seconds % fine.seconds == 0
    if fine.seconds:
        return False
    return coarse.seconds > 0 or coarse.frames % fine.frames == 0
