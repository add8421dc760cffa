"""The course of a renderer's training as its journal tells it, and the files that lie beside the result."""

import csv
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("steps", "seconds", "face", "reference face")
"""What is read of a journal; there is more in it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How far the net and `reference` were from frames held out (Face-APD), after so much training."""

    steps: int
    seconds: float
    face: float
    reference: float


def course_files(target: Path) -> tuple[Path, Path, Path]:
    """The pictures, the journal and the curve that a training writes beside its result."""
    return target.with_suffix(".png"), target.with_suffix(".csv"), target.with_suffix(".curve.png")


def is_course(target: Path) -> bool:
    """Whether the journal beside a result is that of a training."""
    _, journal, _ = course_files(target)
    try:
        with journal.open(encoding="utf-8", errors="replace") as file:
            return set(COLUMNS) <= set(file.readline().rstrip("\n").split(","))
    except OSError:
        return False


def read_course(target: Path) -> tuple[Measured, ...]:
    """What was measured so far; lines that are not whole are left out."""
    _, journal, _ = course_files(target)
    try:
        rows = list(csv.DictReader(journal.read_text("utf-8", errors="replace").splitlines()))
    except (OSError, csv.Error):
        return ()
    return tuple(found for row in rows if (found := _measured(row)) is not None)


def _measured(row: dict[str, str | None]) -> Measured | None:
    steps, seconds, face, reference = (row.get(name) or "" for name in COLUMNS)
    try:
        return (
            None
            if None in row.values()
            else Measured(int(steps), float(seconds), float(face), float(reference))
        )
    except ValueError:
        return None
