"""`dfm project show`: the files of a project and its edits, for people and for scripts."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from dfm.cli import main
from dfm.core.document.edits import Edit
from dfm.core.document.persons import PersonFile
from dfm.core.document.project import Project
from dfm.core.document.renderers import RendererFile
from dfm.core.document.storage import write_project
from dfm.core.document.timebase import Span


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    (tmp_path / "ben.dfmperson").write_bytes(b"another ben")
    project = Project(
        str(tmp_path / "talk.mp4"),
        (Edit("happy", 0.6, Span(0, 30)), Edit("sad", 0.3, Span(40, 60), face=2, enabled=False)),
        "c0ffee",
        Fraction(30),
        300,
        persons=(
            PersonFile(1, str(tmp_path / "anna.dfmperson"), "a"),
            PersonFile(2, str(tmp_path / "ben.dfmperson"), "b"),
        ),
        renderer=RendererFile(str(tmp_path / "talk.dfmrenderer"), "c", in_use=False),
    )
    write_project(project, tmp_path / "talk.dfm")
    return tmp_path / "talk.dfm"


def test_files_and_edits_are_listed(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["project", "show", str(saved)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["video", str(saved.parent / "talk.mp4"), "it", "is", "not", "there"]
    assert lines[1].endswith("anna.dfmperson    it is not there")
    assert lines[2].endswith("ben.dfmperson     another file has its name")
    assert lines[3].split()[0] == "renderer"
    assert lines[3].endswith("talk.dfmrenderer  it is not there, not in use")
    assert lines[4:] == ["edits", "face 1  happy:0.6@0f-30f", "face 2  sad:0.3@40f-60f   off"]


def test_scripts_get_the_same(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["project", "show", str(saved), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["video"]["frames"] == 300
    assert [each["face"] for each in found["persons"]] == [1, 2]
    assert (found["renderer"]["sha256"], found["renderer"]["in_use"]) == ("c", False)
    assert [each["enabled"] for each in found["edits"]] == [True, False]


def test_an_empty_project_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_project(Project(), tmp_path / "new.dfm")
    assert main(["project", "show", str(tmp_path / "new.dfm")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "There is no edit yet."
    assert main(["project", "show", str(tmp_path / "none.dfm")]) == 3
