"""The job bar tells of the most urgent job: how far, how fast, how long still; and it can stop it."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QToolButton
from pytestqt.qtbot import QtBot

from dfm.core.jobs import Job, Progress
from dfm.ui.jobs import JobRunner, JobState, Lane, RunningJob
from dfm.ui.widgets.job_bar import JobBar, job_numbers


@pytest.fixture
def bar(qtbot: QtBot, jobs: JobRunner) -> JobBar:
    """A bar that tells of its jobs."""
    bar = JobBar(jobs)
    qtbot.addWidget(bar)
    return bar


class Held:
    """A job that waits at every step until it is let go."""

    def __init__(self, steps: int = 4) -> None:
        self._steps = steps
        self._go = threading.Semaphore(0)

    def step(self, times: int = 1) -> None:
        """Let it go on."""
        for _ in range(times):
            self._go.release()

    def run(self) -> Job[None]:
        """The job itself."""
        for done in range(self._steps):
            yield Progress("draw", done, self._steps)
            while not self._go.acquire(timeout=0.02):
                yield Progress("draw", done, self._steps)


def _start(jobs: JobRunner, held: Held, title: str, lane: Lane = Lane.RENDER) -> RunningJob:
    return jobs.start(title, held.run, lane=lane, on_done=lambda _: None)


def test_a_job_is_told_of_and_forgotten(qtbot: QtBot, jobs: JobRunner, bar: JobBar) -> None:
    held = Held()
    assert bar.isHidden()
    job = _start(jobs, held, "Reenacting")
    qtbot.waitUntil(lambda: bar.isVisible() and job.state is JobState.RUNNING, timeout=5000)
    held.step(2)
    qtbot.waitUntil(lambda: "50 %" in bar.words, timeout=5000)
    assert bar.words.startswith("Reenacting")
    (progress,) = bar.findChildren(QProgressBar)
    assert (progress.value(), progress.maximum()) == (2, 4)
    held.step(2)
    qtbot.waitUntil(bar.isHidden, timeout=5000)
    assert bar.job is None


def test_its_cross_stops_the_job(qtbot: QtBot, jobs: JobRunner, bar: JobBar) -> None:
    job = _start(jobs, Held(), "Reenacting")
    qtbot.waitUntil(bar.isVisible, timeout=5000)
    cross = next(each for each in bar.findChildren(QToolButton) if "Cancel" in each.accessibleName())
    with qtbot.waitSignal(job.ended, timeout=5000):
        qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert job.state is JobState.CANCELLED
    assert bar.isHidden()


def test_rendering_is_told_of_before_preparing(qtbot: QtBot, jobs: JobRunner, bar: JobBar) -> None:
    prepare, render = Held(), Held()
    _start(jobs, prepare, "Preparing", Lane.PREPARE)
    qtbot.waitUntil(lambda: bar.words.startswith("Preparing") and bar.isVisible(), timeout=5000)
    _start(jobs, render, "Reenacting")
    qtbot.waitUntil(lambda: bar.words.startswith("Reenacting"), timeout=5000)
    more = next(each for each in bar.findChildren(QToolButton) if each.text() == "+1")
    assert more.isVisible()
    render.step(4)
    qtbot.waitUntil(lambda: bar.words.startswith("Preparing"), timeout=5000)


def test_a_short_job_does_not_flicker(qtbot: QtBot, jobs: JobRunner, bar: JobBar) -> None:
    held = Held(1)
    held.step()
    job = _start(jobs, held, "Counting")
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=5000)
    assert bar.isHidden()


def test_numbers_in_words() -> None:
    job = RunningJob("Reenacting", Lane.RENDER, threading.Event())
    assert job_numbers(job) == "waiting"
    job.state, job.done, job.total = JobState.RUNNING, 43, 100
    assert job_numbers(job) == "43 %"
    job._seen.extend([(0.0, 12), (1.0, 43)])
    assert job_numbers(job) == "43 %   31 fps   0:02 left"
    job.cancel()
    assert job_numbers(job) == "stopping"


def test_a_job_may_show_more_of_how_it_goes(qtbot: QtBot, jobs: JobRunner, bar: JobBar) -> None:
    held, shown = Held(), []
    job = _start(jobs, held, "Training", Lane.TRAIN)
    qtbot.waitUntil(lambda: job.done == 0 and bar.isVisible(), timeout=5000)
    (look,) = (each for each in bar.findChildren(QToolButton) if "how this job" in each.accessibleName())
    assert not look.isVisible()
    job.show_course = lambda: shown.append(job)
    held.step()
    qtbot.waitUntil(look.isVisible, timeout=5000)
    look.click()
    assert shown == [job]
    held.step(4)


def test_seconds_are_no_speed(jobs: JobRunner) -> None:
    job = RunningJob("Training", Lane.TRAIN, threading.Event())
    job.state = JobState.RUNNING
    job.show(Progress("learn", 1, 100, "seconds"))
    job._seen.appendleft((job._seen[0][0] - 2, 0))
    assert job_numbers(job) == "1 %   3:18 left"
