"""`dfm models`: list, verify and fetch the model files."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from dfm.cli.options import add_json, add_quiet
from dfm.cli.stepping import follow
from dfm.cli.text import columns, size, warn
from dfm.core.errors import MissingWeights

if TYPE_CHECKING:
    from dfm.core.weights import Status

HELP = "list, verify or fetch the model files"


def declare(parser: argparse.ArgumentParser) -> None:
    """The actions of the command, and their arguments."""
    actions = parser.add_subparsers(dest="_action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="every model file: licence, origin and where it is")
    listing.set_defaults(run=list_models)
    add_json(listing)
    verifying = actions.add_parser("verify", help="read model files again and compare their SHA-256")
    verifying.set_defaults(run=verify_models)
    verifying.add_argument("names", metavar="NAME", nargs="*", help="default: every file that is here")
    fetching = actions.add_parser("fetch", help="bring model files from their official addresses")
    fetching.set_defaults(run=fetch_models)
    fetching.add_argument("names", metavar="NAME", nargs="+")
    add_quiet(fetching)


def list_models(*, as_json: bool) -> int:
    """Print the table of model files."""
    from dfm.core import weights

    found = [weights.locate(row) for row in weights.table()]
    if as_json:
        rows = [
            {**asdict(status.weights), "path": str(status.path) if status.path else None} for status in found
        ]
        print(json.dumps({"schema": 1, "models": rows}, indent=2))
        return 0
    heading = ("name", "size", "licence", "file", "where")
    print(columns([heading, *map(_listed, found)]))
    return 0


def verify_models(*, names: Sequence[str]) -> int:
    """Compare files with their SHA-256; 4 where one is wrong, or a named one is missing."""
    from dfm.core import digests, weights

    digests.forget()
    rows = [weights.row(name) for name in names] or weights.table()
    found = [weights.locate(row) for row in rows]
    looked_at = [status for status in found if names or status.path or status.wrong]
    print(columns([_verified(status) for status in looked_at]))
    bad = [status for status in looked_at if status.path is None or status.wrong]
    if bad:
        first = bad[0]
        what = (
            f"{first.wrong[0]} is not the expected file"
            if first.wrong
            else f"{first.weights.file} is missing"
        )
        raise MissingWeights(f"{what}: {'remove it and ' if first.wrong else ''}{first.weights.remedy}.")
    return 0


def fetch_models(*, names: Sequence[str], quiet: bool) -> int:
    """Bring each named file into the cache, unless it is here."""
    from dfm.core import weights

    for row in [weights.row(name) for name in names]:
        for wrong in weights.locate(row).wrong:
            warn(f"warning: {wrong} is not the expected file and is passed over.")
        if not quiet:
            warn(f"{row.file} is licensed under {row.licence}.")
        print(follow(weights.fetch(row.name), quiet=quiet))
    return 0


def _listed(status: "Status") -> tuple[str, ...]:
    row = status.weights
    place = str(status.path) if status.path else f"absent: {row.remedy}"
    return (row.name, size(row.size) if row.size else "?", row.licence, row.file, place)


def _verified(status: "Status") -> tuple[str, ...]:
    present = "right" if status.weights.sha256 else "unchecked: its makers publish no SHA-256"
    verdict = "wrong" if status.wrong else present if status.path else "missing"
    place = status.wrong[0] if status.wrong else status.path
    return (status.weights.name, verdict, str(place or status.weights.file))
