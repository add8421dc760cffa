"""`dfm reenact` from a video of a face to the new video, its report, and a stop half way."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.cli import main
from dfm.core.document.edits import Edit
from dfm.core.document.persons import PersonFile
from dfm.core.document.storage import read_project, write_project
from dfm.core.document.timebase import Span
from dfm.core.drawing import renderer_file
from dfm.core.media.probe import probe
from dfm.core.projects import project_on
from tests.core.nets import renderer_at
from tests.core.people import person_at


def _pictures(path: Path) -> list[NDArray[np.uint8]]:
    with av.open(path) as container:
        return [frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in container.decode(video=0)]


def test_the_mood_changes_inside_the_edit_alone(
    capsys: pytest.CaptureFixture[str], portrait: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.mkv"
    words = ["reenact", portrait, "--edit", "happy:high@10f-30f", "-o", out, "--codec", "ffv1"]
    assert main([str(word) for word in words]) == 0
    printed = capsys.readouterr()
    assert printed.out == f"{out}\n"
    assert "render: 40 frames in" in printed.err
    before, after = _pictures(portrait), _pictures(out)
    assert len(after) == len(before) == 40
    change = [int(np.abs(a.astype(np.int16) - b).max()) for a, b in zip(after, before, strict=True)]
    assert max(change[:10] + change[30:]) == 0
    assert min(change[15:25]) > 40
    assert [path.name for path in tmp_path.iterdir()] == ["out.mkv"]


def test_the_report_says_what_was_done(portrait: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    wanted = "sad:0.4@0-1,brows=0.5,mouth=0"
    words = ["reenact", portrait, "--edit", wanted, "-o", tmp_path / "out.mp4", "--report", report]
    assert main([*map(str, words), "--seed", "7", "--layout", "side-by-side", "-q"]) == 0
    found = json.loads(report.read_text("utf-8"))
    assert found["schema"] >= 1
    assert (found["input"]["frames"], found["output"]["frames"]) == (40, 40)
    assert found["output"]["width"] == 2 * found["input"]["width"]
    assert (found["seed"], found["renderer"]) == (7, "reference")
    (edit,) = found["edits"]
    assert (edit["emotion"], edit["intensity"], edit["start_frame"], edit["end_frame"]) == ("sad", 0.4, 0, 25)
    assert edit["regions"] == {"brows": 0.5, "eyes": 1.0, "mouth": 0.0}
    assert edit["text"] == "sad:0.4@0f-25f,brows=0.5,mouth=0"
    assert len(edit["va"]) >= 25
    assert {"face_landmarker", "face_model", "shading"} <= set(found["weights"])
    assert all(len(digest) == 64 for digest in found["weights"].values())
    assert found["peak_memory_bytes"] > 0


def test_quiet_says_nothing_at_all(portrait: Path, tmp_path: Path) -> None:
    words = ["reenact", portrait, "--edit", "fear@0-8f", "-o", tmp_path / "out.mp4", "-q"]
    done = subprocess.run(
        [sys.executable, "-m", "dfm", *map(str, words)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_face_that_is_not_there_is_bad_input(
    capsys: pytest.CaptureFixture[str], portrait: Path, tmp_path: Path
) -> None:
    words = ["reenact", portrait, "--edit", "happy@0-1", "-o", tmp_path / "out.mp4", "--face", "3", "-q"]
    assert main([str(word) for word in words]) == 3
    assert "face 3" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_region_that_there_is_not_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], portrait: Path, tmp_path: Path
) -> None:
    words = ["reenact", portrait, "--edit", "happy@0-1,moth=0", "-o", tmp_path / "out.mp4", "-q"]
    assert main([str(word) for word in words]) == 2
    assert "the region 'moth' is unknown; did you mean 'mouth'?" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def project(portrait: Path, tmp_path: Path) -> Path:
    """A project on the portrait with one edit that is on and one that is off."""
    edits = (
        Edit("happy", 0.85, Span(10, 20), centre=(0.7, 0.2)),
        Edit("sad", 0.6, Span(0, 40), enabled=False),
    )
    path = tmp_path / "talk.dfm"
    write_project(replace(project_on(probe(portrait)), edits=edits), path)
    return path


def test_a_project_is_rendered_with_its_own_edits_and_those_added(
    capsys: pytest.CaptureFixture[str], portrait: Path, project: Path, tmp_path: Path
) -> None:
    out, report = tmp_path / "out.mkv", tmp_path / "report.json"
    words = ["reenact", project, "--edit", "fear@30f-35f", "-o", out, "--codec", "ffv1", "--report", report]
    assert main([*map(str, words), "-q"]) == 0
    assert capsys.readouterr().err == ""
    before, after = _pictures(portrait), _pictures(out)
    change = [int(np.abs(a.astype(np.int16) - b).max()) for a, b in zip(after, before, strict=True)]
    assert [index for index, value in enumerate(change) if value > 0] == [*range(10, 20), *range(30, 35)]
    edits = json.loads(report.read_text("utf-8"))["edits"]
    assert [(edit["emotion"], edit["centre"]) for edit in edits] == [("happy", [0.7, 0.2]), ("fear", None)]


def test_a_project_without_a_living_edit_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], portrait: Path, project: Path, tmp_path: Path
) -> None:
    words = ["reenact", project, "-o", tmp_path / "out.mp4", "-q"]
    write_project(project_on(probe(portrait)), project)
    assert main([str(word) for word in words]) == 2
    assert "has no edit: add one in the editor, or as in --edit happy" in capsys.readouterr().err
    edits = (Edit("sad", 0.6, Span(0, 40), enabled=False),)
    write_project(replace(project_on(probe(portrait)), edits=edits), project)
    assert main([str(word) for word in words]) == 2
    assert "switched off" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["talk.dfm"]


def test_a_project_whose_video_moved_names_the_path_and_the_remedy(
    capsys: pytest.CaptureFixture[str], project: Path, tmp_path: Path
) -> None:
    missing = tmp_path / "gone.mp4"
    write_project(replace(read_project(project), media=str(missing)), project)
    assert main(["reenact", str(project), "-o", str(tmp_path / "out.mp4")]) == 3
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"'{missing}'" in said
    assert "put it back, or open the project in the editor" in said


def test_a_broken_project_is_bad_input(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "talk.dfm").write_text('{"schema": 2, "edits": 7}')
    assert main(["reenact", str(tmp_path / "talk.dfm"), "-o", str(tmp_path / "out.mp4")]) == 3
    assert "its edits are not a list" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["talk.dfm"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("old", [None, b"the old result"])
def test_a_stop_half_way_leaves_no_half_file_and_loses_no_old_one(
    long_portrait: Path, tmp_path: Path, old: bytes | None
) -> None:
    out = tmp_path / "out.mp4"
    if old is not None:
        out.write_bytes(old)
    words = ["reenact", long_portrait, "--edit", "happy@0-end", "-o", out, "--overwrite", "--codec", "hevc"]
    process = subprocess.Popen(
        [sys.executable, "-m", "dfm", *map(str, words), "--report", str(tmp_path / "report.json")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    while not list(tmp_path.glob("*.part")):
        assert process.poll() is None, "it ended before it rendered"
        time.sleep(0.01)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert time.monotonic() - began < 5  # a second where nothing else runs
    assert errors.splitlines()[-1] == "dfm: cancelled."
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == (
        [] if old is None else [("out.mp4", old)]
    )


def test_a_person_plays_the_edits(capsys: pytest.CaptureFixture[str], portrait: Path, tmp_path: Path) -> None:
    anna, out, report = person_at(tmp_path / "anna.dfmperson"), tmp_path / "out.mp4", tmp_path / "report.json"
    words = ["reenact", portrait, "--edit", "happy@5f-9f", "--edit", "fear@20f-24f", "--renderer", "instant"]
    words += ["--person", anna, "--person", f"{anna}@2", "-o", out, "--report", report, "-q"]
    assert main([str(word) for word in words]) == 0
    said = capsys.readouterr().err
    assert "anna.dfmperson was learned from next to no footage of fear: that is played much as" in said
    assert "anna.dfmperson plays nothing: no edit changes face 2." in said
    persons = json.loads(report.read_text("utf-8"))["persons"]
    assert [(each["face"], each["name"], len(each["sha256"])) for each in persons] == [
        (1, "Anna", 64),
        (2, "Anna", 64),
    ]


def test_a_projects_person_counts_until_another_is_told(
    capsys: pytest.CaptureFixture[str], project: Path, tmp_path: Path
) -> None:
    gone = PersonFile(1, str(tmp_path / "gone.dfmperson"), "a")
    write_project(replace(read_project(project), persons=(gone,)), project)
    words = ["reenact", str(project), "-o", str(tmp_path / "out.mp4"), "--renderer", "instant", "-q"]
    assert main(words) == 3
    said = capsys.readouterr().err
    assert "gone.dfmperson', the person of face 1, is not there: put it back, or choose another" in said
    assert not (tmp_path / "out.mp4").exists()
    assert main([*words, "--person", str(person_at(tmp_path / "anna.dfmperson"))]) == 0


def test_a_projects_trained_renderer_draws_until_another_is_told(
    capsys: pytest.CaptureFixture[str], project: Path, tmp_path: Path
) -> None:
    net, report = renderer_at(tmp_path / "talk.dfmrenderer"), tmp_path / "report.json"
    write_project(replace(read_project(project), renderer=renderer_file(net)), project)
    words = ["reenact", str(project), "-o", str(tmp_path / "out.mp4"), "--overwrite"]
    words += ["-q", "--device", "cpu", "--report", str(report)]
    assert main(words) == 0
    found = json.loads(report.read_text("utf-8"))
    assert found["renderer"] == "trained"
    assert "talk.dfmrenderer" in found["weights"]
    assert "not from this video: another person will look wrong" in capsys.readouterr().err
    net.unlink()
    assert main(words) == 3
    assert "is not there: put it back, or choose another renderer" in capsys.readouterr().err
    assert main([*words, "--renderer", "instant"]) == 0


def test_one_face_is_not_two_persons(
    capsys: pytest.CaptureFixture[str], portrait: Path, tmp_path: Path
) -> None:
    words = ["reenact", portrait, "--edit", "happy@0-1", "-o", tmp_path / "out.mp4", "--face", "2"]
    words += ["--person", "anna.dfmperson@2", "--person", "ben.dfmperson"]
    assert main([str(word) for word in words]) == 2
    assert "Two persons are given to one face" in capsys.readouterr().err
