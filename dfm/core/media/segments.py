"""Records in a file that only grows: a key, a few bytes of description, and the content.

What a crash left half written at the end is cut off when the file is opened; what a disk spoilt is not
handed out. It knows nothing of pictures.
"""

import errno
import os
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

HEAD = struct.Struct("<4sBBII")
"""Mark, length of the key, length of the description, length of the content, CRC-32 of all three."""
MARK = b"dfm1"


@dataclass(frozen=True, slots=True)
class _Place:
    offset: int
    size: int
    about: bytes
    checksum: int


class Segment:
    """One file of records; close it. Serves one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it."""
        self.path = path
        self._places: dict[bytes, _Place] = {}
        self._file = path.open("a+b", buffering=0)
        self.size = self._scan()

    def __contains__(self, key: bytes) -> bool:
        return key in self._places

    def append(self, key: bytes, about: bytes, content: bytes) -> None:
        """Add a record; OSError where it finds no room, and then nothing is added."""
        checksum = zlib.crc32(content, zlib.crc32(about, zlib.crc32(key)))
        head = HEAD.pack(MARK, len(key), len(about), len(content), checksum) + key + about
        record = head + content
        try:
            written = self._file.write(record)
            if written != len(record):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError:
            with suppress(OSError):
                self._file.truncate(self.size)
            raise
        end = self._file.tell()  # another program may have added something too
        self._places[key] = _Place(end - len(content), len(content), about, checksum)
        self.size = end

    def read(self, key: bytes) -> tuple[bytes, bytes] | None:
        """The description and the content under a key, or None where they are missing or spoilt."""
        place = self._places.get(key)
        if place is None:
            return None
        self._file.seek(place.offset)
        content = self._file.read(place.size) or b""
        if zlib.crc32(content, zlib.crc32(place.about, zlib.crc32(key))) != place.checksum:
            del self._places[key]
            return None
        return place.about, content

    def move(self, path: Path) -> None:
        """Give the file another name, in place of what is there."""
        self._file.close()
        self.path = self.path.replace(path)
        self._file = path.open("a+b", buffering=0)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _scan(self) -> int:
        """Find the records from head to head, and cut off what follows the last whole one."""
        end, total = 0, self._file.seek(0, 2)
        while end + HEAD.size <= total:
            self._file.seek(end)
            mark, key_size, about_size, size, checksum = HEAD.unpack(self._file.read(HEAD.size))
            offset = end + HEAD.size + key_size + about_size
            if mark != MARK or offset + size > total:
                break
            names = self._file.read(key_size + about_size)
            self._places[names[:key_size]] = _Place(offset, size, names[key_size:], checksum)
            end = offset + size
        if end < total:
            self._file.truncate(end)
        return end
