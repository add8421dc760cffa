"""Self-reenactment of a small folder, through the front door."""

import json
from pathlib import Path
from shutil import copyfile

import numpy as np
import pytest

from dfm.core.errors import InputError, UsageError
from dfm.core.evaluation.drivers import MEAN, OWN, PROTOTYPES
from dfm.core.evaluation.self_reenactment import reenact_themselves
from dfm.core.evaluation.self_report import SelfReport
from dfm.core.evaluation.training import Drawing
from dfm.core.jobs import Progress, drain
from dfm.core.media.probe import probe
from dfm.core.media.read import read_frame

INSTANT = Drawing("instant")


@pytest.fixture(scope="module")
def folder(short_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of somebody who was trained on, one of somebody unknown, one of an actor, and no video."""
    made = tmp_path_factory.mktemp("clips")
    rows = ["file,use,person,emotion", "a_known.mp4,train,Bob,", "b_new.mp4,evaluate,Ann,"]
    rows += ["c_acted.mp4,evaluate,Cid,happy"]
    for row in rows[1:]:
        copyfile(short_clip, made / row.split(",")[0])
    (made / "words.mp4").write_text("no video")
    (made / "clips.csv").write_text("\n".join(rows), "utf-8")
    return made


@pytest.fixture(scope="module")
def report(folder: Path) -> SelfReport:
    return drain(
        reenact_themselves(
            folder, drawing=INSTANT, decoders=[MEAN, PROTOTYPES], least_seconds=1, sheets=folder / "sheets"
        )
    )


def test_unknown_people_come_first_and_actors_not_at_all(report: SelfReport) -> None:
    assert [(row.clip, row.seen) for row in report.rows[::3]] == [
        ("b_new", False),
        ("a_known", True),
    ]
    assert [row.driver for row in report.rows[:3]] == [OWN, MEAN, PROTOTYPES]


def test_its_own_coefficients_come_nearest(report: SelfReport) -> None:
    means = report.means
    assert means[OWN]["rmse"] == means[OWN]["millimetres"] == 0
    assert means[MEAN]["rmse"] > 0.1
    assert means[OWN]["mouth"] < means[MEAN]["mouth"]
    assert all(row.drawn == 18 for row in report.rows)


def test_tables_json_and_sheets_are_made(report: SelfReport, folder: Path) -> None:
    assert "B: mean expression" in report.text()
    content = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert content["means"][OWN]["rmse"] == 0
    assert (folder / "sheets" / "b_new.png").stat().st_size > 50_000
    assert (folder / "sheets" / "b_new.maps.png").stat().st_size > 20_000
    video = probe(folder / "sheets" / "b_new.mp4")
    source = probe(folder / "b_new.mp4")
    assert (video.frames, video.frame_rate) == (18, source.frame_rate)
    assert len(video.audio) == len(source.audio)
    shown = read_frame(video, 9).picture.to_ndarray(format="rgb24")[22:278].astype(float)
    filmed, own = shown[:, :256], shown[:, 260:516]
    assert np.abs(filmed - own).mean() < 20
    assert np.abs(filmed - shown[:, 520:776]).mean() > 2


def test_what_cannot_be_measured_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="for 20 seconds"):
        drain(reenact_themselves(folder, drawing=INSTANT))
    for wrong in ({"drawing": Drawing("oil")}, {"decoders": ["tarot"]}, {"least_seconds": 0.0}):
        with pytest.raises(UsageError):
            next(reenact_themselves(folder, **wrong))


def test_it_can_be_left_early(folder: Path) -> None:
    job = reenact_themselves(folder, drawing=INSTANT, decoders=[MEAN], least_seconds=1, limit=1)
    assert isinstance(next(job), Progress)
    job.close()


def test_everyone_comes_once_before_anyone_twice(short_clip: Path, tmp_path: Path) -> None:
    rows = ["file,use,person", "a.mp4,evaluate,Ann", "b.mp4,evaluate,Ann", "c.mp4,evaluate,Cid"]
    for row in rows[1:]:
        copyfile(short_clip, tmp_path / row.split(",")[0])
    (tmp_path / "clips.csv").write_text("\n".join(rows), "utf-8")
    report = drain(reenact_themselves(tmp_path, drawing=INSTANT, decoders=[MEAN], least_seconds=1, limit=2))
    assert [row.clip for row in report.rows[::2]] == ["a", "c"]
