"""Write an edited copy of a video: new pictures, and everything else as it was.

A thread encodes, so that rendering and encoding overlap. The file grows beside its target under a name
of its own and takes the target's name in one step when it is whole; whatever fails leaves nothing behind.
"""

import errno
import os
import secrets
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from math import lcm
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self

import av
from av.video.frame import PictureType

from dfm.core.document.timebase import Span
from dfm.core.errors import DfmError, WriteError
from dfm.core.media.channel import Channel, Closed, room_for
from dfm.core.media.clock import clock_for, window_of
from dfm.core.media.encoding import CONTAINERS, Encoding, add_video, check_container, for_encoder, unkept
from dfm.core.media.info import MediaInfo
from dfm.core.media.read import Frame
from dfm.core.media.remux import Remuxer, needs_free_keys
from dfm.core.media.timeline import timeline_of

WRITE_AHEAD = 8
FINEST_TICKS = 100_000_000


def check_target(source: Path, target: Path, encoding: Encoding, *, overwrite: bool) -> None:
    """Refuse, before any work, a target that cannot be written (WriteError) or named so (UsageError)."""
    check_container(target, encoding)
    folder = target.absolute().parent
    if target.exists() and source.exists() and target.samefile(source):
        raise WriteError(f"{target} is the input itself: choose another name for the output.")
    if target.is_dir():
        raise WriteError(f"{target} is a directory: choose another name for the output.")
    if target.exists() and not overwrite:
        raise WriteError(f"{target} exists already: choose another name, or allow to overwrite it.")
    if not folder.is_dir():
        raise WriteError(f"{target} cannot be written: make the folder {folder} first.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise WriteError(
            f"{target} cannot be written: choose a folder other than {folder}, or allow writing."
        )


