"""The sound of a video as samples, beside its pictures: sample 0 is heard when the first frame is shown.

Sound that begins late, has gaps or ends early is filled with silence, so that samples count time. It knows
no loudspeaker; whoever plays takes blocks as they are needed.
"""

from collections.abc import Generator, Iterator
from contextlib import closing
from fractions import Fraction
from math import ceil
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer
from av.stream import Discard
from numpy.typing import NDArray

from dfm.core.jobs import Job, Progress
from dfm.core.media.info import MediaInfo
from dfm.core.media.probe import open_input

RATE = 48_000
BLOCK = 4_800
"""Samples of silence that are handed out at once, at most."""
RUN_UPS = (Fraction(1, 4), Fraction(5))
"""Seconds to decode before the wanted moment, since each packet's sound overlaps with the one before."""
GAP = Fraction(1, 20)
"""Seconds by which stamps may lie beside the samples before silence or a cut puts them right."""
LAYOUTS = {1: "mono", 2: "stereo"}

Samples = NDArray[np.int16]


def read_sound(
    info: MediaInfo, start: Fraction = Fraction(0), *, rate: int = RATE, channels: int = 2
) -> Generator[Samples, None, None]:
    """Blocks of int16 (n, channels) from `start`, in seconds after the first frame, to the video's end.

    The first sound track, in 1 or 2 channels; nothing where there is none. What is damaged is silent.
    InputError where the file cannot be opened. Close the generator to stop.
    """
    total = round((info.duration - start) * rate)
    if not info.audio or total <= 0:
        return
    made = 0
    with closing(_placed(info, start, rate, channels)) as blocks:
        for first, samples in blocks:
            yield from _silence(min(first, total) - made, channels)
            made = max(made, min(first, total))
            samples = samples[made - first : total - first]
            if len(samples):
                made += len(samples)
                yield samples
            if made >= total:
                return
    yield from _silence(total - made, channels)


