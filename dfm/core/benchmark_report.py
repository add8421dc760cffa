"""What the benchmark found: measures beside their budgets, as a table and as JSON."""

from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from dfm.core.evaluation.machine import Machine
from dfm.core.evaluation.tables import table

SCHEMA = 1
EDIT = "happy:high@0-end"


@dataclass(frozen=True, slots=True)
class Measure:
    """One number: the median of its runs, its unit, and its budget as words ("" where none is promised)."""

    name: str
    value: float
    unit: str
    budget: str
    runs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class BenchmarkReport:
    """All measures, the machine they were taken on and how busy it was before (runnable processes on
    average), and what they were taken with."""

    machine: Machine
    load: float
    footage: str
    renderer: str
    measures: tuple[Measure, ...]

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON types under a schema number."""
        return {"schema": SCHEMA, "edit": EDIT, **asdict(self)}

    @property
    def _business(self) -> str:
        if self.load < 0.3:
            return "idle before"
        return f"not idle before (load {self.load:.1f}), so other work slowed it down"

    def text(self) -> str:
        """The report as a table that a person can read."""
        rows = [
            (each.name, f"{each.value:.4g}", each.unit, each.budget, len(each.runs)) for each in self.measures
        ]
        parts = (
            f"Machine: {self.machine.sentence}; {self._business}",
            f"Footage: {self.footage}; renderer {self.renderer}",
            table(("measure", "median", "unit", "budget", "runs"), rows),
        )
        return "\n\n".join(parts) + "\n"


def measure_of(name: str, runs: list[float], unit: str, budget: str) -> Measure:
    """A measure from the values of its runs."""
    return Measure(name, median(runs), unit, budget, tuple(runs))
