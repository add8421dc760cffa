"""One file from its address into a folder, checked before it is published.

A job: it counts bytes, writes to `.part` and renames at the end, so that a stop leaves nothing behind.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Protocol, cast
from urllib.request import Request, urlopen

from dfm.core.errors import MissingWeights, WriteError
from dfm.core.jobs import Job, Progress

BLOCK = 1 << 16
TIMEOUT_SECONDS = 20


class _Response(Protocol):
    """What is used of a response of urllib."""

    headers: dict[str, str]

    def read(self, size: int) -> bytes: ...

    def close(self) -> None: ...


def download(address: str, target: Path, sha256: str, remedy: str) -> Job[Path]:
    """Fetch `address` to `target`; `sha256` may be a digest or its beginning.

    Raises MissingWeights, ending in `remedy`, where the address does not answer with the expected bytes.
    """
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    digest = hashlib.sha256()
    try:
        with _opened(address, target.name, remedy) as response, _writing(part):
            total = int(response.headers.get("Content-Length") or 0) or None
            part.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                while block := _read(response, address, target.name, remedy):
                    digest.update(block)
                    file.write(block)
                    yield Progress(f"fetch {target.name}", file.tell(), total, "bytes")
            if not digest.hexdigest().startswith(sha256):
                raise MissingWeights(f"{address} answered with another file than {target.name}: {remedy}.")
            part.replace(target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return target


@contextlib.contextmanager
def _opened(address: str, name: str, remedy: str) -> Iterator[_Response]:
    """The open response of an address, closed at the end."""
    try:
        response = urlopen(Request(address, headers={"User-Agent": "dfm"}), timeout=TIMEOUT_SECONDS)
    except (OSError, HTTPException, ValueError) as error:
        raise _unreachable(address, name, remedy, error) from error
    with contextlib.closing(cast(_Response, response)) as opened:
        yield opened


def _read(response: _Response, address: str, name: str, remedy: str) -> bytes:
    try:
        return response.read(BLOCK)
    except (OSError, HTTPException) as error:
        raise _unreachable(address, name, remedy, error) from error


@contextlib.contextmanager
def _writing(part: Path) -> Iterator[None]:
    """Turn a failure of the disk into the user's sentence."""
    try:
        yield
    except OSError as error:
        raise WriteError(
            f"{part.parent} cannot be written ({error.strerror}): free space there or set DFM_CACHE_DIR."
        ) from error


def _unreachable(address: str, name: str, remedy: str, error: Exception) -> MissingWeights:
    reason = getattr(error, "reason", None) or error
    return MissingWeights(f"{name} could not be fetched from {address} ({reason}): {remedy}.")
