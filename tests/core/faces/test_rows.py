"""Landmarks in a file: read as they were written, and gone with their last reader."""

import gc
import resource
import tempfile
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.errors import WriteError
from dfm.core.faces.rows import CHUNK, SIZE, Spool, SpooledRows, parts


def _some(count: int, seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(0, 100, (count, 478, 3)).astype(np.float32)


def _spooled(values: NDArray[np.float32], spool: Spool | None = None) -> SpooledRows:
    rows = SpooledRows(spool)
    for row in values:
        rows.append(row)
    return rows


@pytest.mark.parametrize(
    "part", [slice(None), slice(2, 5), slice(None, None, 3), slice(4, 4), slice(-2, None)]
)
def test_rows_are_read_like_an_arrays(part: slice) -> None:
    values = _some(9)
    rows = _spooled(values)
    assert len(rows) == 9
    np.testing.assert_array_equal(rows[part], values[part])
    np.testing.assert_array_equal(rows[-1], values[-1])
    np.testing.assert_array_equal(np.asarray(rows), values)
    np.testing.assert_array_equal(np.stack(list(rows)), values)
    with pytest.raises(IndexError):
        rows[9]


def test_two_in_one_file_do_not_mix_though_one_takes_a_row_back() -> None:
    spool = Spool()
    one, other = SpooledRows(spool), SpooledRows(spool)
    values = _some(8)
    for k in range(0, 8, 2):
        one.append(values[k])
        other.append(values[k + 1])
    np.testing.assert_array_equal(one.pop(), values[6])
    one.append(values[0])
    np.testing.assert_array_equal(one[:], values[[0, 2, 4, 0]])
    np.testing.assert_array_equal(other[:], values[1::2])


def test_what_is_read_is_a_copy() -> None:
    rows = _spooled(_some(2))
    before = rows[:]
    rows[:][:] = 0
    rows[0][:] = 0
    np.testing.assert_array_equal(rows[:], before)


def test_threads_read_side_by_side() -> None:
    values = _some(40)
    rows = _spooled(values)
    wrong: list[int] = []

    def read(start: int) -> None:
        wrong.extend(k for k in range(start, 40) if not np.array_equal(rows[k], values[k]))

    threads = [Thread(target=read, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_file_is_gone_with_its_last_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = len(list(Path("/proc/self/fd").iterdir()))
    rows = _spooled(_some(3))
    assert len(list(Path("/proc/self/fd").iterdir())) == before + 1
    del rows
    gc.collect()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_in_a_sentence() -> None:
    rows = _spooled(_some(1))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SIZE, hard))
    try:
        with pytest.raises(WriteError, match="TMPDIR"):
            rows.append(_some(1)[0])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("count", [0, 1, CHUNK, CHUNK + 1])
def test_parts_cover_all(count: int) -> None:
    assert [k for part in parts(count) for k in range(part.start, part.stop)] == list(range(count))
