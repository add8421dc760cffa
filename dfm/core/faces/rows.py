"""Landmarks, or small pictures, of many frames in a file without a name: a long video takes little memory.

The file lies in the system's temporary folder and is gone with the last of its readers, whatever happens.
Reading copies: a mapped file would count as memory of the process.
"""

import tempfile
import weakref
from array import array
from collections.abc import Iterator
from threading import Lock
from typing import Any, Protocol, overload

import numpy as np
from numpy.typing import NDArray

from dfm.core.errors import WriteError
from dfm.core.faces.topology import POINTS

SHAPE = (POINTS, 3)
SIZE = POINTS * 3 * 4
"""Bytes of a row of landmarks."""
CHUNK = 512
"""Rows that are worked on at once."""


class Rows(Protocol):
    """Landmarks (N, 478, 3) float32, wherever they lie: an array, or `SpooledRows`."""

    def __len__(self) -> int:
        """How many frames there are."""
        ...

    @overload
    def __getitem__(self, place: int, /) -> NDArray[np.float32]: ...

    @overload
    def __getitem__(self, place: slice, /) -> NDArray[np.float32]: ...


class PatchRows(Protocol):
    """Small grey pictures (N, S, S), wherever they lie."""

    def __getitem__(self, place: int, /) -> NDArray[np.uint8]:
        """That of one frame."""
        ...


class Spool:
    """The file: rows are appended to it and read by number, from any thread."""

    def __init__(self, shape: tuple[int, ...] = SHAPE, dtype: type[np.generic] = np.float32) -> None:
        """For rows of this shape and kind of number."""
        self.shape, self.dtype = shape, np.dtype(dtype)
        self._size = self.dtype.itemsize * int(np.prod(shape))
        try:
            self._file = tempfile.TemporaryFile(prefix="dfm-", buffering=0)  # noqa: SIM115  closed by the finalizer
        except OSError as error:
            raise _no_room(error) from error
        self._lock = Lock()
        self._count = 0
        weakref.finalize(self, self._file.close)

    def append(self, row: NDArray[Any]) -> int:
        """Write a row to the end and tell its number; WriteError where there is no room."""
        content = np.ascontiguousarray(row, self.dtype).tobytes()
        with self._lock:
            try:
                self._file.seek(self._count * self._size)
                written = self._file.write(content)
            except OSError as error:
                raise _no_room(error) from error
            if written != self._size:
                raise _no_room(OSError("it is full"))
            self._count += 1
            return self._count - 1

    def read(self, first: int, count: int) -> NDArray[Any]:
        """Rows that lie one after the other, as (count, *shape)."""
        with self._lock:
            self._file.seek(first * self._size)
            content = self._file.read(count * self._size)
        return np.frombuffer(bytearray(content), self.dtype).reshape(count, *self.shape)


class SpooledRows:
    """Some rows of a spool, in the order in which they were appended here; read like an array's."""

    def __init__(self, spool: Spool | None = None) -> None:
        self._spool = spool or Spool()
        self._places = array("q")

    def append(self, row: NDArray[Any], /) -> None:
        """Add a row."""
        self._places.append(self._spool.append(row))

    def pop(self) -> NDArray[Any]:
        """Take back the last row."""
        row = self[-1]
        self._places.pop()
        return row

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._places)

    def __iter__(self) -> Iterator[NDArray[Any]]:
        """The rows one by one."""
        return (self._spool.read(place, 1)[0] for place in self._places)

    @overload
    def __getitem__(self, place: int, /) -> NDArray[Any]: ...

    @overload
    def __getitem__(self, place: slice, /) -> NDArray[Any]: ...

    def __getitem__(self, place: int | slice, /) -> NDArray[Any]:
        """A row, or rows with the place first; a copy."""
        if not isinstance(place, slice):
            row: NDArray[Any] = self._spool.read(self._places[place], 1)[0]
            return row
        places = self._places[place]
        if len(places) > 1 and places[-1] - places[0] == len(places) - 1 and (place.step or 1) == 1:
            return self._spool.read(places[0], len(places))
        out = np.empty((len(places), *self._spool.shape), self._spool.dtype)
        for index, each in enumerate(places):
            out[index] = self._spool.read(each, 1)[0]
        return out

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """All rows in memory."""
        return np.asarray(self[:], dtype)


def parts(count: int) -> Iterator[slice]:
    """Slices of CHUNK rows, one after the other."""
    for start in range(0, count, CHUNK):
        yield slice(start, min(start + CHUNK, count))


def _no_room(error: OSError) -> WriteError:
    return WriteError(
        f"{tempfile.gettempdir()} cannot hold what is found in the video ({error.strerror or error}): free "
        "some space there, or set TMPDIR to another folder."
    )
