"""A file that tells whether the process that made it still lives: the system frees its lock when it dies.

The number of the process is written into it for people to read; a number alone could be another process's.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO


class Lock:
    """A file held by this process until it is released."""

    def __init__(self, path: Path) -> None:
        """Take the lock; OSError where it cannot be had."""
        self._path = path
        self._file = path.open("a+b")
        try:
            _hold(self._file)
            self._file.truncate(0)
            self._file.write(f"{os.getpid()}\n".encode())
            self._file.flush()
        except OSError:
            self._file.close()
            raise

    def release(self) -> None:
        """Let go of the file and remove it."""
        self._file.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def is_held(path: Path) -> bool:
    """Whether a process that still lives holds this file."""
    try:
        with path.open("rb+") as file:
            _hold(file)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _hold(file: BinaryIO) -> None:
    """Lock an open file at once; OSError where another one, even of this process, has it locked."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(1 << 20)  # beyond what is written, so that it can be read
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
