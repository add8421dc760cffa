"""Look at pictures before their turn comes, in threads: searches for faces, landmarks, whatever is asked.

What a look finds depends on the picture and on where it looks alone, so results are the same whether it was
begun ahead or not, and whoever began it decides whether it is of use. Whole pictures are looked at in one
thread, since PyAV crashes where two threads convert the same picture at once.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from fractions import Fraction
from threading import Event
from typing import TypeVar

import av
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.landmarks import FoundFace, LandmarkBackend
from dfm.core.faces.search import Box, find_boxes

Result = TypeVar("Result")


class LookAhead:
    """The threads, and the searches that were not yet asked for; open it with `looking_ahead`."""

    def __init__(self, backend: LandmarkBackend, rotation: int, pixel_aspect: Fraction) -> None:
        self._backend = backend
        self._rotation = rotation
        self._pixel_aspect = pixel_aspect
        self._thread = ThreadPoolExecutor(1, "dfm-search")
        self._faces = ThreadPoolExecutor(2, "dfm-face")
        self._begun: dict[tuple[int, int], Future[list[Box]]] = {}
        self._closed = Event()

    def run(self, look: Callable[[], Result]) -> Future[Result]:
        """Look at a whole picture, after all others that were begun before."""
        return self._thread.submit(look)

    def beside(self, look: Callable[[], Result]) -> Future[Result]:
        """Look at a part of a picture, two at a time."""
        return self._faces.submit(look)

    def begin_search(self, index: int, picture: av.VideoFrame, level: int) -> None:
        """Search a picture at a level some time before it is asked for."""
        self._begun[index, level] = self.run(lambda: self._search(picture, level))

    def searched(self, index: int, picture: av.VideoFrame, level: int) -> list[Box]:
        """What the search finds, waited for; searches of this frame and of those before are forgotten."""
        wanted = self._begun.pop((index, level), None)
        for key in [key for key in self._begun if key[0] <= index]:
            self._begun.pop(key).cancel()
        return (wanted or self.run(lambda: self._search(picture, level))).result()

    def close(self) -> None:
        """Give up what is under way, within one call of the backend."""
        self._closed.set()
        for threads in (self._thread, self._faces):
            threads.shutdown(cancel_futures=True)

    def _search(self, picture: av.VideoFrame, level: int) -> list[Box]:
        return find_boxes(self._find, picture, self._rotation, self._pixel_aspect, level)

    def _find(self, rgb: NDArray[np.uint8]) -> list[FoundFace]:
        return [] if self._closed.is_set() else self._backend.find(rgb)


@contextmanager
def looking_ahead(backend: LandmarkBackend, rotation: int, pixel_aspect: Fraction) -> Iterator[LookAhead]:
    """Threads for one video's pictures; `pixel_aspect` is that of the stored raster."""
    ahead = LookAhead(backend, rotation, pixel_aspect)
    try:
        yield ahead
    finally:
        ahead.close()