def sound_peaks(info: MediaInfo, per_second: int = 100) -> Job[NDArray[np.float32]]:
    """The lowest and highest sample of every stretch of the video: (n, 2) in -1..1, none without sound."""
    if not info.audio:
        return np.empty((0, 2), np.float32)
    window = max(1, RATE // per_second)
    peaks = np.zeros((ceil(info.duration * per_second), 2), np.float32)
    seconds, done, rest = ceil(info.duration), 0, np.empty((0,), np.int16)
    channels = min(2, max(1, info.audio[0].channels))
    with closing(read_sound(info, rate=window * per_second, channels=channels)) as blocks:
        for block in blocks:
            rest = np.concatenate([rest, block.ravel()])
            whole = len(rest) // (window * channels)
            if whole >= per_second:
                done += _fill(peaks, done, rest[: whole * window * channels].reshape(whole, -1))
                rest = rest[whole * window * channels :]
                yield Progress("sound", min(done // per_second, seconds), seconds, "seconds")
    tail = np.zeros(-(-len(rest) // (window * channels)) * window * channels, np.int16)
    tail[: len(rest)] = rest
    _fill(peaks, done, tail.reshape(-1, window * channels))
    yield Progress("sound", seconds, seconds, "seconds")
    return peaks


def _fill(peaks: NDArray[np.float32], first: int, windows: Samples) -> int:
    room = peaks[first : first + len(windows)]
    room[:, 0] = windows.min(1)[: len(room)] / np.float32(32768)
    room[:, 1] = windows.max(1)[: len(room)] / np.float32(32768)
    return len(windows)


def _silence(samples: int, channels: int) -> Iterator[Samples]:
    for first in range(0, samples, BLOCK):
        yield np.zeros((min(BLOCK, samples - first), channels), np.int16)


def _placed(
    info: MediaInfo, start: Fraction, rate: int, channels: int
) -> Generator[tuple[int, Samples], None, None]:
    """Blocks with the place of their first sample, counted from `start`; the first may lie before it.

    A seek that lands too late, or in a gap, is tried again from further back.
    """
    zero, track = info.start_pts * info.time_base + start, info.audio[0]
    if track.duration and zero > track.start + track.duration + 1:
        return
    for run_up in [*(each for each in RUN_UPS if each < start), None]:
        landed = False
        with closing(_Runs(info, zero, rate, channels)) as runs:
            if run_up is not None and not runs.seek(run_up):
                continue
            for first, samples in runs.blocks():
                if run_up is not None and not landed and first > 0:
                    break
                landed = True
                yield first, samples
        if landed:
            return


class _Runs:
    """The sound track, decoded and brought to one rate and layout; unbroken runs keep their sample count."""

    def __init__(self, info: MediaInfo, zero: Fraction, rate: int, channels: int) -> None:
        """Open the file; `zero` is the moment of place 0 on the file's own clock."""
        self._zero, self._rate, self._channels = zero, rate, channels
        self._container = open_input(info.path)
        self._stream = _alone(self._container, info.audio[0].index)
        self._resampler: AudioResampler | None = None
        self._shape: tuple[Any, ...] = ()
        self._place = 0
        self._due: Fraction | None = None

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def seek(self, run_up: Fraction) -> bool:
        """Go to `run_up` seconds before place 0; False where the file does not allow it."""
        try:
            self._container.seek(int((self._zero - run_up) / self._stream.time_base), stream=self._stream)
        except (av.error.FFmpegError, OSError):
            return False
        return True

    def blocks(self) -> Iterator[tuple[int, Samples]]:
        """The samples from here on, each block with its place."""
        for frame in _decoded(self._container, self._stream):
            if self._breaks(frame):
                yield from self._resampled(None)
                self._begin(frame)
            self._due = (self._due or Fraction(0)) + Fraction(frame.samples, frame.sample_rate)
            yield from self._resampled(frame)
        yield from self._resampled(None)

    def _breaks(self, frame: AudioFrame) -> bool:
        """Whether a frame does not go on where the one before ended."""
        if self._due is None or self._shape != _shape(frame):
            return True
        time = _time(frame)
        return time is not None and abs(time - self._due) > GAP

    def _begin(self, frame: AudioFrame) -> None:
        time = _time(frame)
        self._due = (self._due or Fraction(0)) if time is None else time
        self._place = round((self._due - self._zero) * self._rate)
        self._shape = _shape(frame)
        made = 1 if frame.layout.nb_channels == 1 else self._channels
        self._resampler = AudioResampler("s16", LAYOUTS[made], self._rate)

    def _resampled(self, frame: AudioFrame | None) -> Iterator[tuple[int, Samples]]:
        if self._resampler is None:
            return
        for each in self._resampler.resample(frame):
            samples = np.array(each.to_ndarray(), np.int16).reshape(-1, each.layout.nb_channels)
            if samples.shape[1] < self._channels:  # one channel is heard as loud from two sides
                samples = np.repeat(samples, self._channels, axis=1)
            yield self._place, samples
            self._place += len(samples)


def _shape(frame: AudioFrame) -> tuple[Any, ...]:
    return frame.format.name, frame.layout.name, frame.sample_rate


def _time(frame: AudioFrame) -> Fraction | None:
    return None if frame.pts is None or frame.time_base is None else frame.pts * Fraction(frame.time_base)


def _alone(container: InputContainer, index: int) -> Any:
    stream = container.streams[index]
    for other in container.streams:
        if other is not stream:
            other.discard = Discard.all
    return stream


def _decoded(container: InputContainer, stream: Any) -> Iterator[AudioFrame]:
    """All that decodes; damaged packets are passed over."""
    try:
        for packet in container.demux(stream):
            try:
                yield from packet.decode()
            except av.error.InvalidDataError:
                continue
    except av.error.FFmpegError:
        return
