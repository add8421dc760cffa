"""Where the picture cuts from one shot to the next, found while the frames stream by (PySceneDetect)."""

from fractions import Fraction
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray
from scenedetect.common import FrameTimecode
from scenedetect.detectors import AdaptiveDetector

from dfm.core.document.timebase import Span

SIDE = 192
WINDOW = 2
SHORTEST_SHOT = Fraction(1, 6)  # seconds
LEAST_CHANGE = 15.0
LEAST_RATIO = 3.5  # over the mean change of the frames around; quick camera moves reach 3


class ShotFinder:
    """Takes every frame once, in order, as a small R'G'B' picture; tells the shots at the end."""

    def __init__(self, rate: Fraction) -> None:
        """Begin with no frame seen; `rate` is in frames a second."""
        shortest = max(WINDOW, round(SHORTEST_SHOT * rate))
        self._rate = float(rate)
        self._lead = shortest  # copies of the first frame come ahead of it, so that an early cut is seen
        self._detector = AdaptiveDetector(
            LEAST_RATIO, min_scene_len=shortest, window_width=WINDOW, min_content_val=LEAST_CHANGE
        )
        self._seen: list[int] = []
        self._cuts: list[int] = []
        self._last: NDArray[np.uint8] | None = None
        self._fed = 0

    def push(self, index: int, small_rgb: NDArray[np.uint8]) -> None:
        """Add media frame `index`: uint8 (h, w, 3) of any size, the same for all frames."""
        picture = _shrunk(small_rgb)
        for _ in range(self._lead if self._last is None else 0):
            self._feed(picture)
        self._seen.append(index)
        self._feed(picture)
        self._last = picture

    def begins_shot(self, index: int) -> bool:
        """Whether a shot begins at a media frame; known once WINDOW more were pushed, or at the end."""
        return any(0 < each < len(self._seen) and self._seen[each] == index for each in self._cuts[-8:])

    def shots(self, frames: int) -> tuple[Span, ...]:
        """The shots of a video of `frames` media frames, each half-open, one after the other."""
        for _ in range(WINDOW if self._last is not None else 0):
            assert self._last is not None
            self._feed(self._last)
        self._last = None
        cuts = [self._seen[each] for each in self._cuts if 0 < each < len(self._seen)]
        edges = [0, *(each for each in cuts if 0 < each < frames), frames]
        return tuple(Span(start, end) for start, end in pairwise(edges))

    def _feed(self, picture: NDArray[np.uint8]) -> None:
        found = self._detector.process_frame(FrameTimecode(self._fed, self._rate), picture)
        self._fed += 1
        self._cuts += [each.frame_num - self._lead for each in found]


def _shrunk(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A blue-first picture whose longer side is SIDE at most."""
    height, width = rgb.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.ascontiguousarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)[..., ::-1], np.uint8)
