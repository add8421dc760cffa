"""The window of a training: empty, with what is measured, with pictures, and how it ends."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from dfm.core.errors import InputError
from dfm.core.jobs import Job, Progress
from dfm.core.training.renderer_course import HEADINGS
from dfm.ui.course import Measured, course_files
from dfm.ui.dialogs.course import NO_PICTURES, NOTHING_YET, CourseWindow
from dfm.ui.jobs import JobRunner, JobState, Lane, RunningJob
from dfm.ui.training import RendererWish, Verdict

VIDEO = Path("/films/talk.mp4")


class Held:
    """A training that waits, and then ends as it is told."""

    def __init__(self) -> None:
        self.go, self.error = threading.Event(), ""

    def run(self) -> Job[None]:
        """The job itself."""
        yield Progress("make squares", 3, 10)
        while not self.go.wait(0.01):
            yield Progress("learn", 30, 600, "seconds")
        if self.error:
            raise InputError(self.error)


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
def job(qtbot: QtBot, held: Held) -> Iterator[RunningJob]:
    """The held training."""
    jobs = JobRunner()
    yield jobs.start("Training", held.run, lane=Lane.TRAIN, on_done=lambda _: None, on_failed=lambda _: None)
    jobs.stop_all()


@pytest.fixture
def wish(tmp_path: Path) -> RendererWish:
    return RendererWish(1, 10, tmp_path / "talk.dfmrenderer")


def opened(qtbot: QtBot, job: RunningJob, wish: RendererWish) -> CourseWindow:
    window = CourseWindow(job, VIDEO, wish)
    qtbot.addWidget(window)
    window.show()
    return window


def write(wish: RendererWish, *lines: str) -> None:
    """What a training writes."""
    pictures, journal, _ = course_files(wish.target)
    journal.write_text("\n".join([HEADINGS, *lines]) + "\n")
    image = QImage(60, 50, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    assert image.save(str(pictures))


def finish(qtbot: QtBot, job: RunningJob) -> None:
    qtbot.waitUntil(lambda: job.state.is_over, timeout=5000)


def test_before_the_first_measurement_it_says_what_comes(
    qtbot: QtBot, job: RunningJob, wish: RendererWish
) -> None:
    window = opened(qtbot, job, wish)
    qtbot.waitUntil(lambda: window.stage.text() == "Learning", timeout=5000)
    assert window.numbers.text().startswith("5 %")
    assert window.picture.text() == NO_PICTURES
    assert (window.figures.text(), window.shows_pictures) == (NOTHING_YET, False)
    assert "begins" in window.chart.accessibleDescription()


def test_what_is_measured_shows(qtbot: QtBot, job: RunningJob, wish: RendererWish) -> None:
    window = opened(qtbot, job, wish)
    write(wish, "100,60.0,1.7,9.5,8.0,2.0,9.0,8.5,9.7,1")
    qtbot.waitUntil(lambda: window.shows_pictures, timeout=5000)
    assert window.figures.text().startswith("So far no better than Reference")
    write(wish, "100,60.0,1.7,9.5,8.0,2.0,9.0,8.5,9.7,1", "200,120.0,1.5,8.1,7.5,2.0,9.0,8.5,9.7,1")
    window.look()
    assert window.figures.text().startswith("So far 10 % nearer to the frames held out")
    assert "8.10 after 200; reference 9.00" in window.chart.accessibleDescription()
    assert not window.chart.grab().toImage().isNull()


def test_the_best_so_far_is_told_since_that_is_kept(
    qtbot: QtBot, job: RunningJob, wish: RendererWish
) -> None:
    window = opened(qtbot, job, wish)
    write(wish, "100,60.0,1.7,8.1,8.0,2.0,9.0,8.5,9.7,1", "200,120.0,1.5,9.5,7.5,2.0,9.0,8.5,9.7,0")
    window.look()
    assert window.figures.text().startswith("So far 10 % nearer")


@pytest.mark.parametrize("resumed", [None, 90.0])
def test_pictures_of_an_earlier_training_show_only_where_that_goes_on(
    qtbot: QtBot, job: RunningJob, wish: RendererWish, resumed: float | None
) -> None:
    write(wish, "100,60.0,1.7,9.5,8.0,2.0,9.0,8.5,9.7,1")
    window = opened(qtbot, job, RendererWish(1, 10, wish.target, resumed=resumed))
    window.look()
    assert window.shows_pictures is (resumed is not None)


def test_the_end_is_told_with_the_last_measurement(
    qtbot: QtBot, job: RunningJob, held: Held, wish: RendererWish
) -> None:
    window = opened(qtbot, job, wish)
    held.go.set()
    finish(qtbot, job)
    window.tell(Verdict(wish.target, Measured(50, 30.0, 8.0, 9.0)))
    assert window.stage.text() == "Trained talk.dfmrenderer. Reenact Video draws with it now."
    assert window.figures.text().startswith("11 % nearer")
    assert "8.00 after 50" in window.chart.accessibleDescription()
    assert not window.stop.isVisible()


def test_stopping_keeps_what_was_learned(qtbot: QtBot, job: RunningJob, wish: RendererWish) -> None:
    window = opened(qtbot, job, wish)
    qtbot.waitUntil(lambda: job.stage == "learn", timeout=5000)
    window.stop.click()
    finish(qtbot, job)
    assert job.state is JobState.CANCELLED
    assert "What was learned is kept" in window.stage.text()


def test_a_failure_is_told(qtbot: QtBot, job: RunningJob, held: Held, wish: RendererWish) -> None:
    window = opened(qtbot, job, wish)
    held.error = "talk.mp4 hardly shows the face: use a longer video."
    held.go.set()
    finish(qtbot, job)
    assert window.stage.text() == held.error
