"""A file appears under its name only when it is whole, and what stood there before is lost only then.

It knows bytes and a path, not what they mean; whoever calls it makes the sentence of an OSError.
"""

import os
from contextlib import suppress
from pathlib import Path


def publish(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; where the name is a link, the file that it leads to."""
    target = Path(os.path.realpath(path))
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
