"""`dfm project`: what a project of the editor holds, and whether the files that it names are there."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dfm.cli.options import add_json
from dfm.cli.text import columns

if TYPE_CHECKING:
    from dfm.core.document.renderers import RendererFile
    from dfm.core.projects import Opened

HELP = "show what a project of the editor (.dfm) holds"


def declare(parser: argparse.ArgumentParser) -> None:
    """The actions of the command, and their arguments."""
    actions = parser.add_subparsers(dest="_action", metavar="ACTION", required=True)
    showing = actions.add_parser("show", help="the video, persons, the trained renderer, edits")
    showing.set_defaults(run=show_project)
    showing.add_argument("project", metavar="FILE", type=Path, help="the project (.dfm)")
    add_json(showing)


def show_project(*, project: Path, as_json: bool) -> int:
    """Print what the project holds, and what became of its files."""
    from dfm.core.projects import open_project

    content = _content(open_project(project))
    print(json.dumps(content, indent=2, ensure_ascii=False) if as_json else _text(content))
    return 0


def _content(opened: "Opened") -> dict[str, Any]:
    from dfm.core.document.edits import format_edit
    from dfm.core.named_files import file_state

    project = opened.project
    return {
        "schema": 1,
        "video": {
            "path": project.media,
            "state": opened.media.value,
            "frames": project.frames,
            "rate": None if project.rate is None else str(project.rate),
        },
        "persons": [
            {"face": each.face, "path": each.path, "sha256": each.digest, "state": file_state(each).value}
            for each in project.persons
        ],
        "renderer": _renderer(project.renderer),
        "edits": [
            {"text": format_edit(edit), "face": edit.face or 1, "enabled": edit.enabled}
            for edit in project.edits
        ],
    }


def _renderer(file: "RendererFile | None") -> dict[str, Any] | None:
    from dfm.core.named_files import file_state

    if file is None:
        return None
    state = file_state(file).value
    return {"path": file.path, "sha256": file.digest, "in_use": file.in_use, "state": state}


def _text(content: dict[str, Any]) -> str:
    """The content as lines for a person."""
    video = content["video"]
    rows = [("video", str(video["path"] or "none"), str(video["state"]))]
    rows += [(f"face {each['face']}", each["path"], each["state"]) for each in content["persons"]]
    if (renderer := content["renderer"]) is not None:
        unused = "" if renderer["in_use"] else ", not in use"
        rows.append(("renderer", renderer["path"], renderer["state"] + unused))
    edits = [
        (f"face {each['face']}", each["text"], "" if each["enabled"] else "off") for each in content["edits"]
    ]
    return "\n".join([columns(rows), *(["edits", columns(edits)] if edits else ["There is no edit yet."])])