class VideoWriter:
    """A context that takes the frames of a new video in order; leaving it cleanly publishes the file.

    `size` is the stored raster of the pictures to come where it is not the source's. With a `span` only its
    media frames come, and the file begins with them. `warnings` tells what could not be kept.
    """

    def __init__(
        self,
        info: MediaInfo,
        target: Path,
        encoding: Encoding | None = None,
        *,
        overwrite: bool = False,
        size: tuple[int, int] | None = None,
        span: Span | None = None,
        audio: bool = True,
    ) -> None:
        """Remember the wish; nothing is touched yet."""
        self._span, self._audio = span, audio
        self.warnings: list[str] = []
        self.frames = 0
        self._info, self._target, self._overwrite = info, Path(target), overwrite
        self._encoding = encoding or Encoding()
        self._size = size or (info.width, info.height)
        self._part = self._target.with_name(f"{self._target.stem[:40]}.{secrets.token_hex(4)}.part")
        self._channel: Channel[Frame] = Channel(room_for(*self._size, WRITE_AHEAD))
        self._thread = Thread(target=self._run, name="dfm-encode", daemon=True)
        self._output: _Output | None = None
        self._error: Exception | None = None
        self._cancelled = False

    def __enter__(self) -> Self:
        """Check the target and begin the file beside it."""
        check_target(self._info.path, self._target, self._encoding, overwrite=self._overwrite)
        try:
            self._output = _Output(
                self._info, self._part, self._target, self._encoding, self._size, self._span, self._audio
            )
        except BaseException as error:
            self._part.unlink(missing_ok=True)
            if isinstance(error, OSError | av.error.FFmpegError | ValueError):
                raise self._explained(error) from error
            raise
        self.warnings += unkept(self._info, self._encoding, self._size) + self._output.warnings
        self._thread.start()
        return self

    def write(self, frame: Frame) -> None:
        """Add the next frame; frames come in the order of their numbers."""
        with suppress(Closed):
            self._channel.put(frame)
            self.frames += 1
            return
        raise self._error or WriteError(f"{self._target} is closed: no frame can be added.")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Publish the file, or leave nothing where the body or the encoder failed."""
        try:
            if error is None:
                self._channel.finish()
                self._thread.join()
                if self._error is not None:
                    raise self._error
                self._publish()
        finally:
            self._abandon()

    def _publish(self) -> None:
        if not self.frames:
            raise WriteError(f"{self._target} was not written: there was no frame to put into it.")
        if self._target.exists() and not self._overwrite:
            raise WriteError(f"{self._target} has appeared meanwhile: choose another name for the output.")
        try:
            self._part.replace(self._target)
        except OSError as error:
            raise self._explained(error) from error

    def _abandon(self) -> None:
        """Stop the thread if it still runs and remove what it wrote; harmless after a success."""
        self._cancelled = True
        self._channel.close()
        self._thread.join()
        self._part.unlink(missing_ok=True)

    def _run(self) -> None:
        """The encoding thread: take frames until there are no more, then complete the file."""
        assert self._output is not None
        try:
            self._encode_all(self._output)
        except Exception as error:
            self._error = self._explained(error)
            self._error.__cause__ = error if self._error is not error else None
            self._channel.close()
        finally:
            self._output.discard()

    def _encode_all(self, output: "_Output") -> None:
        while True:
            try:
                frame = self._channel.take()
            except Closed:
                break
            output.encode(frame)
        for _ in output.completing():
            if self._cancelled:
                return
        if not self._cancelled:
            output.close()

    def _explained(self, error: Exception) -> DfmError:
        if isinstance(error, DfmError):
            return error
        number = getattr(error, "errno", None)
        if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            remedy = "the disk is full; free some space or choose another folder"
        elif number in (errno.EACCES, errno.EPERM, errno.EROFS):
            remedy = "choose a folder that allows writing"
        else:
            remedy = f"choose another codec or container ({getattr(error, 'strerror', None) or error})"
        return WriteError(f"{self._target} could not be written: {remedy}.")


class _Output:
    """The growing file: the video's encoder and the tracks that come along."""

    def __init__(
        self,
        info: MediaInfo,
        part: Path,
        target: Path,
        encoding: Encoding,
        size: tuple[int, int],
        span: Span | None,
        audio: bool,
    ) -> None:
        window = window_of(info, timeline_of(info), span)
        self._clock = clock_for(info, timeline_of(info), window)
        muxer = CONTAINERS[target.suffix.lower()]
        part.open("xb").close()
        options = _muxer_options(muxer, info, self._clock.tick)
        self._file = av.open(str(part.absolute()), "w", format=muxer, container_options=options)
        self._remuxer: Remuxer | None = None
        try:
            shown = replace(info, frames=window.frames.length)
            self._stream = add_video(self._file, shown, encoding, size, self._clock.tick)
            self._remuxer = Remuxer(info, self._file, window, audio=audio)
            self._file.start_encoding()
        except BaseException:
            self.discard()
            raise

    @property
    def warnings(self) -> list[str]:
        """What could not be kept as it was."""
        return self._remuxer.warnings if self._remuxer else []

    def encode(self, frame: Frame) -> None:
        """Encode one frame at its time."""
        picture = for_encoder(frame.picture, self._stream)
        picture.pts = self._clock.ticks(frame.index, frame.pts)
        picture.duration = self._clock.duration(frame.index)
        picture.time_base = self._clock.tick
        picture.pict_type = PictureType.NONE
        for packet in self._stream.encode_lazy(picture):
            self._mux(packet)

    def completing(self) -> Any:
        """Flush the encoder and the other tracks, yielding after each packet."""
        for packet in self._stream.encode_lazy(None):
            self._mux(packet)
            yield
        while self._remuxer is not None and self._remuxer.step():
            yield
        if self._remuxer is not None:
            self._remuxer.finish()

    def close(self) -> None:
        """Write the container's index; failures count."""
        self._file.close()

    def discard(self) -> None:
        """Let go of all files; safe to call again, and whatever fails no longer matters."""
        if self._remuxer is not None:
            self._remuxer.close()
        with suppress(OSError, av.error.FFmpegError):
            self._file.close()

    def _mux(self, packet: Any) -> None:
        if self._remuxer is not None and packet.dts is not None:
            self._remuxer.feed(packet.dts * Fraction(packet.time_base))
        self._file.mux(packet)


def _muxer_options(muxer: str, info: MediaInfo, tick: Fraction) -> dict[str, str]:
    """MP4 and MOV tell late starts in ticks of the whole file: choose them fine enough for every track."""
    if muxer == "matroska":
        return {}
    common = lcm(tick.denominator, *(each.sample_rate for each in info.audio if each.sample_rate))
    scale = common if common <= FINEST_TICKS else tick.denominator
    options = {"movie_timescale": str(max(1000, scale))}
    return options | ({"movflags": "use_metadata_tags"} if needs_free_keys(info) else {})
