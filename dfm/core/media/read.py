"""The pictures of a video, in order, decoded a few ahead of whoever asks.

A thread decodes into a bounded queue; closing the generator stops it at once. A picture that cannot be
decoded is left out and reported; its neighbours keep their frame numbers.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import av
from av.container import InputContainer
from av.stream import Discard
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dfm.core.document.timebase import Span
from dfm.core.errors import InputError
from dfm.core.media.channel import Channel, Closed, room_for
from dfm.core.media.info import MediaInfo
from dfm.core.media.picture import converted
from dfm.core.media.probe import open_input
from dfm.core.media.timeline import Timeline, timeline_of

SEEK_FROM = 64
"""Frames to skip from which on a seek is quicker than decoding them."""
SEEK_BEFORE = 24
"""How far before the wanted frame to seek, so that frames around an open group's start are whole."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture: its number, its time in ticks of the media's time base, and its decoded planes."""

    index: int
    pts: int
    picture: VideoFrame


@dataclass(slots=True)
class ReadReport:
    """What happened while reading; filled in as frames are read."""

    frames: int = 0
    lost: int = 0
    warnings: list[str] = field(default_factory=list)


def read_frames(
    info: MediaInfo, span: Span | None = None, *, read_ahead: int = 6, report: ReadReport | None = None
) -> Generator[Frame, None, None]:
    """Decode the frames of `span` (media frames; default all) in order.

    A file that breaks off ends the stream there; InputError only where nothing at all decodes.
    """
    span = Span(0, info.frames) if span is None else span
    report = ReadReport() if report is None else report
    channel: Channel[Frame | Exception] = Channel(room_for(info.width, info.height, read_ahead))
    thread = Thread(target=_fill, args=(channel, info, span, report), name="dfm-decode", daemon=True)
    thread.start()
    try:
        yield from _drain(channel)
    finally:
        channel.close()
        thread.join()


def _drain(channel: "Channel[Frame | Exception]") -> Iterator[Frame]:
    while True:
        try:
            item = channel.take()
        except Closed:
            return
        if isinstance(item, Exception):
            raise item
        yield item


def _fill(channel: "Channel[Frame | Exception]", info: MediaInfo, span: Span, report: ReadReport) -> None:
    """Decode into the channel until the span or the reader's interest ends; failures travel as items."""
    try:
        for frame in _decoded_span(info, span, report):
            channel.put(frame)
        channel.finish()
    except Closed:
        pass
    except Exception as error:  # the reader's thread raises it
        _hand_over(channel, error)


def _hand_over(channel: "Channel[Frame | Exception]", error: Exception) -> None:
    try:
        channel.put(error)
        channel.finish()
    except Closed:
        pass


def _decoded_span(info: MediaInfo, span: Span, report: ReadReport) -> Iterator[Frame]:
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
        with open_input(self.info.path) as container:
            stream = self._prepare(container, seek)
            expected: int | None = None if seek else 0
            for picture in _pictures(container, stream, self.report, self.info):
                index = self._number(picture, expected)
                if index is None or (not self.landed and index > self.span.start and seek):
                    return
                expected = index + 1
                if index >= self.span.end and self.span.end < self.timeline.frames:
                    return
                if index >= self.span.start:
                    self.landed = True
                    self.report.frames += 1
                    yield self._frame(index, picture)
            self.landed = self.landed or not seek

    def _prepare(self, container: InputContainer, seek: bool) -> VideoStream:
        stream = container.streams[self.info.stream_index]
        assert isinstance(stream, VideoStream)
        for other in container.streams:
            if other is not stream:
                other.discard = Discard.all
        stream.thread_type = "AUTO"
        if seek:
            wanted = min(max(0, self.span.start - SEEK_BEFORE), self.timeline.frames - 1)
            container.seek(int(self.timeline.pts[wanted]), stream=stream)
        return stream

    def _number(self, picture: VideoFrame, expected: int | None) -> int | None:
        """By timestamp where it is known and does not run backwards, else by counting."""
        known = None if picture.pts is None else self.timeline.index_of(picture.pts)
        if expected is None:
            return known
        return known if known is not None and known >= expected else expected

    def _frame(self, index: int, picture: VideoFrame) -> Frame:
        pts = int(self.timeline.pts[index]) if index < self.timeline.frames else picture.pts
        return Frame(
            index, self.timeline.end if pts is None else pts, _conform(picture, self.info, self.report)
        )


def _pictures(
    container: InputContainer, stream: VideoStream, report: ReadReport, info: MediaInfo
) -> Iterator[VideoFrame]:
    """All pictures that decode; damaged packets are counted and passed over."""
    try:
        for packet in container.demux(stream):
            try:
                yield from packet.decode()
            except av.error.InvalidDataError:
                report.lost += 1
                _warn(report, f"{info.path.name} is damaged: frames that cannot be decoded are left out.")
    except av.error.FFmpegError:
        _warn(report, f"{info.path.name} breaks off: only the frames before that are used.")


def _conform(picture: VideoFrame, info: MediaInfo, report: ReadReport) -> VideoFrame:
    """A stream that changes size or format midway is brought back to what it began with."""
    if (picture.width, picture.height, picture.format.name) == (info.width, info.height, info.pix_fmt):
        return picture
    _warn(report, f"{info.path.name} changes its picture size or format midway: it was fitted to the start.")
    return converted(picture, info.pix_fmt, (info.width, info.height))


def _warn(report: ReadReport, sentence: str) -> None:
    if sentence not in report.warnings:
        report.warnings.append(sentence)


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
