"""`dfm demo`: make a talking portrait clip, change its mood, and say where the result lies."""

import argparse
from pathlib import Path

from dfm.cli.files import make_folder
from dfm.cli.options import add_out_folder, add_quiet
from dfm.cli.stepping import follow

HELP = "make a talking portrait clip and change its mood"


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.set_defaults(run=run)
    add_out_folder(parser, "the folder of the results (default: %(default)s)", Path("out/demo"))
    add_quiet(parser)


def run(*, out: Path, quiet: bool) -> int:
    """Make the demo, and print the path of its result."""
    from dfm.core.demo import demo

    make_folder(out)
    result = follow(demo(out), quiet=quiet)
    print(result if quiet else f"The demo lies at {result}")
    return 0
