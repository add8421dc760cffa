"""An open video whose pictures come out numbered, from its start or from wherever it is sent to.

It decodes as far as it is asked and no further; threads, queues and memory are others' affairs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import av
from av.container import InputContainer
from av.stream import Discard
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dfm.core.media.info import MediaInfo
from dfm.core.media.picture import converted
from dfm.core.media.probe import open_input
from dfm.core.media.timeline import Timeline

SEEK_BEFORE = 24
"""How far before the wanted frame to seek, so that frames around an open group's start are whole."""
WHOLE_BEFORE = 12
"""Frames before the wanted one that are decoded all, so that steps back from it are quick too."""
SPARING = ("h264",)
"""Codecs whose decoders pass over pictures that no other needs and still give all others bit for bit."""


@dataclass(slots=True)
class ReadReport:
    """What happened while reading; filled in as frames are read."""

    frames: int = 0
    lost: int = 0
    warnings: list[str] = field(default_factory=list)

    def warn(self, sentence: str) -> None:
        """Note a sentence once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)


class Decoder:
    """A video file, open; close it."""

    def __init__(self, info: MediaInfo, timeline: Timeline, report: ReadReport) -> None:
        """Open the file at its start; InputError where it cannot be read."""
        self._info, self._timeline, self._report = info, timeline, report
        self._expected: int | None = 0
        self._whole_from: int | None = None
        self._spares = False
        self._container = open_input(info.path)
        self._stream = _alone(self._container, info.stream_index)

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def seek(self, index: int) -> None:
        """Go on from the nearest key frame before a frame: usually so, the next number tells."""
        wanted = min(max(0, index), self._timeline.frames - 1)
        self._container.seek(int(self._timeline.pts[wanted]), stream=self._stream)
        self._expected = None

    def hurry(self, index: int | None) -> None:
        """Until shortly before a frame, leave out pictures that no other needs; None: leave out none."""
        sparing = index is not None and self._info.codec in SPARING and not self._timeline.counted
        self._whole_from = int(self._timeline.pts[max(0, (index or 0) - WHOLE_BEFORE)]) if sparing else None

    def pictures(self) -> Iterator[tuple[int, VideoFrame]]:
        """The pictures from here on, each with its number; none after a seek to where no number is known.

        Damaged packets are counted and passed over; a file that breaks off ends there.
        """
        for picture in self._decoded():
            index = self._number(picture)
            if index is None:
                return
            self._expected = index + 1
            yield index, self._conform(picture)

    def _decoded(self) -> Iterator[VideoFrame]:
        name = self._info.path.name
        try:
            for packet in self._container.demux(self._stream):
                self._spare(packet.pts)
                try:
                    yield from packet.decode()
                except av.error.InvalidDataError:
                    self._report.lost += 1
                    self._report.warn(f"{name} is damaged: frames that cannot be decoded are left out.")
        except av.error.FFmpegError:
            self._report.warn(f"{name} breaks off: only the frames before that are used.")

    def _spare(self, pts: int | None) -> None:
        """Choose whether the decoder may pass over a packet's picture."""
        spares = self._whole_from is not None and pts is not None and pts < self._whole_from
        if self._spares != spares:
            self._stream.codec_context.skip_frame = "NONREF" if spares else "DEFAULT"
            self._spares = spares

    def _number(self, picture: VideoFrame) -> int | None:
        """By timestamp where it is known and does not run backwards, else by counting."""
        known = None if picture.pts is None else self._timeline.index_of(picture.pts)
        if self._expected is None or (known is None and self._whole_from is not None):
            return known
        return known if known is not None and known >= self._expected else self._expected

    def _conform(self, picture: VideoFrame) -> VideoFrame:
        """A stream that changes size or format midway is brought back to what it began with."""
        info = self._info
        if (picture.width, picture.height, picture.format.name) == (info.width, info.height, info.pix_fmt):
            return picture
        self._report.warn(
            f"{info.path.name} changes its picture size or format midway: it was fitted to the start."
        )
        return converted(picture, info.pix_fmt, (info.width, info.height))


def _alone(container: InputContainer, index: int) -> VideoStream:
    """The stream, with all others passed over and its frames decoded in several threads."""
    stream = container.streams[index]
    assert isinstance(stream, VideoStream)
    for other in container.streams:
        if other is not stream:
            other.discard = Discard.all
    stream.thread_type = "AUTO"
    return stream
