"""The sound of playing: read in a thread, handed to the sound device from the window's.

`SoundOutput` tells how much has been heard, which is the master clock. Where there is no device, or Qt's
sound cannot be loaded at all, `open_sound` says why in a sentence and pictures go by a steady clock.
"""

import threading
from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLoggingCategory, QObject

from dfm.ui.players.clock import steady_now
from dfm.ui.players.course import MICROSECONDS, Course

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioSink

    from dfm.core.media.info import MediaInfo

RATE = 48_000
CHANNELS = 2
BYTES = 2 * CHANNELS
BUFFER = MICROSECONDS // 4
"""How much sound the device is given ahead: what the window may be late by without a gap."""
MOST_WAITING = RATE
"""How many samples are read ahead."""
PATIENCE = 120_000
"""How long pictures wait for a device that has been started but does not play yet."""


class SoundReader:
    """Reads the sound of a course ahead in a thread of its own; laps join without a gap."""

    def __init__(self, info: "MediaInfo", course: Course) -> None:
        self._info = info
        self._course = course
        self._chunks: deque[bytes] = deque()
        self._waiting = 0
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._fill, name="dfm-sound", daemon=True)
        self._thread.start()

    def take(self, most: int) -> bytes:
        """So many bytes at most; fewer where no more have been read yet."""
        taken = bytearray()
        with self._changed:
            while self._chunks and len(taken) < most:
                chunk = self._chunks.popleft()
                room = most - len(taken)
                taken += chunk[:room]
                if len(chunk) > room:
                    self._chunks.appendleft(chunk[room:])
            self._waiting -= len(taken)
            self._changed.notify_all()
        return bytes(taken)

    @property
    def waiting(self) -> int:
        """How many bytes lie ready."""
        return self._waiting

    def close(self) -> None:
        """Stop reading; the thread ends by itself."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _fill(self) -> None:
        from dfm.core.errors import DfmError

        try:
            for start, end in self._course.spans():
                self._read(start, end)
                if self._closed:
                    return
        except (DfmError, OSError):
            return  # what breaks off is silent from there on; the pictures tell of the file

    def _read(self, start: int, end: int) -> None:
        from dfm.core.media.sound import read_sound

        left = (end - start) * RATE // MICROSECONDS
        sound = read_sound(self._info, Fraction(start, MICROSECONDS), rate=RATE, channels=CHANNELS)
        try:
            for samples in sound:
                self._put(samples[:left].tobytes())
                left -= min(left, len(samples))
                if not left or self._closed:
                    return
        finally:
            sound.close()
        while left > 0 and not self._closed:
            silence = min(left, RATE // 10)
            self._put(bytes(silence * BYTES))
            left -= silence

    def _put(self, chunk: bytes) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._waiting < MOST_WAITING * BYTES)
            self._chunks.append(chunk)
            self._waiting += len(chunk)


@dataclass(frozen=True, slots=True)
class NoSound:
    """Why nothing can be heard."""

    sentence: str


class SoundOutput:
    """Plays what a reader reads, and tells how much of it has been heard."""

    def __init__(self, sink: "QAudioSink") -> None:
        self._sink = sink
        self._device: Any = None
        self._reader: SoundReader | None = None
        self._begun = 0
        self._skipped = 0
        self._rest = 0
        self._is_late = False

    def set_volume(self, share: float) -> None:
        """How loud, from 0 to 1, as the ear counts."""
        from PySide6.QtMultimedia import QtAudio

        scales = QtAudio.VolumeScale
        self._sink.setVolume(
            QtAudio.convertVolume(share, scales.LogarithmicVolumeScale, scales.LinearVolumeScale)
        )

    def start(self, reader: SoundReader) -> None:
        """Play what the reader reads from now on."""
        self.stop()
        self._reader, self._begun, self._skipped, self._rest, self._is_late = (
            reader,
            steady_now(),
            0,
            0,
            False,
        )
        self._device = self._sink.start()
        self.pump()

    def stop(self) -> None:
        """Fall silent at once."""
        if self._reader is not None:
            self._reader.close()
        self._reader = self._device = None
        self._sink.reset()

    def pump(self) -> None:
        """Hand the device what it has room for; to be called every few milliseconds."""
        if self._reader is None or self._device is None:
            return
        if self._rest:
            self._rest -= len(self._reader.take(self._rest))
        room = self._sink.bytesFree() // BYTES * BYTES
        if room > 0 and not self._rest:
            chunk = self._reader.take(room)
            if chunk:
                self._device.write(chunk)

    def heard(self) -> int | None:
        """Microseconds heard since the start; None where the device does not play, or not in time."""
        from PySide6.QtMultimedia import QtAudio

        if self._reader is None or self._sink.error() not in (
            QtAudio.Error.NoError,
            QtAudio.Error.UnderrunError,
        ):
            return None
        played = int(self._sink.processedUSecs())
        waited = steady_now() - self._begun
        if played == 0:
            self._is_late = waited > PATIENCE
            return None if self._is_late else 0
        if self._is_late:
            self._catch_up(waited - PATIENCE - played)
        return played + self._skipped

    def _catch_up(self, by: int) -> None:
        """Leave out what should have been heard while the device was not ready."""
        self._is_late = False
        samples = max(0, by) * RATE // MICROSECONDS
        self._rest += samples * BYTES
        self._skipped += samples * MICROSECONDS // RATE


def open_sound(parent: QObject) -> SoundOutput | NoSound:
    """The default sound device, or why there is none."""
    QLoggingCategory.setFilterRules("qt.multimedia.*=false\nqt.core.qobject.connect=false")
    try:
        from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices
    except ImportError:
        return NoSound("Sound is off: Qt's sound library could not be loaded (on Linux install libpulse0).")
    device = QMediaDevices.defaultAudioOutput()
    if device.isNull():
        return NoSound("Sound is off: no sound device was found.")
    form = QAudioFormat()
    form.setSampleRate(RATE)
    form.setChannelCount(CHANNELS)
    form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    if not device.isFormatSupported(form):
        return NoSound("Sound is off: the sound device does not take 48 kHz stereo.")
    sink = QAudioSink(device, form, parent)
    sink.setBufferSize(BUFFER * RATE // MICROSECONDS * BYTES)
    return SoundOutput(sink)
