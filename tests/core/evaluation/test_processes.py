"""A command's cost is its own: seconds and peak memory of that process alone."""

from pathlib import Path

import numpy as np
import pytest

from dfm.core.errors import DfmError
from dfm.core.evaluation.processes import run_python

HOLD = "import sys; data = bytearray(int(sys.argv[1]) << 20); print(len(data))"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system tells no peak memory")
def test_the_peak_memory_is_the_process_s_own() -> None:
    ballast = np.ones(100 << 20, np.uint8)
    little, much = run_python(HOLD, ["1"]), run_python(HOLD, ["200"])
    assert much.output.strip() == str(200 << 20)
    assert little.memory < ballast.nbytes / 2
    assert 190 << 20 < much.memory - little.memory < 210 << 20
    assert 0 < little.seconds < 60


def test_the_cache_can_be_its_own(tmp_path: Path) -> None:
    ask = "from dfm.core import places; print(places.cache_folder())"
    assert run_python(ask, cache=tmp_path / "cache").output.strip() == str(tmp_path / "cache")


def test_a_failure_carries_the_command_s_last_line() -> None:
    with pytest.raises(DfmError, match="code 3: no such thing"):
        run_python("import sys; print('no such thing', file=sys.stderr); sys.exit(3)")
