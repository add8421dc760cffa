"""A job is stepped to its end, and stops within a second when the user asks: real processes, real signals."""

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from dfm.cli.stepping import follow
from dfm.core.errors import InputError
from dfm.core.jobs import Job, Progress

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

JOB = """
import sys, time
from pathlib import Path
from dfm.cli.stepping import follow
from dfm.core.errors import DfmError
from dfm.core.jobs import Progress

def job(part):
    part.write_text("half")
    try:
        print("started", flush=True)
        {work}
        part.rename(part.with_suffix(".done"))
    finally:
        {clean_up}
        part.unlink(missing_ok=True)

try:
    follow(job(Path(sys.argv[1])), quiet=True)
except DfmError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""

QUICK_STEPS = """
        for done in range(6000):
            time.sleep(0.01)
            yield Progress("work", done)
"""
ONE_LONG_STEP = """
        yield Progress("work", 0)
        time.sleep(60)
        yield Progress("work", 1)
"""
STEP_THAT_CHANGES_THE_ERROR = """
        yield Progress("work", 0)
        try:
            time.sleep(60)
        except KeyboardInterrupt:
            raise ImportError("a library's own words")
"""


def _start(tmp_path: Path, work: str, clean_up: str = "pass") -> "subprocess.Popen[str]":
    code = JOB.format(work=work.strip(), clean_up=clean_up)
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(tmp_path / "out.part")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    time.sleep(0.1)
    return process


def _end(process: "subprocess.Popen[str]") -> tuple[int, str, float]:
    """Exit code, standard error and the seconds that it took to end."""
    began = time.monotonic()
    _, errors = process.communicate(timeout=20)
    return process.returncode, errors, time.monotonic() - began


@POSIX
@pytest.mark.parametrize("work", [QUICK_STEPS, ONE_LONG_STEP, STEP_THAT_CHANGES_THE_ERROR])
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_stop_is_quick_says_one_line_and_leaves_nothing(tmp_path: Path, work: str, name: str) -> None:
    process = _start(tmp_path, work)
    process.send_signal(getattr(signal, name))
    code, errors, seconds = _end(process)
    assert (code, errors) == (130, "cancelled.\n")
    assert seconds < 1
    assert list(tmp_path.iterdir()) == []


@POSIX
def test_clean_up_is_not_broken_into(tmp_path: Path) -> None:
    process = _start(tmp_path, QUICK_STEPS, clean_up="time.sleep(0.8)")
    process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    assert _end(process)[0] == 130
    assert list(tmp_path.iterdir()) == []


@POSIX
def test_a_third_request_ends_the_process_as_it_stands(tmp_path: Path) -> None:
    process = _start(tmp_path, QUICK_STEPS, clean_up="time.sleep(30)")
    for _ in range(3):
        process.send_signal(signal.SIGINT)
        time.sleep(0.1)
    code, _, seconds = _end(process)
    assert code == 130
    assert seconds < 1


@POSIX
def test_a_signal_that_the_caller_ignores_stays_ignored(tmp_path: Path) -> None:
    work = "for _ in range(50):\n            time.sleep(0.01)\n            yield Progress('work', 0)"
    code = JOB.format(work=work, clean_up="pass")
    process = subprocess.Popen(
        ["sh", "-c", 'trap "" INT; exec "$0" "$@"', sys.executable, "-c", code, str(tmp_path / "out.part")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    process.send_signal(signal.SIGINT)
    assert _end(process)[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out.done"]


def _counting(log: list[str]) -> Job[str]:
    try:
        for done in range(3):
            yield Progress("count", done, 3)
        return "result"
    finally:
        log.append("closed")


def test_the_result_comes_back_and_handlers_are_restored() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    log: list[str] = []
    assert follow(_counting(log), quiet=True) == "result"
    assert log == ["closed"]
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_a_failure_of_the_job_passes_through() -> None:
    def failing() -> Job[None]:
        yield Progress("work", 0)
        raise InputError("talk.mp4 is empty: choose another.")

    with pytest.raises(InputError, match=r"talk\.mp4 is empty"):
        follow(failing(), quiet=True)
