"""Faces become persons in one step; files that cannot be used are told; training ends in such a file."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dfm.core.casting import Cast, person_file
from dfm.core.document.casting import person_of, set_person
from dfm.core.document.persons import PersonFile
from dfm.core.document.project import Project
from dfm.core.errors import InputError
from dfm.core.jobs import Job, Progress
from dfm.ui import casting as module
from dfm.ui.casting import Casting
from dfm.ui.desk import Desk, Failure
from dfm.ui.jobs import JobRunner, JobState, Lane
from dfm.ui.training import TrainingWish
from dfm.ui.verbs import NO_VIDEO, Verbs
from tests.core.people import person_at
from tests.ui.answers import SLOW, finish


@pytest.fixture
def casting(qtbot: QtBot, analysed_desk: Desk) -> Iterator[Casting]:
    """Casting for a desk with the short clip and its face."""
    window = QWidget()
    qtbot.addWidget(window)
    jobs = JobRunner(window)
    yield Casting(analysed_desk, Verbs(analysed_desk, window), jobs, window)
    jobs.stop_all()


@pytest.fixture
def anna(tmp_path: Path) -> Path:
    return person_at(tmp_path / "anna.dfmperson")


def known(qtbot: QtBot, desk: Desk) -> None:
    """Wait until every person's file was read."""
    qtbot.waitUntil(lambda: desk.knows_persons, timeout=SLOW)


def test_a_face_becomes_a_person_in_one_step_and_is_read(
    qtbot: QtBot, casting: Casting, analysed_desk: Desk, anna: Path
) -> None:
    assert finish(qtbot, casting.assign(anna, 1)) is JobState.DONE
    assert person_of(analysed_desk.project, 1) == person_file(anna, 1)
    known(qtbot, analysed_desk)
    assert analysed_desk.persons[1].name == "Anna"
    assert [step.label for step in analysed_desk.history.steps] == ["Open", "Face 1 is Anna"]
    analysed_desk.undo()
    assert (analysed_desk.project.persons, dict(analysed_desk.persons)) == ((), {})
    analysed_desk.redo()
    known(qtbot, analysed_desk)
    casting.clear()
    assert analysed_desk.history.steps[-1].label == "Face 1 is anybody"
    assert not analysed_desk.persons
    said: list[str] = []
    analysed_desk.said.connect(said.append)
    casting.clear(1)
    assert said == ["Face 1 is nobody in particular already."]


def test_what_is_no_persons_file_changes_nothing(
    qtbot: QtBot, casting: Casting, analysed_desk: Desk, tmp_path: Path
) -> None:
    told: list[Failure] = []
    analysed_desk.failed.connect(told.append)
    (tmp_path / "notes.dfmperson").write_text("Anna smiles a lot")
    assert finish(qtbot, casting.assign(tmp_path / "notes.dfmperson", 1)) is JobState.FAILED
    assert "is not a person's file" in told[0].sentence
    assert not analysed_desk.project.persons


def test_a_missing_file_is_told_once_and_may_be_chosen_again(
    qtbot: QtBot, casting: Casting, analysed_desk: Desk, anna: Path
) -> None:
    file = person_file(anna, 1)
    kept = anna.rename(anna.with_name("kept.dfmperson"))
    project = set_person(analysed_desk.project, file)
    with qtbot.waitSignal(casting.person_lost, timeout=SLOW) as lost:
        analysed_desk.open(project, None, analysed_desk.media)
    failure, face = lost.args or (Failure(""), 0)
    assert "the person of face 1, is not there" in failure.sentence
    assert (face, analysed_desk.troubles) == (1, {1: failure.sentence})
    assert not analysed_desk.knows_persons
    finish(qtbot, casting.assign(kept, 1))
    known(qtbot, analysed_desk)
    assert not analysed_desk.troubles


def test_a_file_that_came_back_may_be_chosen_where_it_is(
    qtbot: QtBot, casting: Casting, analysed_desk: Desk, anna: Path
) -> None:
    file = person_file(anna, 1)
    kept = anna.rename(anna.with_name("kept.dfmperson"))
    with qtbot.waitSignal(casting.person_lost, timeout=SLOW):
        analysed_desk.apply("Face 1 is Anna", set_person(analysed_desk.project, file))
    kept.rename(anna)
    finish(qtbot, casting.assign(anna, 1))
    known(qtbot, analysed_desk)


