"""References are taken in threads and become one step; presets are kept, shown and forgotten."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import cv2
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dfm.core import presets
from dfm.core.document.performance import COEFFICIENTS, Performance
from dfm.core.document.project import Project
from dfm.ui.borrowing import NO_FACES, Borrowing
from dfm.ui.desk import Desk, Failure
from dfm.ui.jobs import JobRunner, JobState
from dfm.ui.verbs import NO_VIDEO, Verbs
from tests.ui.answers import finish

GRIN = Performance("grin", (0.5, 0.25), ((0.25,) * COEFFICIENTS,), source="grin.jpg")


@pytest.fixture
def borrowing(qtbot: QtBot, analysed_desk: Desk) -> Iterator[Borrowing]:
    """Borrowing for a desk with the short clip and its face."""
    window = QWidget()
    qtbot.addWidget(window)
    jobs = JobRunner(window)
    yield Borrowing(analysed_desk, Verbs(analysed_desk, window), jobs, window)
    jobs.stop_all()


@pytest.fixture
def photograph(short_clip: Path, tmp_path: Path) -> Path:
    """A frame of the clip as a picture."""
    with av.open(str(short_clip)) as file:
        picture = next(file.decode(video=0)).to_ndarray(format="bgr24")
    path = tmp_path / "portrait.png"
    path.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    return path


def test_a_photograph_becomes_an_edit_in_one_step(
    qtbot: QtBot, borrowing: Borrowing, analysed_desk: Desk, photograph: Path
) -> None:
    assert finish(qtbot, borrowing.add(photograph, 12, 1)) is JobState.DONE
    (edit,) = analysed_desk.project.edits
    assert edit.performance is not None
    assert (edit.name, edit.performance.source) == ("portrait", "portrait.png")
    assert (edit.span.start, edit.origin, edit.intensity, edit.face) == (12, 12, 1.0, 1)
    assert analysed_desk.selection == {edit.id}
    assert [step.label for step in analysed_desk.history.steps] == ["Open", "Add portrait"]
    analysed_desk.undo()
    assert not analysed_desk.project.edits


def test_what_holds_no_face_is_told_and_adds_nothing(
    qtbot: QtBot, borrowing: Borrowing, analysed_desk: Desk, tmp_path: Path
) -> None:
    told: list[Failure] = []
    analysed_desk.failed.connect(told.append)
    path = tmp_path / "notes.jpg"
    path.write_text("smile")
    assert finish(qtbot, borrowing.add(path, 0, 1)) is JobState.FAILED
    assert "save it anew as JPEG or PNG" in told[0].sentence
    assert not analysed_desk.project.edits


def test_a_video_that_was_closed_meanwhile_gets_no_edit(
    qtbot: QtBot, borrowing: Borrowing, analysed_desk: Desk, photograph: Path
) -> None:
    job = borrowing.add(photograph, 0, 1)
    analysed_desk.open(Project(), None, None)
    finish(qtbot, job)
    assert not analysed_desk.project.edits


def test_the_expression_at_the_playhead_is_kept_and_forgotten(
    qtbot: QtBot, borrowing: Borrowing, analysed_desk: Desk
) -> None:
    shown: list[tuple[Performance, ...]] = []
    borrowing.presets_changed.connect(shown.append)
    analysed_desk.move_playhead(20)
    assert finish(qtbot, borrowing.save_as("talking")) is JobState.DONE
    assert presets.load("talking").source.endswith("#20f")
    assert finish(qtbot, borrowing.remove_preset("talking")) is JobState.DONE
    assert [[each.name for each in found] for found in shown] == [["talking"], []]
    assert borrowing.presets == ()


def test_the_selected_reference_is_kept_instead(
    qtbot: QtBot, borrowing: Borrowing, analysed_desk: Desk
) -> None:
    Verbs(analysed_desk, analysed_desk).add_performance(GRIN, 0, 1)
    source = borrowing.preset_source
    assert source is not None
    assert "reference grin" in source[0]
    finish(qtbot, borrowing.save_as("mine"))
    assert borrowing.presets == (replace(GRIN, name="mine"),)
    finish(qtbot, borrowing.load_presets())
    assert borrowing.presets == (replace(GRIN, name="mine"),)


def test_without_a_video_or_faces_it_says_so(borrowing: Borrowing, analysed_desk: Desk) -> None:
    said: list[str] = []
    analysed_desk.said.connect(said.append)
    analysed_desk.set_analysis(None)
    borrowing.save_preset()
    assert borrowing.save_as("any") is None
    analysed_desk.open(Project(), None, None)
    borrowing.save_preset()
    borrowing.choose()
    assert said == [NO_FACES, NO_VIDEO, NO_VIDEO]
