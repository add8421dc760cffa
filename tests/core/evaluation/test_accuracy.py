"""How often edits are recognised: the demo clip before a stand-in of the judge, through the front door."""

import json
from pathlib import Path
from shutil import copyfile

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.errors import InputError, UsageError
from dfm.core.evaluation import accuracy
from dfm.core.evaluation.accuracy import measure_accuracy
from dfm.core.evaluation.accuracy_report import AccuracyReport
from dfm.core.evaluation.calm import LOOKS
from dfm.core.evaluation.classifier import CROP
from dfm.core.jobs import Progress, drain


class Judge:
    """Calls everything what it is told to; remembers the faces it saw."""

    name = "stand-in"
    names: tuple[str, ...] = ("happy", "sad", "neutral")

    def __init__(self, word: str) -> None:
        self.word, self.crops = word, list[NDArray[np.uint8]]()

    def classify(self, crop: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.crops.append(crop)
        return np.array([0.8 if name == self.word else 0.1 for name in self.names], np.float32)


@pytest.fixture(scope="module")
def folder(short_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A calm clip of somebody unknown, one who was trained on, one who acts, and no video."""
    made = tmp_path_factory.mktemp("clips")
    rows = ["file,use,person,emotion", "calm.mp4,evaluate,Ann,", "known.mp4,train,Bob,"]
    rows += ["dreamtalk_happy.mp4,evaluate,Cid,happy"]
    for row in rows[1:]:
        copyfile(short_clip, made / row.split(",")[0])
    (made / "words.mp4").write_text("no video")
    (made / "clips.csv").write_text("\n".join(rows), "utf-8")
    return made


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge("neutral")


@pytest.fixture(scope="module")
def report(folder: Path, judge: Judge) -> AccuracyReport:
    """The folder's calm people edited with both emotions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accuracy, "load_classifier", lambda: judge)
        return drain(measure_accuracy(folder, renderer="instant", sheets=folder / "sheets"))


def test_unknown_people_who_do_not_act_are_edited(report: AccuracyReport) -> None:
    assert [person.clip for person in report.people] == ["calm"]
    assert [(row.clip, row.emotion) for row in report.rows] == [("calm", "happy"), ("calm", "sad")]
    assert report.people[0].neutral == pytest.approx(0.8)
    (failure,) = report.failures
    assert "words.mp4" in failure


def test_the_judge_sees_the_source_and_every_edit(report: AccuracyReport, judge: Judge) -> None:
    assert all(crop.shape == (CROP, CROP, 3) for crop in judge.crops)
    assert all(len(row.named) == LOOKS for row in report.rows)
    assert (judge.crops[0] != judge.crops[LOOKS]).any()
    assert [row.first for row in report.rows] == [0, 0]
    assert report.rows[0].after == pytest.approx(0.1)


def test_speech_and_strengths_are_measured(report: AccuracyReport) -> None:
    happy = report.rows[0]
    assert happy.speech_r > 0.9
    assert 0 < happy.shifts["low"].shape < happy.shifts["high"].shape < 1.5
    assert happy.in_order("shape") == 1


def test_actors_stand_beside_it(report: AccuracyReport) -> None:
    assert [(row.emotion, row.first) for row in report.acted] == [("happy", 0)]


def test_a_sheet_shows_every_emotion(report: AccuracyReport, folder: Path) -> None:
    assert report.text()
    assert json.dumps(report.to_json(), allow_nan=False)
    assert (folder / "sheets" / "calm.png").stat().st_size > 50_000


def test_who_does_not_start_neutral_is_left_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accuracy, "load_classifier", lambda: Judge("sad"))
    with pytest.raises(InputError, match="starts neutral"):
        drain(measure_accuracy(folder, renderer="instant"))


def test_an_emotion_that_the_judge_does_not_know_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accuracy, "load_classifier", lambda: Judge("neutral"))
    with pytest.raises(UsageError, match="'fear'; choose from happy, sad"):
        next(measure_accuracy(folder, emotions=["fearful"]))
    with pytest.raises(UsageError, match="no renderer"):
        next(measure_accuracy(folder, renderer="oil"))


def test_it_can_be_left_early(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accuracy, "load_classifier", lambda: Judge("neutral"))
    job = measure_accuracy(folder, renderer="instant")
    assert isinstance(next(job), Progress)
    job.close()
