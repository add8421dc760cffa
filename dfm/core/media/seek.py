"""Any picture of a video, at once: the way of an editor's playhead, which jumps and steps and runs.

A source keeps its file open. It decodes on over small gaps, takes far jumps from a scrub store where one
holds the frame, and otherwise seeks. It remembers the last few pictures and no more; one serves one thread.
"""

from collections import OrderedDict
from collections.abc import Iterator

import av
from av.video.frame import VideoFrame

from dfm.core.errors import InputError
from dfm.core.media.channel import room_for
from dfm.core.media.decoding import SEEK_BEFORE, Decoder, ReadReport
from dfm.core.media.info import MediaInfo
from dfm.core.media.packets import PictureStore, frame_key
from dfm.core.media.timeline import Timeline, timeline_of

NEAR = 4
"""Frames ahead up to which decoding on is as quick as the scrub store."""
REMEMBERED = 24
"""Decoded pictures that are kept, so that steps back within them cost nothing; fewer of large ones."""
FROM_START = -1


class PictureSource:
    """The pictures of one video by number; close it."""

    def __init__(self, info: MediaInfo, scrub: PictureStore | None = None) -> None:
        """Open nothing yet."""
        self._info, self._scrub = info, scrub
        self._scanned: Timeline | None = None
        self._decoder: Decoder | None = None
        self._pictures: Iterator[tuple[int, VideoFrame]] = iter(())
        self._next: int | None = None
        room = room_for(info.width, info.height, REMEMBERED)
        self._decoded, self._stored = _Recent(room), _Recent(2)

    @property
    def timeline(self) -> Timeline:
        """When its frames are shown; InputError where the file is no longer the one that was probed."""
        if self._scanned is None:
            try:
                timeline = timeline_of(self._info)
            except FileNotFoundError as error:
                raise self._gone() from error
            except (av.error.FFmpegError, OSError) as error:
                raise self._changed() from error
            if timeline.frames != self._info.frames:
                raise self._changed()
            self._scanned = timeline
        return self._scanned

    def picture(self, index: int, *, exact: bool = False) -> VideoFrame:
        """Frame `index` (media frames); with `exact` never the scrub store's copy of it.

        It is shared with whoever asks again: not to be changed. A frame that cannot be decoded shows the one
        before it. InputError where nothing can be shown: the file has gone, has changed, or holds no such
        frame.
        """
        if not 0 <= index < self._info.frames:
            raise InputError(f"{self._info.path} has no frame {index}: choose another moment.")
        found = self._decoded.get(index)
        if found is None and not exact:
            found = self._from_store(index)
        return self._decode(index) if found is None else found

    def close(self) -> None:
        """Let go of the file and the pictures."""
        self._pictures, self._next = iter(()), None
        self._decoded.clear()
        self._stored.clear()
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None

    def _from_store(self, index: int) -> VideoFrame | None:
        if self._scrub is None or (self._next is not None and 0 <= index - self._next < NEAR):
            return None
        found = self._stored.get(index) or self._scrub.get(frame_key(index))
        if found is not None:
            found.pts, found.time_base = int(self.timeline.pts[index]), self._info.time_base
            self._stored.put(index, found)
        return found

    def _decode(self, index: int) -> VideoFrame:
        """Try the quickest way there first; what lands too late is tried from further back."""
        for start in self._starts(index):
            self._go(start)
            found = self._run(index, start)
            if found is not None:
                self._decoded.put(index, found)
                return found
        raise InputError(
            f"{self._info.path} has no frame {index} that can be decoded: choose another moment."
        )

    def _starts(self, index: int) -> Iterator[int | None]:
        """Where to decode from: None means on from here."""
        timeline = self.timeline
        key = None if timeline.counted else timeline.key_before(index)
        if self._next is not None and min(key or 0, index - NEAR) <= self._next <= index:
            yield None
        if key is not None:
            yield key
            earlier = timeline.key_before(max(0, key - SEEK_BEFORE))
            if earlier is not None and earlier < key:
                yield earlier
        yield FROM_START

    def _go(self, start: int | None) -> None:
        if start is None:
            return
        self._next = None
        if start == FROM_START and self._decoder is not None:
            self._decoder.close()
            self._decoder = None
        if self._decoder is None:
            self._decoder = Decoder(self._info, self.timeline, ReadReport())
        if start != FROM_START:
            try:
                self._decoder.seek(start)
            except (av.error.FFmpegError, OSError):  # then this way leads nowhere
                self._pictures = iter(())
                return
        self._pictures = self._decoder.pictures()

    def _run(self, index: int, start: int | None) -> VideoFrame | None:
        """Decode up to a frame; None where a seek led to behind it."""
        sure = start is None or start == FROM_START
        if self._decoder is not None:
            self._decoder.hurry(None if start == FROM_START else index)
        before = self._decoded.latest(index)
        met = before if sure else None
        for number, picture in self._pictures:
            self._decoded.put(number, picture)
            self._next = number + 1
            if number == index:
                return picture
            if number > index:
                return picture if sure and met is None else met
            met = picture
        self._next = None
        return met

    def _gone(self) -> InputError:
        return InputError(f"{self._info.path} is no longer there: put it back, or open it where it is now.")

    def _changed(self) -> InputError:
        return InputError(f"{self._info.path} has changed since it was opened: open it anew.")


class _Recent:
    """The last few pictures by number."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._pictures: OrderedDict[int, VideoFrame] = OrderedDict()

    def get(self, index: int) -> VideoFrame | None:
        """A picture, which then counts as used just now; None where it has been forgotten."""
        if index in self._pictures:
            self._pictures.move_to_end(index)
        return self._pictures.get(index)

    def put(self, index: int, picture: VideoFrame) -> None:
        """Remember a picture and forget the one used longest ago."""
        self._pictures[index] = picture
        self._pictures.move_to_end(index)
        while len(self._pictures) > self._room:
            self._pictures.popitem(last=False)

    def latest(self, index: int) -> VideoFrame | None:
        """The remembered picture that comes last up to `index`."""
        numbers = [each for each in self._pictures if each <= index]
        return self._pictures[max(numbers)] if numbers else None

    def clear(self) -> None:
        """Forget all."""
        self._pictures.clear()
