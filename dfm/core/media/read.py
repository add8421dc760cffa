"""The pictures of a video, in order, decoded a few ahead of whoever asks.

A thread decodes into a bounded queue; closing the generator stops it at once. A picture that cannot be
decoded is left out and reported; its neighbours keep their frame numbers.
"""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from av.video.frame import VideoFrame

from dfm.core.document.timebase import Span
from dfm.core.errors import InputError
from dfm.core.media.channel import made_ahead, room_for
from dfm.core.media.decoding import SEEK_BEFORE, Decoder, ReadReport
from dfm.core.media.info import MediaInfo
from dfm.core.media.timeline import Timeline, timeline_of

__all__ = ["Frame", "ReadReport", "read_frame", "read_frames"]

SEEK_FROM = 64
"""Frames to skip from which on a seek is quicker than decoding them."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture: its number, its time in ticks of the media's time base, and its decoded planes."""

    index: int
    pts: int
    picture: VideoFrame


def read_frames(
    info: MediaInfo, span: Span | None = None, *, read_ahead: int = 6, report: ReadReport | None = None
) -> Generator[Frame, None, None]:
    """Decode the frames of `span` (media frames; default all) in order.

    A file that breaks off ends the stream there; InputError only where nothing at all decodes.
    """
    span = Span(0, info.frames) if span is None else span
    report = ReadReport() if report is None else report
    room = room_for(info.width, info.height, read_ahead)
    yield from made_ahead(lambda: _decoded_span(info, span, report), room, "dfm-decode")


def _decoded_span(info: MediaInfo, span: Span, report: ReadReport) -> Generator[Frame, None, None]:
    if not span.length:
        return
    timeline = timeline_of(info)
    far = span.start >= SEEK_FROM and not timeline.counted
    seeks = (True, False) if far else (False,)
    for seek in seeks:
        attempt = _Attempt(info, timeline, span, report)
        yield from attempt.frames(seek)
        if attempt.landed:
            break
    if not report.frames and span.start == 0:
        raise InputError(f"{info.path} has no frame that can be decoded: try another copy of it.")


class _Attempt:
    """One pass over the file; `landed` tells whether it met the span's start."""

    def __init__(self, info: MediaInfo, timeline: Timeline, span: Span, report: ReadReport) -> None:
        self.info, self.timeline, self.span, self.report = info, timeline, span, report
        self.landed = False

    def frames(self, seek: bool) -> Iterator[Frame]:
        """Decode and number the pictures; after a seek the first one must be known to the timeline."""
        with closing(Decoder(self.info, self.timeline, self.report)) as decoder:
            if seek:
                decoder.seek(max(0, self.span.start - SEEK_BEFORE))
            for index, picture in decoder.pictures():
                if not self.landed and index > self.span.start and seek:
                    return
                if index >= self.span.end and self.span.end < self.timeline.frames:
                    return
                if index >= self.span.start:
                    self.landed = True
                    self.report.frames += 1
                    yield self._frame(index, picture)
            self.landed = self.landed or not seek

    def _frame(self, index: int, picture: VideoFrame) -> Frame:
        pts = int(self.timeline.pts[index]) if index < self.timeline.frames else picture.pts
        return Frame(index, self.timeline.end if pts is None else pts, picture)


def read_frame(info: MediaInfo, index: int) -> Frame:
    """One frame by number; InputError where it cannot be decoded."""
    frames: Any = read_frames(info, Span(index, index + 1), read_ahead=2)
    try:
        for frame in frames:
            if frame.index == index:
                return frame  # type: ignore[no-any-return]
    finally:
        frames.close()
    raise InputError(f"{info.path} has no frame {index} that can be decoded: choose another moment.")
