"""`dfm analyze`: a table for a person, JSON for a script, a file where asked for."""

import json
import shutil
from pathlib import Path

import pytest

from dfm.cli import main


def _run(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main(["analyze", *map(str, words), "--quiet"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


def test_a_person_gets_a_table(capsys: pytest.CaptureFixture[str], stripes: Path) -> None:
    table = _run(capsys, stripes)
    assert "96 x 64, h264, yuv420p" in table
    assert "00:00:00.800, 20 frames, 25 frames/s" in table
    assert "No faces" in table
    assert "1 shot\n00:00:00.000-00:00:00.800" in table


def test_a_script_gets_json(capsys: pytest.CaptureFixture[str], stripes: Path) -> None:
    found = json.loads(_run(capsys, stripes, "--json"))
    assert found["schema"] >= 1
    assert found["media"]["frames"] == 20
    assert found["shots"] == [[0, 20]]
    assert found["faces"] == []


def test_a_folder_gets_the_file(capsys: pytest.CaptureFixture[str], stripes: Path, tmp_path: Path) -> None:
    text = _run(capsys, stripes, "--json", "-o", tmp_path / "deep" / "er")
    assert (tmp_path / "deep" / "er" / "analysis.json").read_text("utf-8") == text
    assert [path.name for path in (tmp_path / "deep" / "er").iterdir()] == ["analysis.json"]


def test_the_result_is_kept_unless_it_must_not_be(
    capsys: pytest.CaptureFixture[str], stripes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path / "cache"))
    first = _run(capsys, stripes, "--no-cache", "--json")
    assert not list((tmp_path / "cache").glob("analysis/*"))
    assert _run(capsys, stripes, "--json") == first
    (kept,) = (tmp_path / "cache").glob("analysis/*")
    facts = kept.stat()
    renamed = shutil.copy(stripes, tmp_path / "renamed.mp4")
    assert json.loads(_run(capsys, renamed, "--json"))["shots"] == [[0, 20]]
    assert list((tmp_path / "cache").glob("analysis/*")) == [kept]
    assert kept.stat().st_mtime_ns == facts.st_mtime_ns


def test_an_interrupted_cache_file_is_made_again(
    capsys: pytest.CaptureFixture[str], stripes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path / "cache"))
    first = _run(capsys, stripes, "--json")
    (kept,) = (tmp_path / "cache").glob("analysis/*")
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    assert _run(capsys, stripes, "--json") == first
    assert kept.stat().st_size == len(whole)
