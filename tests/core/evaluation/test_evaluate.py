"""The evaluation of a folder: the demo clip under an emotion, beside a file that is no video."""

import json
from pathlib import Path
from shutil import copyfile

import numpy as np
import pytest

from dfm.core.errors import InputError, UsageError
from dfm.core.evaluation import rooms
from dfm.core.evaluation.crops import view_around
from dfm.core.evaluation.cross import Shown, attempt, score
from dfm.core.evaluation.evaluate import choose, evaluate
from dfm.core.evaluation.report import EvaluationReport
from dfm.core.evaluation.samples import Sample
from dfm.core.evaluation.settings import Settings, settings_of
from dfm.core.jobs import Progress, drain
from dfm.core.media.read import read_frame


@pytest.fixture(scope="module")
def folder(short_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The short clip, and a text that calls itself a video."""
    made = tmp_path_factory.mktemp("clips")
    copyfile(short_clip, made / "portrait.mp4")
    (made / "words.mp4").write_text("no video")
    return made


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where contact sheets go."""
    return tmp_path_factory.mktemp("sheets") / "made"


@pytest.fixture(scope="module")
def report(folder: Path, sheets: Path) -> EvaluationReport:
    """The evaluation of the folder."""
    return drain(evaluate(folder, settings_of(emotions=["surprised"], frames=45, sheets=sheets)))


def test_an_edit_of_the_demo_clip_is_measured_in_every_respect(report: EvaluationReport) -> None:
    (row,) = (row for row in report.cases if row.clip == "portrait")
    assert (row.emotion, row.failure, row.frames) == ("surprise", "", 45 - 14)
    assert (row.frames_changed_outside, row.pixels_changed_outside) == (0, 0)
    assert row.speech_r > 0.8
    assert 0.5 < row.flicker < 2.5
    assert row.blendshape_direction > 0.3
    assert row.blendshape_size > 0.05
    assert row.va_way > 0.05


def test_a_file_that_is_no_video_is_a_row_that_says_so(report: EvaluationReport) -> None:
    rows = [row for row in report.cases if row.clip == "words"]
    assert len(rows) == 1
    assert all("words.mp4" in row.failure for row in rows)


def test_the_judge_measures_or_its_absence_is_explained(report: EvaluationReport) -> None:
    judged = [np.isfinite(row.judged_after) for row in report.cases if row.clip == "portrait"]
    assert all(judged) if report.judge else not any(judged)
    assert bool(report.judge) != bool(report.judge_missing)
    assert report.judge or "pip install" in report.judge_missing


def test_tables_sheets_and_json_are_made(report: EvaluationReport, sheets: Path) -> None:
    assert "portrait" in report.text()
    assert json.loads(json.dumps(report.to_json(), allow_nan=False))["cases"][0]["clip"] == "portrait"
    assert (sheets / "portrait.png").stat().st_size > 10_000


def test_a_frame_rendered_with_its_own_mesh_is_that_frame(folder: Path) -> None:
    analysis = drain(rooms.analysed(folder / "portrait.mp4", use_cache=True))
    track = analysis.tracks[0]
    frame = read_frame(analysis.media, int(track.frames[10]))
    shown = Shown(
        view_around(frame, analysis.media, track.points[10]), track.points[10], track.expression[10]
    )
    renderer, model = rooms.renderer_for("instant", analysis), rooms.face_model()
    same = attempt(shown, shown, renderer, model, 1.0)
    assert 0.2 < same.face.mean() < 0.6
    assert (same.aligned == same.real).all()
    distances = score([same])
    assert distances.face < 3
    assert distances.mouth < 3
    assert score([]).face != score([]).face


def test_everyone_is_chosen_once_before_anyone_twice() -> None:
    samples = [
        Sample(Path(f"{person}{number}.mp4"), person, acted, frozenset(), 100 + number)
        for person, acted in (("ann", ""), ("bob", ""), ("eve", "neutral"), ("joe", "happy"))
        for number in range(3)
    ]
    chosen = choose(samples, Settings(clips=5))
    assert {sample.person for sample in chosen[:3]} == {"ann", "bob", "eve"}
    assert len(chosen) == len(set(chosen)) == 5
    assert chosen == choose(samples[::-1], Settings(clips=5))
    assert chosen != choose(samples, Settings(clips=5, seed=4))


def test_bad_requests_are_refused_before_any_work(folder: Path, tmp_path: Path) -> None:
    seen = list[Progress]()
    with pytest.raises(UsageError, match="did you mean 'happy'"):
        settings_of(emotions=["hapy"])
    with pytest.raises(UsageError, match="limit"):
        settings_of(limit=0)
    with pytest.raises(UsageError, match="too few"):
        settings_of(frames=23)
    with pytest.raises(InputError, match="not a folder"):
        drain(evaluate(tmp_path / "absent", Settings()), seen.append)
    assert not seen
