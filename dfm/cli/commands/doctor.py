"""`dfm doctor`: what this machine has of everything the program needs."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING

from dfm.cli.options import add_json
from dfm.cli.text import plural

if TYPE_CHECKING:
    from dfm.core.doctor import Finding

HELP = "check this machine: versions, devices, codecs, model files and cache"

_MARKS = {"ok": "ok     ", "note": "note   ", "problem": "PROBLEM"}
_INDENT = " " * 10


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.set_defaults(run=run)
    add_json(parser)


def run(*, as_json: bool) -> int:
    """Print every finding with its remedy; 1 where something is in the way of the work."""
    from dfm.core import doctor
    from dfm.core.doctor import State
    from dfm.ui import checkup

    findings: list[Finding] = []
    for finding in chain(doctor.examine(), checkup.examine()):
        if not as_json:
            _print(finding, findings)
        findings.append(finding)
    problems = sum(finding.state is State.PROBLEM for finding in findings)
    if as_json:
        rows = [{**asdict(finding), "state": finding.state.value} for finding in findings]
        print(json.dumps({"schema": 1, "problems": problems, "findings": rows}, indent=2))
    else:
        print(f"\n{plural(problems, 'problem').capitalize()}.")
    return 1 if problems else 0


def _print(finding: "Finding", earlier: Sequence["Finding"]) -> None:
    """One finding, below the name of its topic where that is new."""
    if not earlier or earlier[-1].topic != finding.topic:
        print(f"{chr(10) if earlier else ''}{finding.topic}")
    print(f"  {_MARKS[finding.state.value]} {finding.name}: {finding.value}", flush=True)
    if finding.remedy:
        print(f"{_INDENT}remedy: {finding.remedy}", flush=True)
