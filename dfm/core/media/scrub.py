"""Make every frame of a video quick to find: a copy of it on disk in which each frame stands alone.

The copies of all videos together keep to a limit; those used longest ago go first. The work is done in a
thread that gives way to everything else.
"""

import os
import sys
from collections.abc import Generator
from contextlib import closing, suppress
from pathlib import Path
from threading import get_native_id

import numpy as np

from dfm.core import places
from dfm.core.document.timebase import Span
from dfm.core.errors import InputError, WriteError
from dfm.core.jobs import Job, Progress
from dfm.core.media.channel import made_ahead
from dfm.core.media.info import MediaInfo, content_id
from dfm.core.media.packets import PictureStore, frame_key
from dfm.core.media.read import read_frames
from dfm.core.media.timeline import timeline_of

MOST_BYTES = 2 << 30
VERSION = 1
FINE, COARSE = 3, 8
FINE_BITS = 0.6
"""Bits a pixel that fine copies of talking people take; coarse ones take about half."""
NICENESS = 10


def scrub_store(info: MediaInfo, *, most_bytes: int = MOST_BYTES) -> PictureStore:
    """The store of a video's copy in the cache; those of other videos give way to it where they must.

    InputError where the video has gone, WriteError where the cache cannot be written.
    """
    folder = places.scrub_folder()
    try:
        name = f"{content_id(info.path)[:32]}-{info.stream_index}-v{VERSION}.pictures"
    except OSError as error:
        raise InputError(
            f"{info.path} is no longer there: put it back, or open it where it is now."
        ) from error
    wanted = int(info.frames * info.width * info.height * FINE_BITS / 8)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = _make_room(folder, name, most_bytes - min(wanted, most_bytes))
    except OSError as error:
        raise WriteError(f"{folder} cannot be written: choose another folder for the cache.") from error
    quality = FINE if wanted <= most_bytes else COARSE
    store = PictureStore(folder / name, info, quality=quality, most_bytes=most_bytes - others)
    with suppress(OSError):
        os.utime(folder / name)
    return store


def prepare_scrubbing(info: MediaInfo, store: PictureStore) -> Job[int]:
    """Put every frame that is not there yet into the store, as far as it has room.

    The result is how many were added: none where every frame of the video stands alone already.
    """
    missing = _missing(info, store)
    if missing is None:
        return 0
    added = 0
    with closing(made_ahead(lambda: _stored(info, missing, store), 2, "dfm-scrub")) as stored:
        for index in stored:
            added += 1
            yield Progress("scrubbing", index + 1, info.frames)
    return added


def _missing(info: MediaInfo, store: PictureStore) -> Span | None:
    """From the first to the last frame that is not in the store."""
    try:
        timeline = timeline_of(info)
    except OSError as error:
        raise InputError(
            f"{info.path} is no longer there: put it back, or open it where it is now."
        ) from error
    if np.array_equal(timeline.keys, timeline.pts):
        return None
    missing = [index for index in range(info.frames) if frame_key(index) not in store]
    return Span(missing[0], missing[-1] + 1) if missing else None


def _stored(info: MediaInfo, span: Span, store: PictureStore) -> Generator[int, None, None]:
    """Store the frames of a span that are missing, as long as there is room, and tell which."""
    _give_way()
    with closing(read_frames(info, span)) as frames:
        for frame in frames:
            if not store.has_room:
                return
            if frame_key(frame.index) not in store:
                store.put(frame_key(frame.index), frame.picture)
                yield frame.index


def _give_way() -> None:
    """Let this thread, and those that it starts, run when no other wants to; where the system can."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, get_native_id(), NICENESS)


def _make_room(folder: Path, name: str, most_bytes: int) -> int:
    """Remove the copies of other videos used longest ago; the bytes of those that stay."""
    facts = [(each, each.stat()) for each in folder.iterdir() if not each.name.startswith(name)]
    total = sum(stat.st_size for _, stat in facts)
    for path, stat in sorted(facts, key=lambda each: each[1].st_mtime):
        if total <= most_bytes:
            break
        with suppress(OSError):  # one that another window shows just now stays on some systems
            path.unlink()
            total -= stat.st_size
    return total
