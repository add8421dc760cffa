"""Jobs in real threads: what they report, how they end, and that nothing of them is left."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from dfm.core.errors import InputError
from dfm.core.jobs import Job, Progress
from dfm.ui.desk import Failure
from dfm.ui.jobs import JobRunner, JobState, Lane, RunningJob


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    """A runner whose threads end with the test."""
    runner = JobRunner()
    yield runner
    runner.stop_all()
    assert not runner.jobs


def counting(steps: int, seconds: float = 0.0, closed: list[str] | None = None) -> Job[int]:
    """Count, and note how it ended."""
    try:
        for done in range(1, steps + 1):
            time.sleep(seconds)
            yield Progress("count", done, steps)
        return steps
    finally:
        if closed is not None:
            closed.append(threading.current_thread().name)


def ignore(_result: object) -> None:
    """Take a result that does not matter."""


def is_over(job: RunningJob) -> Callable[[], bool]:
    """Whether a job has ended."""
    return lambda: job.state.is_over


def test_a_result_arrives_in_the_windows_thread(runner: JobRunner, qtbot: QtBot) -> None:
    got: list[tuple[int, str]] = []
    worked: list[str] = []
    job = runner.start(
        "Count",
        lambda: counting(5, closed=worked),
        lane=Lane.PREPARE,
        on_done=lambda result: got.append((result, threading.current_thread().name)),
    )
    assert job.state is JobState.RUNNING
    assert list(runner.jobs) == [job]
    with qtbot.waitSignal(job.ended, timeout=5000):
        pass
    assert got == [(5, threading.main_thread().name)]
    assert worked
    assert worked[0] != threading.main_thread().name
    assert (job.state, job.done, job.total, job.stage) == (JobState.DONE, 5, 5, "count")
    assert not runner.jobs


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no rank of its own")
def test_long_work_gives_way_to_the_window(runner: JobRunner, qtbot: QtBot) -> None:
    ranks: dict[Lane, int] = {}

    def rank(lane: Lane) -> Job[None]:
        yield from ()
        ranks[lane] = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    def start(lane: Lane) -> RunningJob:
        return runner.start("Rank", lambda: rank(lane), lane=lane, on_done=ignore)

    jobs = [start(lane) for lane in Lane]
    qtbot.waitUntil(lambda: all(job.state.is_over for job in jobs), timeout=5000)
    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert ranks.pop(Lane.QUICK) == own
    assert all(each > own for each in ranks.values())


def test_progress_is_told_at_most_twenty_times_a_second(runner: JobRunner, qtbot: QtBot) -> None:
    told: list[tuple[int, float | None]] = []
    job = runner.start("Count", lambda: counting(1200, 0.001), lane=Lane.RENDER, on_done=ignore)
    job.progressed.connect(lambda: told.append((job.done, job.seconds_left)))
    begun = time.monotonic()
    qtbot.waitUntil(is_over(job), timeout=10000)
    assert 5 <= len(told) <= 22 * (time.monotonic() - begun) + 3
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == 1200
    left = [seconds for _, seconds in told if seconds]
    assert left
    assert left[-1] < left[0] < 30


def test_the_rate_is_that_of_late_and_of_this_stage() -> None:
    job = RunningJob("Count", Lane.RENDER, threading.Event())
    assert (job.rate, job.seconds_left) == (None, None)
    for done in range(9):
        job.show(Progress("render", 10 * done, 200))
        time.sleep(0.06)
    assert job.rate == pytest.approx(160, rel=0.25)
    assert job.seconds_left == pytest.approx(120 / 160, rel=0.35)
    job.show(Progress("write", 0, None))
    assert (job.rate, job.seconds_left) == (None, None)


def test_a_cancelled_job_is_closed_in_its_own_thread_and_calls_nobody(
    runner: JobRunner, qtbot: QtBot
) -> None:
    closed: list[str] = []
    got: list[object] = []
    job = runner.start(
        "Count",
        lambda: counting(10_000, 0.005, closed),
        lane=Lane.RENDER,
        on_done=got.append,
        on_failed=got.append,
    )
    qtbot.waitUntil(lambda: job.done > 3, timeout=5000)
    with qtbot.waitSignal(job.ended, timeout=2000):
        job.cancel()
        stopping = job.is_stopping
    assert (stopping, job.is_stopping, job.state) == (True, False, JobState.CANCELLED)
    assert (len(closed), got) == (1, [])
    assert closed[0] != threading.main_thread().name


def test_jobs_of_a_lane_wait_for_each_other_and_those_of_others_do_not(
    runner: JobRunner, qtbot: QtBot
) -> None:
    order: list[str] = []
    gate = threading.Event()

    def waiting() -> Job[None]:
        while not gate.is_set():
            time.sleep(0.002)
            yield Progress("wait", 0)

    runner.start("First", waiting, lane=Lane.RENDER, on_done=lambda _: order.append("first"))
    second = runner.start(
        "Second", lambda: counting(1), lane=Lane.RENDER, on_done=lambda _: order.append("second")
    )
    third = runner.start(
        "Third", lambda: counting(1), lane=Lane.ANALYSIS, on_done=lambda _: order.append("third")
    )
    assert [job.title for job in runner.jobs] == ["First", "Second", "Third"]
    qtbot.waitUntil(is_over(third), timeout=5000)
    assert second.state is JobState.QUEUED
    gate.set()
    qtbot.waitUntil(is_over(second), timeout=5000)
    assert order == ["third", "first", "second"]


def test_a_job_that_is_cancelled_while_it_waits_is_over_at_once(runner: JobRunner, qtbot: QtBot) -> None:
    made: list[bool] = []

    def never() -> Job[int]:
        made.append(True)
        return counting(1)

    first = runner.start("First", lambda: counting(40, 0.005), lane=Lane.RENDER, on_done=ignore)
    second = runner.start("Second", never, lane=Lane.RENDER, on_done=ignore)
    second.cancel()
    assert second.state is JobState.CANCELLED
    assert list(runner.jobs) == [first]
    qtbot.waitUntil(is_over(first), timeout=5000)
    assert first.state is JobState.DONE
    last = runner.start("Last", lambda: counting(1), lane=Lane.RENDER, on_done=ignore)
    qtbot.waitUntil(is_over(last), timeout=5000)
    assert made == []


def failing(error: Exception) -> Job[int]:
    """Work a little, then fail."""
    yield Progress("work", 1, 2)
    raise error


def test_a_failure_that_was_foreseen_is_its_own_sentence(runner: JobRunner, qtbot: QtBot) -> None:
    failures: list[Failure] = []
    job = runner.start(
        "Fail",
        lambda: failing(InputError("talk.mp4 is gone: bring it back.")),
        lane=Lane.ANALYSIS,
        on_done=ignore,
        on_failed=failures.append,
    )
    qtbot.waitUntil(is_over(job), timeout=5000)
    assert failures == [Failure("talk.mp4 is gone: bring it back.")]
    assert (job.state, job.failure) == (JobState.FAILED, failures[0])


def test_any_other_failure_keeps_its_traceback_and_reaches_the_runner(
    runner: JobRunner, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(runner.job_failed, timeout=5000) as told:
        runner.start("Fail", lambda: failing(KeyError("nose")), lane=Lane.ANALYSIS, on_done=ignore)
    assert told.args
    (failure,) = told.args
    assert failure.sentence.startswith("Something unforeseen")
    assert "KeyError: 'nose'" in failure.details
    assert "in failing" in failure.details


def test_a_job_that_cannot_even_be_made_fails_like_any_other(runner: JobRunner, qtbot: QtBot) -> None:
    def unmade() -> Job[int]:
        raise InputError("There is no such video.")

    with qtbot.waitSignal(runner.job_failed, timeout=5000) as told:
        runner.start("Fail", unmade, lane=Lane.ANALYSIS, on_done=ignore)
    assert told.args == [Failure("There is no such video.")]


def test_what_is_asked_quickly_is_in_no_list(runner: JobRunner, qtbot: QtBot) -> None:
    told: list[int] = []
    job = runner.ask("Ask", lambda: counting(20, 0.002), told.append, ignore)
    assert not runner.jobs
    qtbot.waitUntil(is_over(job), timeout=5000)
    assert (job.state, job.lane, told) == (JobState.DONE, Lane.QUICK, [20])


def test_stopping_all_waits_for_every_thread(runner: JobRunner, qtbot: QtBot) -> None:
    closed: list[str] = []
    got: list[object] = []
    jobs = [
        runner.start("Count", lambda: counting(10_000, 0.005, closed), lane=lane, on_done=got.append)
        for lane in (Lane.ANALYSIS, Lane.RENDER, Lane.PREPARE, Lane.RENDER)
    ]
    qtbot.waitUntil(lambda: all(job.done for job in jobs[:3]), timeout=5000)
    runner.stop_all()
    assert [job.state for job in jobs] == [JobState.CANCELLED] * 4
    assert len(closed) == 3
    assert not runner.jobs
    qtbot.wait(60)
    assert got == []
    again = runner.start("Again", lambda: counting(2), lane=Lane.RENDER, on_done=got.append)
    qtbot.waitUntil(is_over(again), timeout=5000)
    assert got == [2]


def test_the_window_goes_on_while_jobs_run(runner: JobRunner, qtbot: QtBot) -> None:
    def busy() -> Job[int]:
        total = 0
        for step in range(400):
            total += sum(range(2000))
            yield Progress("sum", step + 1, 400)
        return total

    job = runner.start("Sum", busy, lane=Lane.RENDER, on_done=ignore)
    longest, last = 0.0, time.monotonic()
    while not job.state.is_over and time.monotonic() - last < 10:
        qtbot.wait(1)
        now = time.monotonic()
        longest, last = max(longest, now - last), now
    assert job.state is JobState.DONE
    assert longest < 0.25


def test_what_a_job_brings_that_was_cancelled_before_the_window_heard_of_its_begin_is_put_away(
    runner: JobRunner, qtbot: QtBot
) -> None:
    first, begun, go_on = threading.Event(), threading.Event(), threading.Event()
    dropped: list[str] = []

    def opening() -> Job[str]:
        begun.set()
        go_on.wait(5)
        yield from ()
        return "open"

    def waiting() -> Job[None]:
        first.wait(5)
        yield from ()

    runner.start("First", waiting, lane=Lane.QUICK, on_done=ignore)
    job = runner.start("Open", opening, lane=Lane.QUICK, on_done=ignore, on_dropped=dropped.append)
    first.set()
    assert begun.wait(5)
    assert job.state.name == "QUEUED"
    job.cancel()
    go_on.set()
    qtbot.waitUntil(is_over(job), timeout=5000)
    assert job.state.name == "CANCELLED"
    assert dropped == ["open"]
