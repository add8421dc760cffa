"""The script that measures the renderer `trained` unattended, with a stand-in for the program."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "trained.sh"
STAND_IN = """
import json, os, sys
from pathlib import Path
words, folder = sys.argv[1:], Path(os.environ["TOLD"])
with (folder / "calls.txt").open("a") as file:
    file.write(json.dumps(words) + "\\n")
if os.environ.get("FAILS") in words:
    sys.exit(3)
if "--report" in words:
    names = ("ann", "ann", "bob", "bob", "cid")
    rows = [{"clip": name, "driver": "own"} for name in names]
    Path(words[words.index("--report") + 1]).write_text(json.dumps({"rows": rows}, indent=2))
print("table of", words[0])
"""


def script(folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", str(SCRIPT), str(folder / "clips"), str(folder / "out")],
        env={**os.environ, "DFM": f"{sys.executable} {folder / 'dfm.py'}", "TOLD": str(folder), **more},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dfm.py").write_text(STAND_IN)
    (tmp_path / "clips").mkdir()
    for name in ("ann.mp4", "bob.mov", "cid.mp4", "dan.mp4"):
        (tmp_path / "clips" / name).touch()
    return tmp_path


def calls(folder: Path) -> list[list[str]]:
    return [json.loads(line) for line in (folder / "calls.txt").read_text().splitlines()]


def test_every_step_is_done_once(folder: Path) -> None:
    found = script(folder, MINUTES="3")
    assert found.returncode == 0, found.stderr
    assert [each[:2] for each in calls(folder)] == [
        ["train", "renderer-base"],
        *[["evaluate", str(folder / "clips")]] * 2,
        *[["benchmark", "--renderer"]] * 2,
        ["train", "renderer-ablation"],
    ]
    assert calls(folder)[2][calls(folder)[2].index("--minutes") + 1] == "3"
    assert [Path(word).name for word in calls(folder)[-1][2:4]] == ["ann.mp4", "bob.mov"]
    assert found.stdout.count("table of") == 5
    assert script(folder).returncode == 0
    assert len(calls(folder)) == 6


def test_it_goes_on_where_a_step_failed(folder: Path) -> None:
    assert script(folder, FAILS="benchmark").returncode == 3
    assert not (folder / "out" / "speed.txt").exists()
    assert script(folder).returncode == 0
    assert [each[0] for each in calls(folder)].count("benchmark") == 3
    assert [each[1] for each in calls(folder)].count("renderer-base") == 1


def test_it_says_what_it_takes() -> None:
    found = subprocess.run(["bash", str(SCRIPT)], capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert "trained.sh CLIPS OUT" in found.stderr
