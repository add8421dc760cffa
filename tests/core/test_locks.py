"""A lock is held as long as its process lives, and no longer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dfm.core.locks import Lock, is_held

HOLD = """
import sys
from pathlib import Path
from dfm.core.locks import Lock
lock = Lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_lock_is_held_until_it_is_released(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    assert not is_held(path)
    lock = Lock(path)
    assert is_held(path)
    assert path.read_text() == f"{os.getpid()}\n"
    with pytest.raises(OSError):  # noqa: PT011  its number depends on the system
        Lock(path)
    assert is_held(path)
    lock.release()
    assert not path.exists()
    assert not is_held(path)


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert is_held(path)
        process.kill()
    assert path.exists()
    assert not is_held(path)
    Lock(path).release()
