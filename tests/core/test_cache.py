"""What is kept of videos can be listed and cleared."""

import os
from pathlib import Path

import pytest

from dfm.core import cache, places


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path))


def _keep(name: str, content: bytes, age: int) -> Path:
    path = places.analysis_folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))
    return path


def test_an_absent_cache_is_an_empty_one() -> None:
    assert cache.entries() == ()
    assert cache.clear() == ()


def test_entries_come_latest_first_with_their_sizes() -> None:
    old, new = _keep("old.npz", b"12345", 50), _keep("new.npz", b"123", 0)
    assert [(entry.path, entry.size_bytes) for entry in cache.entries()] == [(new, 3), (old, 5)]


def test_finished_frames_and_scrub_files_are_kept_things_too() -> None:
    for folder in (places.rendered_folder(), places.scrub_folder()):
        folder.mkdir()
        (folder / "video.pictures").write_bytes(b"12")
    assert [entry.size_bytes for entry in cache.clear()] == [2, 2]
    assert cache.entries() == ()


def test_clearing_removes_everything_kept_and_no_model_files() -> None:
    _keep("a.npz", b"1", 0)
    _keep("interrupted.npz.1234.part", b"1", 0)
    (places.analysis_folder() / "folder").mkdir()
    model = places.weights_folder() / "model.bin"
    model.parent.mkdir()
    model.write_bytes(b"model")
    assert len(cache.clear()) == 3
    assert cache.entries() == ()
    assert model.read_bytes() == b"model"


def test_the_size_of_a_folder_counts_all_below_it(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "file").write_bytes(b"1234")
    (tmp_path / "file").write_bytes(b"1")
    assert cache.size_of(tmp_path) == 5


def test_the_oldest_go_first_when_there_is_too_much() -> None:
    old, middle, new = (_keep(f"{age}.npz", b"12345", age) for age in (50, 20, 0))
    assert cache.trim(15) == ()
    assert [entry.path for entry in cache.trim(9)] == [middle, old]
    assert [entry.path for entry in cache.entries()] == [new]
