"""Presets: performances with names of the user's own, a small file each in the folder of the settings.

A preset holds all that it shows; the video or the photograph that it was taken from is not needed again.
"""

import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from dfm.core import places
from dfm.core.document.emotions import suggest
from dfm.core.document.performance import Performance
from dfm.core.document.publish import publish
from dfm.core.document.records import performance_record, read_performance, take_record, take_whole
from dfm.core.document.storage import MOST_BYTES, from_json, to_json
from dfm.core.errors import DfmError, InputError, UsageError, WriteError

SCHEMA = 1
SUFFIX = ".json"
_NAME = re.compile(r"\w(?:[\w ()+-]{0,38}[\w)+])?")


def check_name(name: str) -> str:
    """The name without spaces around it; a UsageError where no preset can bear it."""
    found = name.strip()
    if not _NAME.fullmatch(found):
        raise UsageError(
            f"A preset cannot be called '{name}'; use 1 to 40 letters, digits, spaces, - + ( ) or _."
        )
    return found


def check_free(name: str, *, overwrite: bool = False) -> None:
    """Refuse a name that no preset can bear, or that one bears already; upper and lower case are the same."""
    before = _files().get(check_name(name).casefold())
    if before is not None and not overwrite:
        raise WriteError(f"There is a preset '{before.stem}' already: choose another name, or overwrite it.")


def save(name: str, performance: Performance, *, overwrite: bool = False) -> Performance:
    """Keep a performance under a name, and return it so named."""
    check_free(name, overwrite=overwrite)
    wanted = check_name(name)
    before = _files().get(wanted.casefold())
    named = replace(performance, name=wanted)
    folder = places.presets_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / (wanted + SUFFIX)
        publish(path, to_json({"schema": SCHEMA, "performance": performance_record(named)}))
        if before is not None and before.name != path.name and not before.samefile(path):
            before.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(
            f"The preset cannot be saved in '{folder}': {error.strerror}; make room there."
        ) from error
    return named


def load(name: str) -> Performance:
    """The performance of a name; an InputError where its file is broken, a UsageError where there is none."""
    path = _find(name)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("it is too large")
        record = from_json(path.read_bytes())
        take_whole(record, "schema", SCHEMA, SCHEMA)
        found = read_performance(take_record(record.get("performance")))
    except (OSError, ValueError, RecursionError, DfmError) as error:
        raise InputError(f"The preset '{path}' cannot be read: remove it and save it anew.") from error
    return replace(found, name=path.stem)


def names() -> tuple[str, ...]:
    """The names of all presets, in the order of the alphabet."""
    return tuple(path.stem for _, path in sorted(_files().items()))


def load_all() -> tuple[Performance, ...]:
    """All presets that can be read."""
    found: list[Performance] = []
    for name in names():
        with suppress(DfmError):
            found.append(load(name))
    return tuple(found)


def remove(name: str) -> None:
    """Forget a preset."""
    path = _find(name)
    try:
        path.unlink()
    except OSError as error:
        raise WriteError(
            f"The preset '{path}' cannot be removed: {error.strerror}; remove the file."
        ) from error


def _find(name: str) -> Path:
    files = _files()
    found = files.get(name.strip().casefold())
    if found is None:
        known = [path.stem for path in files.values()]
        remedy = suggest(name, known, known) if known else "save one by `dfm preset save`."
        raise UsageError(f"There is no preset '{name.strip()}'; {remedy}")
    return found


def _files() -> dict[str, Path]:
    """The files of presets by their names in lower case."""
    try:
        found = sorted(places.presets_folder().glob("*" + SUFFIX))
    except OSError:
        return {}
    return {path.stem.casefold(): path for path in found}
