"""`dfm open`: the editor's window. `dfm` alone and `dfm FILE` mean the same."""

import argparse
from collections.abc import Sequence
from pathlib import Path

HELP = "open the editor, with a video or a project in it where one is named"


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.set_defaults(run=run)
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="a video or a project (.dfm)")


def run(*, file: Path | None) -> int:
    """Show the window until it is closed."""
    from dfm.ui.app import start

    return start(file)


def is_meant(words: Sequence[str]) -> bool:
    """Whether these words, which begin with no command, ask for the window: none, or a file."""
    if not words:
        return True
    path = Path(words[0])
    return len(words) == 1 and not words[0].startswith("-") and (bool(path.suffix) or path.exists())
