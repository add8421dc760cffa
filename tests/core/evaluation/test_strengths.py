"""All emotions at all strengths on the demo clip: pictures, numbers and sheets, and what has no face."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from dfm.core.document.emotions import EMOTIONS, INTENSITIES
from dfm.core.errors import InputError, UsageError
from dfm.core.evaluation.moments import CALM, TALKING
from dfm.core.evaluation.strengths import show_strengths
from dfm.core.evaluation.strengths_report import StrengthsReport
from dfm.core.jobs import Progress, drain


@pytest.fixture(scope="module")
def folder(short_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo clip, a copy marked for training, and a text called a video."""
    made = tmp_path_factory.mktemp("clips")
    for name in ("portrait.mp4", "known.mp4"):
        (made / name).write_bytes(short_clip.read_bytes())
    (made / "words.mp4").write_text("no video")
    (made / "clips.csv").write_text("file,use,person\nportrait.mp4,evaluate,a\nknown.mp4,train,b\n")
    return made


@pytest.fixture(scope="module")
def report(folder: Path) -> StrengthsReport:
    """The pictures of the folder, with their sheets."""
    return drain(show_strengths(folder, renderer="instant", sheets=folder / "sheets"))


def test_every_emotion_is_drawn_at_every_strength(report: StrengthsReport) -> None:
    assert {shot.clip for shot in report.shots} == {"portrait"}
    for moment in (CALM, TALKING):
        of = [(shot.emotion, shot.strength) for shot in report.shots if shot.moment == moment]
        felt = [(row.name, strength) for row in EMOTIONS[1:] for strength in INTENSITIES]
        assert of == [("neutral", ""), *felt]


def test_more_intensity_shows_as_more(report: StrengthsReport) -> None:
    assert report.in_order() > 0.8
    high = [shot.found for shot in report.shots if shot.strength == "high"]
    assert 0.2 < np.median(high) < 1.3


def test_the_flaws_are_measured_and_small(report: StrengthsReport) -> None:
    for name in ("seams", "blur", "colour", "shape", "mouth"):
        found = [getattr(shot.flaws, name) for shot in report.shots]
        assert np.isfinite(found).all()
        assert min(found) >= 0
    assert np.median([shot.flaws.shape for shot in report.shots]) < 0.03


def test_the_sheets_show_three_columns_for_eight_emotions(report: StrengthsReport, folder: Path) -> None:
    names = ["portrait-calm.png", "portrait-talking.png", "worst.png"]
    assert sorted(path.name for path in (folder / "sheets").iterdir()) == names
    sheet = cv2.imread(str(folder / "sheets" / "portrait-calm.png"))
    assert sheet is not None
    assert abs(sheet.shape[1] - 3 * 260) < 10
    assert sheet.shape[0] > len(EMOTIONS) * 256


def test_a_file_that_is_no_video_is_a_failure_that_says_so(report: StrengthsReport) -> None:
    (failure,) = report.failures
    assert "words.mp4" in failure


def test_there_must_be_someone_to_show(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "known.mp4").write_bytes((folder / "known.mp4").read_bytes())
    (tmp_path / "clips.csv").write_text("file,use,person\nknown.mp4,train,b\n")
    with pytest.raises(InputError, match="trained"):
        drain(show_strengths(tmp_path))


def test_a_renderer_that_there_is_not_is_refused_at_once(folder: Path) -> None:
    with pytest.raises(UsageError, match="no renderer"):
        next(show_strengths(folder, renderer="oil"))


def test_it_can_be_left_early(folder: Path) -> None:
    job = show_strengths(folder)
    assert isinstance(next(job), Progress)
    job.close()
