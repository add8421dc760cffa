"""A log of scalars that TensorBoard reads, written without TensorBoard.

The file is a sequence of records (length, its checksum, content, its checksum; checksums are masked CRC-32C),
each an Event message of TensorFlow's protocol buffers: wall time, step, and one value with its tag.
"""

import struct
import time
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

_POLYNOMIAL = 0x82F63B78
_MASK = 0xA282EAD8
_DOUBLE, _WHOLE, _BYTES, _FLOAT = 1, 0, 2, 5
"""How a field is written (wire types)."""


class EventLog:
    """Appends to a log, or begins it anew; a context manager."""

    def __init__(self, path: Path, *, append: bool = False) -> None:
        """Open the file; OSError where it cannot be written."""
        fresh = not (append and path.exists())
        self._file: BinaryIO = path.open("wb" if fresh else "ab")
        if fresh:
            self._write(_field(1, _DOUBLE, time.time()) + _field(3, _BYTES, b"brain.Event:2"))

    def __enter__(self) -> "EventLog":
        """The log itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._file.close()

    def add(self, tag: str, value: float, step: int) -> None:
        """Write one value."""
        entry = _field(1, _BYTES, tag.encode()) + _field(2, _FLOAT, value)
        summary = _field(1, _BYTES, entry)
        head = _field(1, _DOUBLE, time.time()) + _field(2, _WHOLE, step)
        self._write(head + _field(5, _BYTES, summary))

    def _write(self, content: bytes) -> None:
        length = struct.pack("<Q", len(content))
        checks = (struct.pack("<I", masked(part)) for part in (length, content))
        self._file.write(length + next(checks) + content + next(checks))
        self._file.flush()


def masked(content: bytes) -> int:
    """The checksum of a record's part, turned so that checksums of checksums do no harm."""
    found = crc32c(content)
    return (((found >> 15) | (found << 17)) + _MASK) & 0xFFFFFFFF


def crc32c(content: bytes) -> int:
    """The cyclic redundancy check of Castagnoli."""
    found, table = 0xFFFFFFFF, _table()
    for byte in content:
        found = table[(found ^ byte) & 0xFF] ^ (found >> 8)
    return found ^ 0xFFFFFFFF


@lru_cache(maxsize=1)
def _table() -> tuple[int, ...]:
    rows = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (_POLYNOMIAL if value & 1 else 0)
        rows.append(value)
    return tuple(rows)


def _field(number: int, kind: int, value: float | bytes) -> bytes:
    """One field of a message."""
    key = _whole(number << 3 | kind)
    if isinstance(value, bytes):
        return key + _whole(len(value)) + value
    if kind == _WHOLE:
        return key + _whole(int(value))
    return key + struct.pack("<d" if kind == _DOUBLE else "<f", value)


def _whole(value: int) -> bytes:
    """A whole number in groups of seven bits."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
