"""What a command costs in a process of its own: seconds, and the most memory it ever held."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dfm.core.errors import DfmError

PROGRAM = """
import sys
from dfm.cli import main
from dfm.core.threads import limit_threads
limit_threads()
sys.exit(main(sys.argv[1:]))
"""

_ROOT = Path(__file__).resolve().parents[3]
_TELL_PEAK = """
import atexit as _atexit, os as _os
def _tell():
    try:
        with open("/proc/self/status") as facts:
            peak = next(int(line.split()[1]) * 1024 for line in facts if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        peak = 0
    with open(_os.environ["DFM_PEAK_FILE"], "w") as file:
        file.write(str(peak))
_atexit.register(_tell)
"""  # the system's own account of a child (ru_maxrss) would count what its parent held, too


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall-clock seconds, peak resident memory in bytes (0 where no system tells it), and the output."""

    seconds: float
    memory: int
    output: str


def run_program(arguments: Sequence[str], cache: Path | None = None) -> Cost:
    """Run the `dfm` command with arguments, with a cache of its own if given."""
    return run_python(PROGRAM, arguments, cache)


def run_python(code: str, arguments: Sequence[str] = (), cache: Path | None = None) -> Cost:
    """Run code in a new Python; DfmError with the last line it printed where it fails."""
    with tempfile.TemporaryDirectory() as folder:
        peak = Path(folder) / "peak"
        environment = _environment(cache) | {"DFM_PEAK_FILE": str(peak)}
        command = [sys.executable, "-c", _TELL_PEAK + code, *arguments]
        start = time.perf_counter()
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
        ) as child:
            try:
                output = child.communicate()[0].decode(errors="replace")
            except BaseException:
                child.kill()
                raise
        seconds = time.perf_counter() - start
        if child.returncode != 0:
            last = (output.strip().splitlines() or ["it said nothing"])[-1]
            raise DfmError(f"The measured command ended with code {child.returncode}: {last}")
        return Cost(seconds, int(peak.read_text() or 0), output)


def _environment(cache: Path | None) -> dict[str, str]:
    known = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([str(_ROOT), known] if known else [str(_ROOT)])
    own = {"DFM_CACHE_DIR": str(cache)} if cache is not None else {}
    return {**os.environ, "PYTHONPATH": path, **own}
