"""Fetching one file over a real connection to this machine."""

import hashlib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from dfm.core.download import download
from dfm.core.errors import MissingWeights, WriteError
from dfm.core.jobs import Progress, drain

CONTENT = bytes(range(256)) * 2000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Take it calmly that a client hangs up, as one of these tests does."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a served folder that holds `model.bin`."""
    (tmp_path / "served").mkdir()
    (tmp_path / "served" / "model.bin").write_bytes(CONTENT)
    with _Server(("127.0.0.1", 0), partial(_Quiet, directory=tmp_path / "served")) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def _leftovers(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("expected", [DIGEST, DIGEST[:10]])
def test_the_file_arrives_whole_with_its_bytes_counted(address: str, tmp_path: Path, expected: str) -> None:
    seen: list[Progress] = []
    target = tmp_path / "kept" / "model.bin"
    assert drain(download(address + "model.bin", target, expected, "remedy"), seen.append) == target
    assert target.read_bytes() == CONTENT
    assert [item.name for item in _leftovers(target.parent)] == ["model.bin"]
    assert (seen[-1].done, seen[-1].total, seen[-1].unit) == (len(CONTENT), len(CONTENT), "bytes")


def test_a_wrong_file_is_not_kept(address: str, tmp_path: Path) -> None:
    target = tmp_path / "kept" / "model.bin"
    with pytest.raises(MissingWeights, match=r"answered with another file than model\.bin: do this\."):
        drain(download(address + "model.bin", target, "0" * 64, "do this"))
    assert _leftovers(target.parent) == []


@pytest.mark.parametrize("bad", ["absent.bin", None])
def test_an_address_that_does_not_answer_names_the_remedy(
    address: str, tmp_path: Path, bad: str | None
) -> None:
    wanted = address + bad if bad else "http://127.0.0.1:1/model.bin"
    with pytest.raises(MissingWeights, match=r"could not be fetched from .*: do this"):
        drain(download(wanted, tmp_path / "kept" / "model.bin", DIGEST, "do this"))
    assert _leftovers(tmp_path / "kept") == []


def test_stopping_half_way_leaves_nothing(address: str, tmp_path: Path) -> None:
    job = download(address + "model.bin", tmp_path / "kept" / "model.bin", DIGEST, "remedy")
    next(job)
    assert _leftovers(tmp_path / "kept")
    job.close()
    assert _leftovers(tmp_path / "kept") == []


def test_a_folder_that_cannot_be_made_is_said(address: str, tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("a file", "utf-8")
    with pytest.raises(WriteError, match="occupied cannot be written"):
        drain(download(address + "model.bin", tmp_path / "occupied" / "model.bin", DIGEST, "remedy"))
