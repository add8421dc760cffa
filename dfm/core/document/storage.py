"""The project's file: readable JSON with a schema number, named `*.dfm`.

    {"schema": 6,
     "media": {"path": "talk.mp4", "content_id": "…", "rate": "30000/1001", "frames": 450},
     "edits": [{"id": "e1", "emotion": "happy", "intensity": 0.6, "start": 30, "end": 120, …}],
     "markers": [{"frame": 45, "label": "the joke"}],
     "marked": {"start": 30, "end": 300},
     "persons": [{"face": 1, "path": "anna.dfmperson", "digest": "…"}],
     "renderer": {"path": "talk.dfmrenderer", "digest": "…", "in_use": true}}

The paths of the video and of other files are written relative to the file's folder, so that all can move
together. A file is not trusted: whatever is not of the form above is refused with one sentence. Whether the
files that it names exist, and are still the same, is for others to see.
"""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

from dfm.core.document.edits import Edit
from dfm.core.document.persons import PersonFile
from dfm.core.document.project import Project
from dfm.core.document.publish import publish
from dfm.core.document.records import (
    Record,
    edit_record,
    marker_record,
    optional,
    read_all,
    read_edit,
    read_marker,
    read_span,
    span_record,
    take_flag,
    take_frames,
    take_rate,
    take_record,
    take_text,
    take_word,
)
from dfm.core.document.renderers import RendererFile
from dfm.core.document.upgrades import SCHEMA, upgrade
from dfm.core.errors import DfmError, InputError, WriteError

SUFFIX = ".dfm"
MOST_BYTES = 64 * 2**20
MOST_PERSONS = 1000


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
    content = encode(project, path.absolute().parent)
    try:
        publish(path, content)
    except OSError as error:
        raise WriteError(
            f"The project cannot be saved to '{path}': {error.strerror}; choose a folder you may write to."
        ) from error


def encode(project: Project, folder: Path) -> bytes:
    """Write a project as the content of a file in `folder`, the same for the same project."""
    return to_json(project_record(project, folder))


def project_record(project: Project, folder: Path) -> Record:
    """Describe a project as seen from a folder."""
    return {
        "schema": SCHEMA,
        "media": _media_record(project, folder),
        "edits": [edit_record(edit) for edit in project.edits],
        "markers": [marker_record(marker) for marker in project.markers],
        "marked": None if project.marked is None else span_record(project.marked),
        "persons": [_person_record(person, folder) for person in project.persons],
        "renderer": None if project.renderer is None else _renderer_record(project.renderer, folder),
    }


def decode(content: bytes, folder: Path) -> Project:
    """Read a project from the content of a file in `folder`; a ValueError or DfmError says what is wrong."""
    return read_record(from_json(content), folder)


def read_record(record: Record, folder: Path) -> Project:
    """Read a project of any known schema from its record, as seen from a folder."""
    record = upgrade(record)
    media = take_record(record.get("media") or {})
    path = optional(media, "path", take_text)
    return Project(
        media=None if path is None else _usable_path(path, folder, "its video"),
        edits=tuple(read_all(record, "edits", "edit", read_edit)),
        content_id=optional(media, "content_id", take_text),
        rate=optional(media, "rate", take_rate),
        frames=optional(media, "frames", take_frames),
        markers=tuple(read_all(record, "markers", "marker", read_marker)),
        marked=optional(record, "marked", lambda found, key: read_span(take_record(found[key]))),
        persons=tuple(
            read_all(record, "persons", "person", lambda each: _read_person(each, folder), MOST_PERSONS)
        ),
        renderer=optional(record, "renderer", lambda found, key: _read_renderer(found[key], folder)),
    )


def encode_edits(edits: Iterable[Edit], rate: Fraction) -> bytes:
    """Write edits alone, as they are copied from one window to another, with the rate of their frames."""
    return to_json({"schema": SCHEMA, "rate": str(rate), "edits": [edit_record(edit) for edit in edits]})


def decode_edits(content: bytes) -> tuple[tuple[Edit, ...], Fraction]:
    """Read edits alone and their rate; a ValueError or DfmError says what is wrong."""
    record = upgrade(from_json(content))
    return tuple(read_all(record, "edits", "edit", read_edit)), take_rate(record, "rate")


def to_json(record: Record) -> bytes:
    """Write a record as readable text."""
    try:
        return (json.dumps(record, indent=2, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # the path of a video whose name is no text: escape its bytes
        return (json.dumps(record, indent=2) + "\n").encode()


def from_json(content: bytes) -> Record:
    """Read a record from text that is not trusted."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES // 2**20} MiB")
    return take_record(json.loads(content, parse_constant=_refuse_constant))


def _media_record(project: Project, folder: Path) -> Record:
    """Describe the video."""
    return {
        "path": None if project.media is None else _relative(project.media, folder),
        "content_id": project.content_id,
        "rate": None if project.rate is None else str(project.rate),
        "frames": project.frames,
    }


def _person_record(person: PersonFile, folder: Path) -> Record:
    """Describe the person of a face."""
    return {"face": person.face, "path": _relative(person.path, folder), "digest": person.digest}


def _read_person(record: Record, folder: Path) -> PersonFile:
    """Read the person of a face."""
    path = _usable_path(take_text(record, "path"), folder, "its file")
    return PersonFile(take_frames(record, "face"), path, optional(record, "digest", take_word) or "")


def _renderer_record(renderer: RendererFile, folder: Path) -> Record:
    """Describe the trained renderer."""
    path = _relative(renderer.path, folder)
    return {"path": path, "digest": renderer.digest, "in_use": renderer.in_use}


def _read_renderer(value: object, folder: Path) -> RendererFile:
    """Read the trained renderer."""
    record = take_record(value)
    path = _usable_path(take_text(record, "path"), folder, "its trained renderer")
    digest = optional(record, "digest", take_word) or ""
    return RendererFile(path, digest, in_use=take_flag(record, "in_use", default=True))


def _relative(file: str, folder: Path) -> str:
    """Write a path as seen from the folder, where there is such a path."""
    path = os.path.normpath(Path(file).absolute())
    with suppress(ValueError):  # on another drive there is none
        path = os.path.relpath(path, folder)
    return Path(path).as_posix()


def _usable_path(path: str, folder: Path, whose: str) -> str:
    """Find a file from the folder; what is no path of a file is refused."""
    try:
        usable = bool(path) and "://" not in path and b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        usable = False
    if not usable:
        raise ValueError(f"the path of {whose} is not the path of a file")
    return os.path.normpath(folder.absolute() / path)


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
