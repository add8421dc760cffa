"""The edits of a project as a list for people and other programs: CSV for a table, JSON for everything.

Times stand beside the frames that they begin. It is written only; projects are saved by `storage`.
"""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

from dfm.core.document.edits import Edit
from dfm.core.document.project import Project
from dfm.core.document.publish import publish
from dfm.core.document.records import Record, edit_record, marker_record, performance_facts
from dfm.core.document.regions import NAMES
from dfm.core.document.storage import to_json
from dfm.core.document.timebase import format_timecode
from dfm.core.errors import UsageError, WriteError

_COLUMNS = ("face", "emotion", "intensity", "start", "end", "speech", "seed", "ramp", "enabled", *NAMES)
"""The fields of an edit that a table shows; none of them is free text."""


def edit_list_json(project: Project) -> bytes:
    """What is known of each edit, with its times, and the markers."""
    return to_json(
        {
            "video": None if project.media is None else Path(project.media).name,
            "rate": None if project.rate is None else str(project.rate),
            "frames": project.frames,
            "edits": [_described(project, edit) for edit in project.edits],
            "markers": [marker_record(marker) for marker in project.markers],
        }
    )


def edit_list_csv(project: Project) -> bytes:
    """One line an edit, under a line of names."""
    text = io.StringIO()
    names = ("number", *_COLUMNS, "start_time", "end_time")
    table = csv.DictWriter(text, names, extrasaction="ignore")
    table.writeheader()
    for number, edit in enumerate(project.edits, start=1):
        fields = {**edit_record(edit), **dict(edit.regions.items()), **_times(project, edit)}
        table.writerow({"number": number, **fields})
    return text.getvalue().encode()


WRITERS: Mapping[str, Callable[[Project], bytes]] = {".csv": edit_list_csv, ".json": edit_list_json}
"""How the list is written, by the ending of its file."""


def write_edit_list(project: Project, path: Path) -> None:
    """Write the list in the form that the file's name asks for, whole or not at all."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise UsageError(f"'{path.name}' is no name of an edit list; let it end in {' or '.join(WRITERS)}.")
    try:
        publish(path, writer(project))
    except OSError as error:
        raise WriteError(
            f"The edit list cannot be written to '{path}': {error.strerror}; choose another place."
        ) from error


def _described(project: Project, edit: Edit) -> Record:
    """An edit with its times; of a performance only what it is called and where it was taken from."""
    record = {**edit_record(edit), **_times(project, edit)}
    if edit.performance is not None:
        record["performance"] = performance_facts(edit.performance)
    return record


def _times(project: Project, edit: Edit) -> Record:
    """When an edit starts and ends, where the rate is known."""
    if project.rate is None:
        return {"start_time": None, "end_time": None}
    return {
        "start_time": format_timecode(edit.span.start, project.rate),
        "end_time": format_timecode(edit.span.end, project.rate),
    }