def test_another_project_with_the_same_persons_reads_them_too(
    qtbot: QtBot, casting: Casting, analysed_desk: Desk, anna: Path
) -> None:
    finish(qtbot, casting.assign(anna, 1))
    known(qtbot, analysed_desk)
    analysed_desk.open(analysed_desk.project, None, analysed_desk.media)
    assert not analysed_desk.knows_persons
    known(qtbot, analysed_desk)


def test_the_selected_edits_say_which_face_is_meant(casting: Casting, analysed_desk: Desk) -> None:
    assert analysed_desk.meant_face == 1
    Verbs(analysed_desk, analysed_desk).add_at("happy", 0, 2)
    assert analysed_desk.meant_face == 2


def test_without_a_video_nobody_is_asked(qtbot: QtBot, casting: Casting, analysed_desk: Desk) -> None:
    analysed_desk.open(Project(), None, None)
    said: list[str] = []
    analysed_desk.said.connect(said.append)
    casting.choose()
    casting.ask_training()
    assert said == [NO_VIDEO, NO_VIDEO]


def wish(folder: Path) -> TrainingWish:
    return TrainingWish(1, "Ben", (folder / "a.mp4",), folder / "ben.dfmperson")


def trains(warning: str = "", error: str = "") -> object:
    """A training that writes the file, or fails."""

    def train(wish: TrainingWish) -> Job[object]:
        yield Progress("learn", 1, 2, "steps")
        if error:
            raise InputError(error)
        person_at(wish.target, wish.name, seed=1)
        return SimpleNamespace(warnings=(warning,) if warning else ())

    return train


def test_training_gives_the_face_its_person(
    qtbot: QtBot, casting: Casting, analysed_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    analysed_desk.said.connect(said.append)
    monkeypatch.setattr(module, "_train", trains(warning="b.mp4 is left out."))
    job = casting.train(wish(tmp_path))
    assert (job.title, job.lane) == ("Training Ben", Lane.TRAIN)
    assert finish(qtbot, job) is JobState.DONE
    qtbot.waitUntil(lambda: bool(analysed_desk.project.persons), timeout=SLOW)
    known(qtbot, analysed_desk)
    assert analysed_desk.persons[1].name == "Ben"
    assert said[0] == "Trained Ben into ben.dfmperson. b.mp4 is left out."


def test_a_training_that_fails_or_comes_too_late_changes_nothing(
    qtbot: QtBot, casting: Casting, analysed_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Failure] = []
    analysed_desk.failed.connect(told.append)
    monkeypatch.setattr(module, "_train", trains(error="None of the 1 videos shows a face."))
    assert finish(qtbot, casting.train(wish(tmp_path))) is JobState.FAILED
    assert told[0].sentence == "None of the 1 videos shows a face."
    monkeypatch.setattr(module, "_train", trains())
    job = casting.train(wish(tmp_path))
    analysed_desk.open(Project(), None, None)
    assert finish(qtbot, job) is JobState.DONE
    assert (tmp_path / "ben.dfmperson").exists()
    assert not analysed_desk.project.persons


def test_a_file_is_read_once_each_time_it_is_chosen(
    qtbot: QtBot, casting: Casting, analysed_desk: Desk, anna: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, read = list[object](), module._read

    def noted(files: tuple[PersonFile, ...], persons: Cast) -> Job[module.Read]:
        reads.append(files)
        return read(files, persons)

    monkeypatch.setattr(module, "_read", noted)

    def choose(times: int) -> None:
        finish(qtbot, casting.assign(anna, 1))
        qtbot.waitUntil(lambda: len(reads) >= times, timeout=SLOW)
        known(qtbot, analysed_desk)
        assert finish(qtbot, casting.assign(anna.with_name("gone.dfmperson"), 1)) is JobState.FAILED
        assert len(reads) == times

    choose(1)
    choose(2)


def test_files_that_are_known_stay_as_they_are(
    qtbot: QtBot, casting: Casting, analysed_desk: Desk, anna: Path
) -> None:
    finish(qtbot, casting.assign(anna, 1))
    known(qtbot, analysed_desk)
    person = analysed_desk.persons[1]
    finish(qtbot, casting.assign(anna, 2))
    qtbot.waitUntil(lambda: 2 in analysed_desk.persons, timeout=SLOW)
    assert analysed_desk.persons[1] is person
    assert analysed_desk.project.persons == (
        PersonFile(1, str(anna), person.digest),
        PersonFile(2, str(anna), person.digest),
    )
