"""The report of a reenactment: what went in, what came out, what it cost, and what was odd."""

import resource
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SCHEMA = 1


@dataclass
class StageCost:
    """Seconds of work and frames done in one stage."""

    seconds: float = 0.0
    frames: int = 0

    def to_json(self) -> dict[str, float | int | None]:
        """With the rate, None where nothing was done."""
        rate = self.frames / self.seconds if self.seconds > 0 and self.frames else None
        return {"seconds": self.seconds, "frames": self.frames, "frames_per_second": rate}


@dataclass(frozen=True)
class Report:
    """Plain JSON values under a schema number."""

    input: dict[str, Any]
    output: dict[str, Any]
    edits: list[dict[str, Any]]
    stages: dict[str, StageCost]
    renderer: str
    backend: str
    weights: dict[str, str]
    seed: int
    faces: list[dict[str, Any]]
    persons: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON types."""
        return {
            "schema": SCHEMA,
            "input": self.input,
            "output": self.output,
            "edits": self.edits,
            "stages": {name: cost.to_json() for name, cost in self.stages.items()},
            "peak_memory_bytes": peak_memory(),
            "renderer": self.renderer,
            "landmarks": self.backend,
            "weights": self.weights,
            "seed": self.seed,
            "faces": self.faces,
            "persons": self.persons,
            "warnings": self.warnings,
        }


def peak_memory() -> int:
    """The most memory that this process ever held, in bytes."""
    try:  # Linux: the other figure also counts what the parent held when this process began
        status = Path("/proc/self/status").read_text("ascii")
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    except (OSError, IndexError, ValueError):
        pass
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
