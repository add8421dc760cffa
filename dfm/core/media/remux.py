"""Carry everything but the video from one file into another: sound, subtitles, chapters, metadata.

Of a window of the source, the packets that begin inside it are carried.

Packets are copied as they are. Only what the new container cannot hold is converted (sound to AAC,
text subtitles to the container's own kind) or left out, and each such case is told as a warning.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any, Protocol, cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Discard, Disposition, Stream
from av.subtitles.stream import SubtitleStream

from dfm.core.media.clock import Window
from dfm.core.media.info import MediaInfo
from dfm.core.media.probe import open_input

OWN_KEYS = {"major_brand", "minor_version", "compatible_brands", "encoder", "duration"}
"""Metadata that describes the old file itself."""
COMMON_KEYS = {
    "title", "artist", "album", "album_artist", "author", "comment", "composer", "copyright", "creation_time",
    "date", "description", "genre", "grouping", "location", "lyrics", "show", "synopsis", "track", "year",
}  # fmt: skip
AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
AAC_LAYOUTS = {1: "mono", 2: "stereo", 3: "3.0", 4: "4.0", 5: "5.0", 6: "5.1", 8: "7.1"}
AAC_BITS_PER_CHANNEL = 96_000
SEEK_FROM_SECONDS = 10
"""From here on it is quicker to seek to a window's start than to read on to it."""
SEEK_BEFORE_SECONDS = 3
TEXT_SUBTITLES = {"mp4": "mov_text", "mov": "mov_text", "matroska": "ass"}


class Track(Protocol):
    """One stream on its way from the old file to the new one."""

    def carry(self, packet: "Packet[Any]") -> "list[Packet[Any]]":
        """What a packet of the old file becomes in the new one."""

    def rest(self) -> "list[Packet[Any]]":
        """What is left when the old file has ended."""


class CopiedTrack:
    """Packets as they are, with their times moved by the old container's origin."""

    def __init__(self, source: Any, target: Any, origin: Fraction, keep_hidden: bool) -> None:
        self._target, self._keep_hidden = target, keep_hidden
        self._shift = round(origin / Fraction(source.time_base or 1))

    def carry(self, packet: "Packet[Any]") -> "list[Packet[Any]]":
        """The packet itself."""
        if packet.is_discard and not self._keep_hidden:
            return []
        if self._shift:
            packet.pts = None if packet.pts is None else packet.pts - self._shift
            packet.dts = None if packet.dts is None else packet.dts - self._shift
        packet.stream = self._target
        return [packet]

    def rest(self) -> "list[Packet[Any]]":
        """Nothing waits here."""
        return []


class AacTrack:
    """Sound that the container cannot hold, encoded anew."""

    def __init__(self, source: AudioStream, output: OutputContainer, origin: Fraction) -> None:
        context = source.codec_context
        rate = min(AAC_RATES, key=lambda each: abs(each - context.sample_rate))
        self._source = source
        self._target: Any = output.add_stream("aac", rate=rate)
        channels = min(AAC_LAYOUTS, key=lambda each: abs(each - context.layout.nb_channels))
        self._target.codec_context.layout = AAC_LAYOUTS[channels]
        self._target.codec_context.bit_rate = AAC_BITS_PER_CHANNEL * channels
        self._shift = round(origin / Fraction(source.time_base or 1))

    @property
    def target(self) -> Any:
        """The new stream."""
        return self._target

    def carry(self, packet: "Packet[Any]") -> "list[Packet[Any]]":
        """The AAC packets that a packet's sound completes; sound that does not decode is left out."""
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            return []
        return [each for frame in frames for each in self._encoded(frame)]

    def _encoded(self, frame: Any) -> "list[Packet[Any]]":
        if frame.pts is not None:
            frame.pts -= self._shift
        return list(self._target.encode(frame))

    def rest(self) -> "list[Packet[Any]]":
        """The end of the sound."""
        left = [each for frame in self._source.decode(None) for each in self._encoded(frame)]
        return left + list(self._target.encode(None))


