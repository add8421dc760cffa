"""The public Python API: quick to import, the same jobs as the command line."""

import subprocess
import sys
from pathlib import Path

import pytest

import dfm
from dfm.core.document.persons import PersonFile
from dfm.core.document.storage import write_project
from dfm.core.drawing import renderer_file
from tests.core.nets import renderer_at
from tests.core.people import person_at


def test_every_public_name_is_there() -> None:
    for name in dfm.__all__:
        assert getattr(dfm, name).__name__ == name
        assert name in dir(dfm)
    with pytest.raises(AttributeError, match="no attribute 'reanact'"):
        _ = dfm.reanact


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import sys, dfm; dfm.Edit, dfm.Project; print(sorted({n.split('.')[0] for n in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for name in ("numpy", "av", "cv2", "torch", "mediapipe", "numba"):
        assert f"'{name}'" not in done.stdout


def test_a_failure_is_a_dfm_error(tmp_path: Path) -> None:
    with pytest.raises(dfm.DfmError, match="missing"):
        dfm.analyze(tmp_path / "missing.mp4")
    with pytest.raises(dfm.DfmError, match="did you mean 'happy'"):
        dfm.reenact(tmp_path / "missing.mp4", ["hapy@1-2"], tmp_path / "out.mp4")
    with pytest.raises(dfm.DfmError, match="missing"):
        dfm.reenact(tmp_path / "missing.mp4", ["happy@1-2"], tmp_path / "out.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_project_stands_for_its_video_and_brings_its_edits(short_clip: Path, tmp_path: Path) -> None:
    edit = dfm.Edit("happy", 0.85, dfm.Span(20, 40))
    project = dfm.Project(str(short_clip), (edit,))
    write_project(project, tmp_path / "talk.dfm")
    reports = [
        dfm.reenact(project, [], tmp_path / "a.mp4"),
        dfm.reenact(tmp_path / "talk.dfm", [], tmp_path / "b.mp4"),
        dfm.reenact(str(tmp_path / "talk.dfm"), [], tmp_path / "c.mp4"),
    ]
    assert all(report.edits == reports[0].edits for report in reports)
    assert reports[0].edits[0]["start_frame"] == 20
    with pytest.raises(dfm.DfmError, match="has no edit"):
        dfm.reenact(dfm.Project(str(short_clip)), [], tmp_path / "none.mp4")
    with pytest.raises(dfm.DfmError, match="is not there"):
        dfm.reenact(dfm.Project(str(tmp_path / "gone.mp4"), (edit,)), [], tmp_path / "none.mp4")
    assert not (tmp_path / "none.mp4").exists()


def test_faces_play_as_persons(short_clip: Path, tmp_path: Path) -> None:
    anna, ben = (person_at(tmp_path / f"{name}.dfmperson", name, len(name)) for name in ("Anna", "Ben"))
    edit = dfm.Edit("happy", 0.85, dfm.Span(20, 24))
    project = dfm.Project(str(short_clip), (edit,), persons=(PersonFile(1, str(ben)),))
    told = dfm.reenact(project, [], tmp_path / "a.mp4", renderer="instant").persons
    assert [each["name"] for each in told] == ["Ben"]
    told = dfm.reenact(
        project, [], tmp_path / "b.mp4", renderer="instant", persons={1: anna, 2: str(ben)}
    ).persons
    assert [(each["face"], each["name"]) for each in told] == [(1, "Anna"), (2, "Ben")]
    with pytest.raises(dfm.DfmError, match="does not exist"):
        dfm.reenact(project, [], tmp_path / "c.mp4", persons={1: tmp_path / "none.dfmperson"})


def test_a_project_is_drawn_by_its_own_renderer(short_clip: Path, tmp_path: Path) -> None:
    own = renderer_file(renderer_at(tmp_path / "talk.dfmrenderer"))
    project = dfm.Project(str(short_clip), (dfm.Edit("happy", 0.85, dfm.Span(20, 23)),), renderer=own)
    assert dfm.reenact(project, [], tmp_path / "a.mp4", device="cpu").renderer == "trained"
    assert dfm.reenact(project, [], tmp_path / "b.mp4", renderer="instant").renderer == "instant"


def test_a_performance_goes_with_its_project_and_needs_its_source_no_more(
    short_clip: Path, tmp_path: Path
) -> None:
    source = tmp_path / "take.mp4"
    source.write_bytes(short_clip.read_bytes())
    asked = [f"ref:{source}#0.5-1.5:0.8@20f-40f,brows=0.5"]
    first = dfm.reenact(short_clip, asked, tmp_path / "a.mp4", renderer="instant")
    performance = dfm.take_performance(source, ("0.5", "1.5"))
    edit = dfm.Edit(
        "neutral",
        0.8,
        dfm.Span(20, 40),
        origin=20,
        regions=dfm.Regions(brows=0.5),
        performance=performance,
    )
    write_project(dfm.Project(str(short_clip), (edit,)), tmp_path / "talk.dfm")
    source.unlink()
    again = dfm.reenact(tmp_path / "talk.dfm", [], tmp_path / "b.mp4", renderer="instant")
    assert again.edits == first.edits
    assert first.edits[0]["performance"]["source"] == "take.mp4#15f-45f"
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
