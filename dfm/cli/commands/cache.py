"""`dfm cache`: list or clear what is kept of videos."""

import argparse

from dfm.cli.options import add_json
from dfm.cli.text import columns, plural, size

HELP = "list or clear what is kept of videos"


def declare(parser: argparse.ArgumentParser) -> None:
    """The actions of the command."""
    actions = parser.add_subparsers(dest="_action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="everything kept, the latest first")
    listing.set_defaults(run=list_cache)
    add_json(listing)
    actions.add_parser("clear", help="remove everything kept").set_defaults(run=clear_cache)


def list_cache(*, as_json: bool) -> int:
    """Print what is kept, and where."""
    from dfm.core import cache, places

    kept = cache.entries()
    if as_json:
        import json

        rows = [
            {"path": str(each.path), "size_bytes": each.size_bytes, "changed": each.changed.isoformat()}
            for each in kept
        ]
        print(json.dumps({"schema": 1, "folder": str(places.cache_folder()), "entries": rows}, indent=2))
        return 0
    rows_of_text = [
        (
            f"{each.changed.astimezone():%Y-%m-%d %H:%M}",
            size(each.size_bytes),
            f"{each.path.parent.name}/{each.path.name}",
        )
        for each in kept
    ]
    total = size(sum(each.size_bytes for each in kept))
    print(f"{places.cache_folder()}: {_analyses(len(kept))}, {total}")
    if rows_of_text:
        print(columns(rows_of_text))
    return 0


def clear_cache() -> int:
    """Remove what is kept, and say how much it was."""
    from dfm.core import cache

    removed = cache.clear()
    print(f"Removed {_analyses(len(removed))}, {size(sum(each.size_bytes for each in removed))}.")
    return 0


def _analyses(number: int) -> str:
    return plural(number, "file")