class TextTrack:
    """Text subtitles in another container's kind of text."""

    def __init__(self, source: SubtitleStream, output: OutputContainer, codec: str, origin: Fraction) -> None:
        self._source, self._tick = source, Fraction(source.time_base or 1)
        self._target = cast(Any, output.add_stream(codec))
        self._target.codec_context.time_base = self._tick
        header = getattr(source.codec_context, "subtitle_header", None)
        self._target.codec_context.subtitle_header = header or ASS_HEADER
        self._shift = round(origin / self._tick)

    @property
    def target(self) -> Any:
        """The new stream."""
        return self._target

    def carry(self, packet: "Packet[Any]") -> "list[Packet[Any]]":
        """The same text at the same time."""
        subtitle = self._source.decode2(packet)
        if subtitle is None or packet.pts is None:
            return []
        text: Any = self._target.codec_context.encode_subtitle(subtitle)
        text.time_base = self._tick
        text.pts = text.dts = packet.pts - self._shift
        text.duration = packet.duration or 0
        text.stream = self._target
        return [text]

    def rest(self) -> "list[Packet[Any]]":
        """Nothing waits here."""
        return []


ASS_HEADER = (
    b"[Script Info]\r\nScriptType: v4.00+\r\n\r\n[V4+ Styles]\r\nFormat: Name, Fontname, Fontsize\r\n"
    b"Style: Default,Arial,16\r\n\r\n[Events]\r\nFormat: Layer, Start, End, Style, Text\r\n"
)


class Remuxer:
    """Feeds an output with all that the source holds beside its video, in step with the video."""

    def __init__(
        self, info: MediaInfo, output: OutputContainer, window: Window, *, audio: bool = True
    ) -> None:
        """Open the source and add the streams; the output must not have begun."""
        self.warnings: list[str] = []
        self._info, self._output, self._window, self._audio = info, output, window, audio
        self._source = open_input(info.path)
        self._tracks: dict[int, Track] = {}
        for stream in self._source.streams:
            self._add(stream)
        wanted = [self._source.streams[index] for index in self._tracks]
        for stream in self._source.streams:
            if stream.index not in self._tracks:
                stream.discard = Discard.all
        self._seek()
        self._packets = self._inside(_packets(self._source, wanted))
        self._waiting: Packet[Any] | None = next(self._packets, None)
        copy_descriptions(self._source, info.stream_index, output, window)

    def feed(self, until: Fraction | None) -> None:
        """Mux what belongs before the moment `until` (seconds of the new file), or all that is left."""
        while self._waiting is not None:
            if until is not None and _seconds(self._waiting) - self._window.start > until:
                return
            packet, self._waiting = self._waiting, next(self._packets, None)
            self._output.mux(self._tracks[packet.stream.index].carry(packet))

    def step(self) -> bool:
        """Mux one waiting packet; False once there is none."""
        if self._waiting is None:
            return False
        self.feed(_seconds(self._waiting) - self._window.start)
        return True

    def finish(self) -> None:
        """Mux what the tracks still hold."""
        for track in self._tracks.values():
            self._output.mux(track.rest())

    def close(self) -> None:
        """Let go of the source."""
        self._source.close()

    def _seek(self) -> None:
        """Skip to a little before a far window; whoever cannot seek is read from the start."""
        if self._window.start - self._info.origin < SEEK_FROM_SECONDS:
            return
        with suppress(av.error.FFmpegError):
            self._source.seek(int((self._window.start - SEEK_BEFORE_SECONDS) * av.time_base))

    def _inside(self, packets: "Iterator[Packet[Any]]") -> "Iterator[Packet[Any]]":
        """The packets that begin inside the window, and the cover, which has no time."""
        for packet in packets:
            if self._window.holds(_seconds(packet)) or _is_cover(packet.stream):
                yield packet

    def _add(self, stream: Any) -> None:
        if stream.index == self._info.stream_index or stream.type == "data":
            return
        if stream.type == "audio" and not self._audio:
            return
        origin = self._window.start
        name = self._output.format.name
        if stream.type == "attachment":
            self._attach(stream)
        elif stream.type == "video" and not _is_cover(stream):
            self._warn("a further video track", "is left out")
        elif carries(name, stream):
            target = self._output.add_stream_from_template(stream, opaque=True)
            self._keep(stream, target, CopiedTrack(stream, target, origin, name != "matroska"))
        elif stream.type == "audio" and stream.codec_context is not None:
            sound = AacTrack(stream, self._output, origin)
            self._keep(stream, sound.target, sound)
            self._warn(f"{stream.codec_context.name} sound", "was converted to AAC")
        elif _is_text(stream) and name in TEXT_SUBTITLES:
            text = TextTrack(stream, self._output, TEXT_SUBTITLES[name], origin)
            self._keep(stream, text.target, text)
        else:
            self._warn(f"a {stream.type} track", "cannot be held by this container and is left out")

    def _attach(self, stream: Any) -> None:
        if self._output.format.name == "matroska":
            mime = stream.mimetype or "application/octet-stream"
            self._output.add_attachment(stream.name or "file", mime, stream.data)

    def _keep(self, source: Any, target: Any, track: Track) -> None:
        self._tracks[source.index] = track
        target.metadata.update(_kept(source.metadata))
        target.disposition = source.disposition

    def _warn(self, what: str, fate: str) -> None:
        self.warnings.append(f"{self._info.path.name}: {what} {fate}.")


