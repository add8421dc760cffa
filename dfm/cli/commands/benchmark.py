"""`dfm benchmark`: how fast the program is on this machine, beside what it promises."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from dfm.cli.files import check_target, publish, to_text
from dfm.cli.options import RENDERER, add_device, add_json, add_quiet
from dfm.cli.stepping import follow

if TYPE_CHECKING:
    from dfm.core.benchmark_report import BenchmarkReport
    from dfm.core.jobs import Job

HELP = "measure how fast the program is on this machine"


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.set_defaults(run=run)
    parser.add_argument(
        "video", metavar="VIDEO", type=Path, nargs="?", help="measure on this video (default: the demo clip)"
    )
    parser.add_argument("--runs", metavar="N", type=int, default=3, help="default: %(default)s")
    parser.add_argument(
        "--renderer", metavar="NAME", default=RENDERER, help="how faces are drawn (default: %(default)s)"
    )
    add_device(parser)
    parser.add_argument(
        "--long", action="store_true", help="measure the memory on long videos, up to 10 minutes (takes long)"
    )
    parser.add_argument("--ui", action="store_true", help="measure the editor instead")
    add_json(parser)
    parser.add_argument("--report", metavar="OUT.json", type=Path, help="also write the numbers as JSON")
    add_quiet(parser)


def run(
    *,
    video: Path | None,
    runs: int,
    renderer: str,
    device: str,
    long: bool,
    ui: bool,
    as_json: bool,
    report: Path | None,
    quiet: bool,
) -> int:
    """Measure, then print the numbers beside their budgets."""
    if report is not None:
        check_target(report, overwrite=True, others=(video,) if video else ())

    job = _of_editor(runs, long=long) if ui else _of_engine(video, runs, renderer, device, long=long)
    found = follow(job, quiet=quiet)
    content = to_text(found.to_json())
    if report is not None:
        publish(report, content)
    print(content if as_json else found.text(), end="")
    return 0


def _of_engine(
    video: Path | None, runs: int, renderer: str, device: str, *, long: bool
) -> "Job[BenchmarkReport]":
    from dfm.core.benchmark import benchmark

    return benchmark(video, runs=runs, long=long, renderer=renderer, device=device)


def _of_editor(runs: int, *, long: bool) -> "Job[BenchmarkReport]":
    from dfm.ui.benchmark import ui_benchmark

    return ui_benchmark(runs=runs, long=long)
