"""The commands by name. Each lives in a module of its own, which declares its arguments and runs them.

A command's module has `HELP`, `declare(parser)` and `run(...)`, whose keyword arguments are those declared.
Nothing heavy is imported before a command runs, so that `dfm --help` answers at once.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, Protocol

from dfm import __version__
from dfm.cli.commands import (
    analyze,
    benchmark,
    cache,
    demo,
    doctor,
    evaluate,
    models,
    open,
    preset,
    project,
    reenact,
    train,
)
from dfm.core.errors import UsageError

Command = Callable[..., int]


class CommandModule(Protocol):
    """What every module of a command offers."""

    HELP: str

    def declare(self, parser: argparse.ArgumentParser) -> None: ...


COMMANDS: Mapping[str, CommandModule] = {
    "open": open,
    "reenact": reenact,
    "analyze": analyze,
    "demo": demo,
    "doctor": doctor,
    "models": models,
    "benchmark": benchmark,
    "evaluate": evaluate,
    "cache": cache,
    "preset": preset,
    "project": project,
    "train": train,
}

_EPILOG = """\
`dfm` alone, and `dfm FILE`, open the editor
exit codes: 0 done, 2 usage, 3 bad input, 4 missing weights, 5 could not write, 130 cancelled
"""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are UsageErrors: one sentence that names the way to help."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **settings})

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; `{self.prog} --help` tells how it is used.")


def read_arguments(arguments: Sequence[str]) -> tuple[Command, dict[str, Any]]:
    """The command that the words ask for, and its keyword arguments."""
    words = list(arguments)
    if not COMMANDS.keys() & set(words[:1]) and open.is_meant(words):
        words = ["open", *words]
    values = vars(_build().parse_args(words))
    return values.pop("run"), {name: value for name, value in values.items() if not name.startswith("_")}


def _build() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="dfm",
        description="Change the mood of a talking face in a video and keep everything else as it was.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"dfm {__version__}")
    commands = parser.add_subparsers(dest="_command", metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        module.declare(
            commands.add_parser(
                name,
                help=module.HELP,
                description=f"{module.HELP[0].upper()}{module.HELP[1:]}.",
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
        )
    return parser