def copy_descriptions(
    source: InputContainer, video_index: int, output: OutputContainer, window: Window
) -> None:
    """Metadata of the file and of its video track, and the chapters."""
    output.metadata.update(_kept(source.metadata))
    chapters = _chapters(source, window)
    if chapters:
        output.set_chapters(chapters)
    video = source.streams[video_index]
    for stream in output.streams.video[:1]:
        stream.metadata.update(_kept(video.metadata))


def _chapters(source: InputContainer, window: Window) -> list[Any]:
    """The chapters, cut to the window and counted from its start."""
    chapters: list[Any] = source.chapters()
    if window.end is None:
        return chapters
    found = []
    for chapter in chapters:
        tick = Fraction(chapter["time_base"])
        start, end = (round(moment / tick) for moment in (window.start, window.end))
        first, last = max(chapter["start"], start) - start, min(chapter["end"], end) - start
        if first < last:
            found.append({**chapter, "start": first, "end": last})
    return found


def needs_free_keys(info: MediaInfo) -> bool:
    """Whether the metadata holds names that MP4 keeps only in its free form."""
    return bool({key.lower() for key in _kept(info.metadata)} - COMMON_KEYS)


def carries(container: str, stream: Any) -> bool:
    """Whether a container takes this stream's packets as they are: tried out in memory."""
    if stream.codec_context is None:
        return False
    try:
        with av.open(io.BytesIO(), "w", format=container) as trial:
            trial.add_stream_from_template(stream, opaque=True)
            trial.start_encoding()
    except (av.error.FFmpegError, ValueError, OSError):
        return False
    return True


def _packets(source: InputContainer, streams: "list[Stream]") -> "Iterator[Packet[Any]]":
    """The packets of `streams` in the order of the file, up to where it ends or breaks off."""
    if not streams:
        return
    try:
        for packet in source.demux(streams):
            if packet.size and (packet.dts is not None or packet.pts is not None):
                yield packet
    except av.error.FFmpegError:
        return


def _seconds(packet: "Packet[Any]") -> Fraction:
    stamp = packet.dts if packet.dts is not None else packet.pts
    return (stamp or 0) * Fraction(packet.time_base)


def _kept(metadata: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in metadata.items() if key.lower() not in OWN_KEYS}


def _is_cover(stream: Any) -> bool:
    return stream.type == "video" and bool(stream.disposition & Disposition.attached_pic)


def _is_text(stream: Any) -> bool:
    return (
        stream.type == "subtitle" and stream.codec_context is not None and stream.codec_context.codec.text_sub
    )
