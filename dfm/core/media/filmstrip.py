"""Small pictures along a video, for a timeline: at once those that are cheap, then the true ones.

Where a key frame is so near that nobody sees the difference at this spacing, it stands for the frame.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from dfm.core.jobs import Job, Progress
from dfm.core.media.info import MediaInfo
from dfm.core.media.packets import PictureStore, frame_key
from dfm.core.media.screen import screen_rgb
from dfm.core.media.seek import PictureSource
from dfm.core.media.timeline import Timeline

OnPicture = Callable[[int, NDArray[np.uint8]], None]


def filmstrip(
    info: MediaInfo,
    frames: Sequence[int],
    height: int,
    on_picture: OnPicture,
    *,
    scrub: PictureStore | None = None,
) -> Job[None]:
    """Hand a picture `height` pixels high, uint8 (h, w, 3), to `on_picture` for each of the frames.

    A frame far from any key frame gets two: first that of the key frame, later its own.
    """
    wanted = sorted(set(frames))
    wide, high = info.display_size
    size = max(1, round(height * wide / high)), height
    with closing(PictureSource(info, scrub)) as source:
        steps = _plan(wanted, source.timeline, scrub)
        shown: tuple[int, NDArray[np.uint8]] | None = None
        for done, (frame, shows) in enumerate(steps, 1):
            if shown is None or shown[0] != shows:
                shown = shows, screen_rgb(source.picture(shows), info, size)
            on_picture(frame, shown[1])
            yield Progress("filmstrip", done, len(steps), "pictures")


def _plan(wanted: Sequence[int], timeline: Timeline, scrub: PictureStore | None) -> list[tuple[int, int]]:
    """Which frame gets the picture of which one, in the order of drawing."""
    keys = np.searchsorted(timeline.pts, timeline.keys)
    if not len(keys):
        return [(each, each) for each in wanted]
    quick, rest = [], []
    for frame, reach in _reaches(wanted, timeline.frames):
        near = frame if scrub and frame_key(frame) in scrub else int(keys[np.abs(keys - frame).argmin()])
        quick.append((frame, near))
        if abs(near - frame) > reach:
            rest.append((frame, frame))
    return quick + rest


def _reaches(wanted: Sequence[int], frames: int) -> Iterator[tuple[int, int]]:
    """Each frame, and how far beside it a picture may lie: a quarter of the way to its neighbours."""
    for place, frame in enumerate(wanted):
        left = wanted[place - 1] if place else -frames
        right = wanted[place + 1] if place + 1 < len(wanted) else 2 * frames
        gap = min(frame - left, right - frame)
        yield frame, (0 if gap > frames else gap // 4)
