"""What a person sees of a job's progress, on a terminal and elsewhere."""

import io
import itertools
from collections.abc import Callable

import pytest

from dfm.cli.progress import ProgressDisplay
from dfm.core.jobs import Progress


class _Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


class _Closed(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError


def _clock(step: float) -> Callable[[], float]:
    ticks = itertools.count()
    return lambda: next(ticks) * step


def _run(stream: io.StringIO, *, seconds: float, frames: int, quiet: bool = False) -> str:
    display = ProgressDisplay(quiet=quiet, stream=stream, clock=_clock(seconds / frames))
    for done in range(frames + 1):
        display.show(Progress("render", done, frames))
    display.close()
    return stream.getvalue()


def test_a_terminal_shows_a_bar_with_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    text = _run(_Terminal(), seconds=20, frames=400)
    half = next(line for line in text.split("\r") if "200 of 400" in line)
    assert "█" * 12 + "░" * 12 in half
    assert "50 %" in half
    assert "20.0 frames/s" in half
    assert "10 s left" in half


@pytest.mark.parametrize("width", [20, 60, 80])
def test_a_narrow_terminal_never_wraps(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    *drawn, _ = _run(_Terminal(), seconds=20, frames=400).split("\r")
    assert len(drawn) > 100
    assert max(len(line.removeprefix("\x1b[K")) for line in drawn) < width


def test_a_terminal_ends_with_one_plain_line() -> None:
    text = _run(_Terminal(), seconds=20, frames=400)
    assert text.split("\x1b[K")[-1] == "render: 400 frames in 20 s, 20.0 frames/s\n"
    assert text.count("\n") == 1


def test_a_cancelled_bar_leaves_an_empty_line() -> None:
    stream = _Terminal()
    display = ProgressDisplay(stream=stream, clock=_clock(1))
    display.show(Progress("render", 1, 10))
    display.close()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_a_pipe_gets_a_plain_line_every_two_seconds() -> None:
    lines = _run(io.StringIO(), seconds=20, frames=400).splitlines()
    assert 9 <= len(lines) <= 11
    assert lines[0] == "render: 40 of 400 frames, 10 %, 20.0 frames/s, 18 s left"
    assert lines[-1] == "render: 400 frames in 20 s, 20.0 frames/s"
    assert all("\r" not in line and "\x1b" not in line for line in lines)


def test_a_quick_stage_takes_one_line() -> None:
    assert _run(io.StringIO(), seconds=0.5, frames=50).splitlines() == [
        "render: 50 frames in 0.5 s, 100 frames/s"
    ]


def test_quiet_says_nothing() -> None:
    assert _run(io.StringIO(), seconds=20, frames=400, quiet=True) == ""
    assert _run(_Terminal(), seconds=20, frames=400, quiet=True) == ""


def test_an_unknown_total_is_counted() -> None:
    stream = io.StringIO()
    display = ProgressDisplay(stream=stream, clock=_clock(1))
    for done in range(0, 3_000_001, 1_000_000):
        display.show(Progress("fetch model", done, None, "bytes"))
    assert stream.getvalue() == "fetch model: 2.0 MB, 1.0 MB/s\n"


def test_stages_that_alternate_keep_their_own_counts() -> None:
    stream = io.StringIO()
    display = ProgressDisplay(stream=stream, clock=_clock(0.01))
    for done in range(11):
        display.show(Progress("decode", done, 10))
        display.show(Progress("encode", done, 10))
    assert [line.split(":")[0] for line in stream.getvalue().splitlines()] == ["decode", "encode"]


@pytest.mark.parametrize("total", [0, 5])
def test_nothing_to_do_and_more_than_expected_do_not_break_it(total: int) -> None:
    for stream in (io.StringIO(), _Terminal()):
        display = ProgressDisplay(stream=stream, clock=_clock(1))
        for done in (0, 4, 9, 12):
            display.show(Progress("odd", done, total))
        display.close()
        assert stream.getvalue().count("\n") == 1


def test_a_reader_that_has_gone_does_not_stop_the_work() -> None:
    display = ProgressDisplay(stream=_Closed(), clock=_clock(3))
    for done in range(5):
        display.show(Progress("render", done, 4))
    display.close()
