"""The project's file: readable JSON with a schema number, named `*.dfm`.

    {"schema": 1,
     "media": {"path": "talk.mp4", "content_id": "…", "rate": "30000/1001", "frames": 450},
     "edits": [{"id": "e1", "emotion": "happy", "intensity": 0.6, "start": 30, "end": 120, …}]}

The path of the video is written relative to the file's folder, so that both can move together. A file is
not trusted: whatever is not of the form above is refused with one sentence. Whether the video exists, and
is still the same, is for others to see.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from dfm.core.document.edits import MOST_SEED, Edit, Speech
from dfm.core.document.project import Project
from dfm.core.document.timebase import Span
from dfm.core.errors import DfmError, InputError, WriteError

SUFFIX = ".dfm"
SCHEMA = 1
MOST_BYTES = 64 * 2**20
MOST_FRAMES = 10**9
MOST_LETTERS = 4096
MOST_WORD = 64

Record = dict[str, Any]
Upgrade = Callable[[Record], Record]
Value = TypeVar("Value")

UPGRADES: Mapping[int, Upgrade] = MappingProxyType({})
"""From each older schema the function that makes the next one of it."""

_RATE = re.compile(r"[1-9]\d{0,19}(/[1-9]\d{0,19})?", re.ASCII)


def read_project(path: Path) -> Project:
    """Read a project's file; an InputError says why it cannot be."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"The project '{path}' cannot be opened: {error.strerror}; choose a {SUFFIX} file."
        ) from error
    try:
        return decode(content, path.absolute().parent)
    except (ValueError, RecursionError, DfmError) as error:
        raise InputError(
            f"The project '{path}' cannot be read ({_reason(error)}); restore it from a copy."
        ) from error


