"""Actors are measured against their own neutral clip and by the judge; others are left alone."""

from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.analyze import Analysis, analyze
from dfm.core.errors import InputError
from dfm.core.evaluation import rooms
from dfm.core.evaluation.acting import FRAMES, measure_actors
from dfm.core.evaluation.report import ActedRow
from dfm.core.evaluation.samples import read_samples
from dfm.core.jobs import Job, drain
from dfm.core.motion.prototypes import prototype


class Judge:
    """Calls the faces of a clip happy, sad and so on in turn."""

    name = "stand-in"
    names: tuple[str, ...] = ("happy", "sad")

    def __init__(self) -> None:
        self.asked = 0

    def classify(self, crop: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.asked += 1
        happy = self.asked % FRAMES % 2 == 1
        return np.array([0.9, 0.1] if happy else [0.2, 0.8], np.float32)


@pytest.fixture
def folder(short_clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two actors who play happy by half of its prototype, one of them also neutral; a clip of somebody who
    is no actor; one that breaks; one of an emotion nobody asks for."""
    rows = ["file,use,person,emotion"]
    for name, person, emotion in (
        ("dreamtalk_a_neutral", "ann", "neutral"),
        ("dreamtalk_a_happy", "ann", "happy"),
        ("dreamtalk_b_happy", "bob", "happy"),
        ("holiday_happy", "cid", "happy"),
        ("dreamtalk_broken", "ann", "happy"),
        ("dreamtalk_a_fear", "ann", "fear"),
    ):
        copyfile(short_clip, tmp_path / f"{name}.mp4")
        rows.append(f"{name}.mp4,evaluate,{person},{emotion}")
    (tmp_path / "clips.csv").write_text("\n".join(rows), "utf-8")
    plain = drain(analyze(short_clip))

    def analysed(path: Path, *, use_cache: bool) -> Job[Analysis]:
        yield from ()
        if "broken" in path.stem:
            raise InputError(f"{path.name} has no frame that can be decoded.")
        track = plain.tracks[0]
        acted = 0.5 * prototype("happy") if "happy" in path.stem else np.zeros(52)
        shapes = (track.blendshapes + acted).astype(np.float32)
        return replace(plain, tracks=(replace(track, blendshapes=shapes),))

    monkeypatch.setattr(rooms, "analysed", analysed)
    return tmp_path


def measured(folder: Path, judge: Judge | None) -> tuple[ActedRow, ...]:
    return drain(measure_actors(read_samples(folder), ("neutral", "happy", "sad"), judge))


def test_who_has_a_neutral_clip_is_measured_from_it(folder: Path) -> None:
    neutral, happy = measured(folder, None)
    assert (neutral.emotion, neutral.clips) == ("neutral", 1)
    assert np.isnan([neutral.direction, neutral.size, neutral.va_way]).all()
    assert (happy.emotion, happy.clips) == ("happy", 2)
    assert happy.direction == pytest.approx(1, abs=1e-3)
    assert happy.size == pytest.approx(0.5, abs=1e-3)
    assert happy.va_way == pytest.approx(0.5, abs=1e-2)


def test_the_judge_sees_some_frames_of_each_clip(folder: Path) -> None:
    judge = Judge()
    neutral, happy = measured(folder, judge)
    assert judge.asked == 4 * FRAMES  # of happy, neutral and fear; the broken one is passed over
    assert np.isnan(neutral.probability)  # this judge knows no such face
    assert happy.first == pytest.approx(2 / 5)
    assert happy.probability == pytest.approx((2 * 0.9 + 3 * 0.2) / 5)


def test_without_a_judge_nothing_is_said_of_recognition(folder: Path) -> None:
    assert all(np.isnan([row.probability, row.first]).all() for row in measured(folder, None))
