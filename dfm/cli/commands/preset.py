"""`dfm preset`: keep expressions under names, to be used as `--edit preset:NAME@START-END`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from dfm.cli.options import add_json, add_quiet
from dfm.cli.stepping import follow
from dfm.cli.text import columns
from dfm.core.errors import UsageError

if TYPE_CHECKING:
    from dfm.core.document.performance import Performance
    from dfm.core.jobs import Job

HELP = "keep expressions under names, for edits and for the editor's palette"

_EXAMPLES = """\
examples:
  dfm preset save "wry smile" --from talk.mp4 --at 3.2
  dfm preset save grief --from take7.mp4 --span 1.0-2.5
  dfm preset save grin --from grin.jpg
  dfm reenact talk.mp4 --edit "preset:wry smile:0.8@2-5" -o out.mp4
"""


def declare(parser: argparse.ArgumentParser) -> None:
    """The actions of the command, and their arguments."""
    actions = parser.add_subparsers(dest="_action", metavar="ACTION", required=True)
    saving = actions.add_parser(
        "save",
        help="keep the expression of a photograph or of a video's frame, or the style of a clip",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    saving.set_defaults(run=save_preset)
    saving.add_argument("name", metavar="NAME", help="what to call it: letters, digits, spaces, - + ( ) _")
    saving.add_argument(
        "--from", metavar="FILE", type=Path, required=True, dest="file", help="a photograph or a video"
    )
    when = saving.add_mutually_exclusive_group()
    when.add_argument("--at", metavar="TIME", help="the frame of a video whose expression is kept (3.2, 96f)")
    when.add_argument(
        "--span", metavar="START-END", help="the part of a video whose style is kept (default: all of it)"
    )
    saving.add_argument(
        "--face", metavar="K", type=int, help="number of the face, with --at (default: the largest there)"
    )
    saving.add_argument("--overwrite", action="store_true", help="replace a preset of this name")
    add_quiet(saving)
    listing = actions.add_parser("list", help="every preset, and what it was taken from")
    listing.set_defaults(run=list_presets)
    add_json(listing)
    removing = actions.add_parser("remove", help="forget a preset")
    removing.set_defaults(run=remove_preset)
    removing.add_argument("name", metavar="NAME")


def save_preset(
    *, name: str, file: Path, at: str | None, span: str | None, face: int | None, overwrite: bool, quiet: bool
) -> int:
    """Take the expression and keep it."""
    from dfm.core import presets

    presets.check_free(name, overwrite=overwrite)
    if face is not None and at is None:
        raise UsageError("--face needs --at: a photograph or a clip gives its largest face.")
    saved = presets.save(name, follow(_taking(file, at, span, face), quiet=quiet), overwrite=overwrite)
    if not quiet:
        print(f"{saved.name}: {_what(saved)} of {saved.source}")
    return 0


def list_presets(*, as_json: bool) -> int:
    """Print what is kept, and where."""
    import json

    from dfm.core import places, presets
    from dfm.core.document.records import performance_facts

    kept = presets.load_all()
    if as_json:
        rows = [performance_facts(each) for each in kept]
        folder = str(places.presets_folder())
        print(json.dumps({"schema": 1, "folder": folder, "presets": rows}, indent=2, ensure_ascii=False))
    elif kept:
        print(columns([(each.name, _what(each), each.emotion, each.source) for each in kept]))
    else:
        print("There is no preset yet; save one by `dfm preset save`.")
    return 0


def remove_preset(*, name: str) -> int:
    """Forget a preset."""
    from dfm.core import presets

    presets.remove(name)
    return 0


def _taking(file: Path, at: str | None, span: str | None, face: int | None) -> "Job[Performance]":
    """The job that takes what the arguments ask for."""
    from dfm.core.document.sources import Kind, Source
    from dfm.core.document.timebase import parse_time
    from dfm.core.performances import from_frame, is_photograph, take_performance

    if at is not None:
        if is_photograph(file):
            raise UsageError(f"{file} is a photograph, which has no time: leave out --at.")
        return from_frame(file, parse_time(at), face)
    part = None
    if span is not None:
        start, dash, end = span.partition("-")
        if not dash:
            raise UsageError(f"The span '{span}' cannot be read; write it as in 1.0-2.5.")
        part = parse_time(start), parse_time(end)
    return take_performance(Source(Kind.REFERENCE, str(file), part))


def _what(performance: "Performance") -> str:
    """Whether it is held or a clip's style."""
    if performance.rate is None:
        return "expression"
    return f"style, {float(len(performance.rows) / performance.rate):.1f} s"
