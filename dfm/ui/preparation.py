"""What is made ready for a video by itself: pictures for quick scrubbing, the filmstrip, the waveform.

It starts the jobs and hands on what they find, in the window's thread. What fails here is no more than a
word in the status line: playing, editing and export work without it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from dfm.core.jobs import Job
from dfm.ui.desk import Failure
from dfm.ui.jobs import JobRunner, Lane, RunningJob

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dfm.core.media.info import MediaInfo
    from dfm.core.media.packets import PictureStore

FILM_HEIGHT = 96
"""Pixels: twice that of the lane, for sharp screens."""
FIRST_PICTURES = 16
MOST_PICTURES = 240
PEAKS_PER_SECOND = 100


class Preparation(QObject):
    """Prepares one video at a time."""

    scrub_opened = Signal(object)
    """PictureStore | None: where pictures for scrubbing gather."""
    picture_drawn = Signal(int, object)
    """A frame and its small picture, uint8 (h, w, 3)."""
    peaks_found = Signal(object)
    """float32 (n, 2): lowest and highest samples, `PEAKS_PER_SECOND` of them; None without sound."""
    failed = Signal(object)
    """Failure"""
    _picture = Signal(object, int, object)
    _store = Signal(object, object)

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._media: MediaInfo | None = None
        self._running: list[RunningJob] = []
        self._scrub: PictureStore | None = None
        self._picture.connect(self._on_picture, Qt.ConnectionType.QueuedConnection)
        self._store.connect(self._on_store, Qt.ConnectionType.QueuedConnection)

    @property
    def scrub(self) -> "PictureStore | None":
        """Where pictures for scrubbing gather."""
        return self._scrub

    def begin(self, media: "MediaInfo | None") -> None:
        """Prepare another video: its filmstrip and its sound; what was begun for the one before stops."""
        self.stop()
        self._media = media
        if media is None:
            return
        self._start("Drawing the filmstrip", lambda: _filmstrip(media, self._picture.emit), lambda _: None)
        if media.audio:
            self._start("Listening to the sound", lambda: _peaks(media), self.peaks_found.emit)
        else:
            self.peaks_found.emit(None)

    def begin_scrubbing(self) -> None:
        """Prepare the video's pictures for scrubbing; asks for more of the machine than all the rest."""
        media = self._media
        if media is not None and self._scrub is None:
            self._start("Preparing to scrub", lambda: _scrubbing(media, self._store.emit), lambda _: None)

    def stop(self) -> None:
        """Stop all work and let go of all files."""
        self._media = None
        for job in self._running:
            job.cancel()
        self._running = []
        if self._scrub is not None:
            store, self._scrub = self._scrub, None
            self.scrub_opened.emit(None)
            store.close()

    def _start(self, title: str, make_job: Callable[[], Job[Any]], on_done: Callable[[Any], None]) -> None:
        self._running = [job for job in self._running if not job.state.is_over]
        job = self._jobs.start(title, make_job, lane=Lane.PREPARE, on_done=on_done, on_failed=self._on_failed)
        self._running.append(job)

    @Slot(object)
    def _on_failed(self, failure: Failure) -> None:
        self.failed.emit(failure)

    @Slot(object, int, object)
    def _on_picture(self, media: "MediaInfo", frame: int, picture: object) -> None:
        if media is self._media:
            self.picture_drawn.emit(frame, picture)

    @Slot(object, object)
    def _on_store(self, media: "MediaInfo", store: "PictureStore") -> None:
        if media is not self._media:
            store.close()
            return
        self._scrub = store
        self.scrub_opened.emit(store)


def _filmstrip(media: "MediaInfo", tell: Callable[["MediaInfo", int, object], None]) -> Job[None]:
    """A few pictures over the whole first, then those between."""
    from dfm.core.media.filmstrip import filmstrip

    def on_picture(frame: int, picture: "NDArray[np.uint8]") -> None:
        tell(media, frame, picture)

    first, rest = film_frames(media.frames)
    yield from filmstrip(media, first, FILM_HEIGHT, on_picture)
    yield from filmstrip(media, rest, FILM_HEIGHT, on_picture)


def film_frames(frames: int) -> tuple[list[int], list[int]]:
    """The frames whose pictures make the filmstrip: those that come first, and those between them."""
    first = _spread(frames, FIRST_PICTURES)
    return first, sorted(set(_spread(frames, MOST_PICTURES)) - set(first))


def _spread(frames: int, most: int) -> list[int]:
    """At most so many frames, evenly spread over the video."""
    count = min(frames, most)
    return sorted({(2 * at + 1) * frames // (2 * count) for at in range(count)})


def _peaks(media: "MediaInfo") -> Job[Any]:
    from dfm.core.media.sound import sound_peaks

    return (yield from sound_peaks(media, PEAKS_PER_SECOND))


def _scrubbing(media: "MediaInfo", tell: Callable[["MediaInfo", "PictureStore"], None]) -> Job[int]:
    from dfm.core.media.scrub import prepare_scrubbing, scrub_store

    store = scrub_store(media)
    tell(media, store)
    try:
        done: int = yield from prepare_scrubbing(media, store)
    except GeneratorExit:
        store.close()  # whoever stops this may be gone before it hears of the store
        raise
    return done
