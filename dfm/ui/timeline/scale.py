"""How frames lie on the screen: so many pixels a frame, and a margin before the first.

Places on the screen are floats, frames never are. It knows nothing of widgets.
"""

from dataclasses import dataclass
from math import floor

MARGIN = 12.0
"""Pixels before the first frame and after the last, so that their handles can be reached."""

MOST_PIXELS = 40.0
"""The width of a frame at the closest zoom."""


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Frame `f` begins at `MARGIN + f * pixels` of the scene."""

    pixels: float

    def x_of(self, frame: int) -> float:
        """Where a frame begins."""
        return MARGIN + frame * self.pixels

    def boundary_at(self, x: float) -> int:
        """The boundary between frames that lies nearest, never before the first."""
        return max(0, floor((x - MARGIN) / self.pixels + 0.5))

    def frame_at(self, x: float) -> int:
        """The frame that is drawn here, never before the first."""
        return max(0, floor((x - MARGIN) / self.pixels))

    def frames_over(self, pixels: float) -> int:
        """How many frames a way on the screen is long, to the nearest; negative to the left."""
        return floor(pixels / self.pixels + 0.5)

    def width_of(self, frames: int) -> float:
        """How wide so many frames are, with both margins."""
        return 2 * MARGIN + frames * self.pixels


def fitting(frames: int, width: float) -> TimeScale:
    """The scale at which all frames are just to be seen."""
    return TimeScale(min(max((width - 2 * MARGIN) / max(frames, 1), 1e-6), MOST_PIXELS))


def zoomed(scale: TimeScale, factor: float, frames: int, width: float) -> TimeScale:
    """The scale after zooming, between all frames in sight and `MOST_PIXELS` a frame."""
    least = fitting(frames, width).pixels
    return TimeScale(min(max(scale.pixels * factor, least), max(MOST_PIXELS, least)))
