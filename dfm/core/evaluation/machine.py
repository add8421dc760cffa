"""What machine a number was measured on: a number without it says little."""

import os
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("av", "mediapipe", "numba", "numpy", "opencv-python", "torch")


@dataclass(frozen=True, slots=True)
class Machine:
    """Processor, the cores this process may use, memory in bytes, and the versions that matter."""

    processor: str
    cores: int
    memory: int
    system: str
    python: str
    packages: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """The machine in one line."""
        packages = ", ".join(f"{name} {number}" for name, number in self.packages)
        memory = f"{self.memory / 2**30:.0f} GiB" if self.memory else "unknown memory"
        return (
            f"{self.processor}, {self.cores} cores, {memory}, {self.system}, Python {self.python}, {packages}"
        )


def this_machine() -> Machine:
    """The facts of the machine that runs this."""
    return Machine(
        processor=_processor(),
        cores=usable_cores(),
        memory=_memory(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        packages=tuple((name, _version(name)) for name in PACKAGES),
    )


def usable_cores() -> int:
    """Cores that the scheduler grants this process, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.is_file():
        for line in facts.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine() or "unknown processor"


def _memory() -> int:
    try:
        import psutil
    except ImportError:
        return 0
    return int(psutil.virtual_memory().total)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