def write_project(project: Project, path: Path) -> None:
    """Save a project under a name; on failure the file that was there before is still there."""
    part = path.parent / f"{path.name}.part"
    content = encode(project, path.absolute().parent)
    try:
        try:
            part.write_bytes(content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(
            f"The project cannot be saved to '{path}': {error.strerror}; choose a folder you may write to."
        ) from error


def encode(project: Project, folder: Path) -> bytes:
    """Write a project as the content of a file in `folder`, the same for the same project."""
    record = {
        "schema": SCHEMA,
        "media": _media_record(project, folder),
        "edits": [_edit_record(edit) for edit in project.edits],
    }
    try:
        return (json.dumps(record, indent=2, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # the path of a video whose name is no text: escape its bytes
        return (json.dumps(record, indent=2) + "\n").encode()


def decode(content: bytes, folder: Path) -> Project:
    """Read a project from the content of a file in `folder`; a ValueError or DfmError says what is wrong."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES // 2**20} MiB")
    record = upgrade(_record(json.loads(content, parse_constant=_refuse_constant)))
    edits = tuple(_edits(record.get("edits", [])))
    media = _record(record.get("media") or {})
    path = _optional(media, "path", _text)
    return Project(
        media=None if path is None else _media_path(path, folder),
        edits=edits,
        content_id=_optional(media, "content_id", _text),
        rate=_optional(media, "rate", _rate),
        frames=_optional(media, "frames", _frames),
    )


def upgrade(record: Record, schema: int = SCHEMA, upgrades: Mapping[int, Upgrade] = UPGRADES) -> Record:
    """Bring a record of an older schema to the present one, step by step."""
    found = _whole(record, "schema", 2**31)
    if found > schema:
        raise ValueError(f"it was made by a newer version, schema {found}, which needs an update")
    for step in range(found, schema):
        if step not in upgrades:
            raise ValueError(f"its schema {step} is unknown")
        record = upgrades[step](record)
    return record


def _media_record(project: Project, folder: Path) -> Record:
    """Describe the video."""
    return {
        "path": None if project.media is None else _relative(project.media, folder),
        "content_id": project.content_id,
        "rate": None if project.rate is None else str(project.rate),
        "frames": project.frames,
    }


def _relative(media: str, folder: Path) -> str:
    """Write a path as seen from the folder, where there is such a path."""
    path = os.path.normpath(Path(media).absolute())
    with suppress(ValueError):  # on another drive there is none
        path = os.path.relpath(path, folder)
    return Path(path).as_posix()


def _edit_record(edit: Edit) -> Record:
    """Describe an edit."""
    return {
        "id": edit.id,
        "emotion": edit.emotion,
        "intensity": edit.intensity,
        "start": edit.span.start,
        "end": edit.span.end,
        "speech": edit.speech.value,
        "seed": edit.seed,
        "ramp": edit.ramp,
        "enabled": edit.enabled,
        "face": edit.face,
    }


def _edits(value: object) -> Iterator[Edit]:
    """Read the list of edits; what is wrong is told with the number of the edit."""
    if not isinstance(value, list):
        raise ValueError("its edits are not a list")
    for number, edit in enumerate(value, start=1):
        try:
            yield _edit(_record(edit))
        except (ValueError, DfmError) as error:
            raise ValueError(f"edit {number}: {error}") from error


def _edit(record: Record) -> Edit:
    """Read an edit; what has a default may be left out."""
    start, end = _frames(record, "start"), _frames(record, "end")
    if end <= start:
        raise ValueError("it ends before it starts")
    enabled = record.get("enabled", True)
    if not isinstance(enabled, bool):
        raise ValueError("'enabled' is neither true nor false")
    return Edit(
        emotion=_word(record, "emotion"),
        intensity=_share(record, "intensity"),
        span=Span(start, end),
        speech=Speech(_optional(record, "speech", _word) or Speech.KEEP.value),
        seed=_optional(record, "seed", _seed) or 0,
        ramp=_optional(record, "ramp", _frames),
        enabled=enabled,
        face=_optional(record, "face", _frames),
        id=_optional(record, "id", _word) or "",
    )


def _media_path(path: str, folder: Path) -> str:
    """Find the video from the folder; what is no path of a file is refused."""
    try:
        usable = bool(path) and "://" not in path and b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        usable = False
    if not usable:
        raise ValueError("the path of its video is not the path of a file")
    return os.path.normpath(folder.absolute() / path)


def _record(value: object) -> Record:
    """Take a JSON object."""
    if not isinstance(value, dict):
        raise ValueError("it is not a record")
    return value


def _optional(record: Record, key: str, read: Callable[[Record, str], Value]) -> Value | None:
    """Take a value that may be absent or null."""
    return None if record.get(key) is None else read(record, key)


def _text(record: Record, key: str, most: int = MOST_LETTERS) -> str:
    """Take a text of so many letters at most."""
    value = record.get(key)
    if not isinstance(value, str) or len(value) > most:
        raise ValueError(f"'{key}' is not a text of at most {most} letters")
    return value


def _word(record: Record, key: str) -> str:
    """Take a short text."""
    return _text(record, key, MOST_WORD)


def _share(record: Record, key: str) -> float:
    """Take a number from 0 to 1."""
    value = record.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"'{key}' is not a number from 0 to 1")
    return float(value)


def _whole(record: Record, key: str, most: int) -> int:
    """Take a whole number from 0 to `most`."""
    value = record.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError(f"'{key}' is not a whole number from 0 to {most}")
    return value


def _frames(record: Record, key: str) -> int:
    """Take a number of frames."""
    return _whole(record, key, MOST_FRAMES)


def _seed(record: Record, key: str) -> int:
    """Take a seed."""
    return _whole(record, key, MOST_SEED)


def _rate(record: Record, key: str) -> Fraction:
    """Take a frame rate, as in 30000/1001."""
    text = _text(record, key)
    if not _RATE.fullmatch(text):
        raise ValueError(f"'{key}' is not a frame rate")
    return Fraction(text)


def _refuse_constant(name: str) -> object:
    """Refuse NaN and Infinity, which JSON does not know."""
    raise ValueError(f"{name} is not a number")


def _reason(error: Exception) -> str:
    """Say in a few words why a file cannot be read."""
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return "it is not JSON"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error).rstrip(".")
