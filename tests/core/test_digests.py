"""Digests are right, remembered, and forgotten when the file changes."""

import hashlib
import os
from pathlib import Path

import pytest

from dfm.core import digests


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.bin"
    path.write_bytes(b"first")
    return path


def _expected(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_the_digest_is_that_of_the_bytes(file: Path) -> None:
    assert digests.sha256(file) == _expected(b"first")


def test_an_unchanged_file_is_not_read_again(file: Path) -> None:
    digests.sha256(file)
    facts = file.stat()
    file.write_bytes(b"FIRST")
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert digests.sha256(file) == _expected(b"first")


def test_a_changed_file_is_read_again(file: Path) -> None:
    digests.sha256(file)
    file.write_bytes(b"longer than before")
    assert digests.sha256(file) == _expected(b"longer than before")


@pytest.mark.parametrize("broken", [b"", b"{", b"[1]", b'{"/x": 3}', b'{"/x": [1, 2]}', b"\xff\xfe"])
def test_a_broken_memory_costs_nothing_but_time(file: Path, tmp_path: Path, broken: bytes) -> None:
    memory = tmp_path / "cache" / "digests.json"
    memory.parent.mkdir()
    memory.write_bytes(broken)
    assert digests.sha256(file) == _expected(b"first")
    assert str(file) in memory.read_text("utf-8")


def test_a_cache_that_cannot_be_made_does_not_matter(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "occupied").write_text("a file", "utf-8")
    monkeypatch.setenv("DFM_CACHE_DIR", str(tmp_path / "occupied"))
    assert digests.sha256(file) == _expected(b"first")
