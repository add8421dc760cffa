"""Small text files that a command leaves beside its result: checked before the work, published by rename."""

import json
import os
from pathlib import Path
from typing import Any

from dfm.core.document.publish import publish as publish_bytes
from dfm.core.errors import UsageError, WriteError


def to_text(value: dict[str, Any] | str) -> str:
    """A report as JSON text; one that is text already stays as it is."""
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def check_target(target: Path, *, overwrite: bool, others: tuple[Path, ...] = ()) -> None:
    """Refuse, before hours of work, a file that could not be written at the end of them."""
    if any(_same(target, other) for other in others):
        raise UsageError(f"{target} is named twice: give the report a file of its own.")
    if target.is_dir():
        raise WriteError(f"{target} is a folder: name a file in it.")
    if target.exists() and not overwrite:
        raise WriteError(f"{target} exists: choose another name or add --overwrite.")
    if not target.parent.is_dir():
        raise WriteError(f"The folder {target.parent} of {target.name} does not exist: make it first.")
    if not os.access(target.parent, os.W_OK):
        raise WriteError(f"The folder {target.parent} cannot be written to: choose another one.")


def make_folder(folder: Path) -> None:
    """Make a folder for results, or say why it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"The folder {folder} cannot be made ({error.strerror}): choose another.") from error


def publish(target: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    try:
        publish_bytes(target, text.encode("utf-8"))
    except OSError as error:
        raise WriteError(f"{target} cannot be written ({error.strerror}): choose another place.") from error


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
