"""SHA-256 of files, each computed once: a file of the same place, size and time is not read again.

What is remembered lies in the cache as `digests.json`; a broken or unwritable one costs time alone.
"""

import contextlib
import hashlib
import json
import os
from pathlib import Path

from dfm.core import places

_Known = dict[str, list[str | int]]


def sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal; OSError where it cannot be read."""
    facts = path.stat()
    place, mark = str(path.resolve()), [facts.st_size, facts.st_mtime_ns]
    known = _recall()
    if known.get(place, [])[:2] == mark:
        return str(known[place][2])
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    _remember({**known, place: [*mark, digest]})
    return digest


def forget() -> None:
    """Forget every digest, so that each file is read again."""
    with contextlib.suppress(OSError):
        _memory().unlink(missing_ok=True)


def _memory() -> Path:
    return places.cache_folder() / "digests.json"


def _recall() -> _Known:
    """What is remembered, less every entry that is not of the expected form."""
    try:
        stored = json.loads(_memory().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    entries = stored.items() if isinstance(stored, dict) else ()
    return {place: entry for place, entry in entries if _is_entry(entry)}


def _is_entry(entry: object) -> bool:
    return isinstance(entry, list) and [type(value) for value in entry] == [int, int, str]


def _remember(known: _Known) -> None:
    """Keep what is known, by rename, so that a reader never meets half a file."""
    target = _memory()
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    with contextlib.suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_text(json.dumps(known, indent=1), "utf-8")
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
