"""Tables that a person can read as they are and a document can take over: aligned Markdown."""

import math
from collections.abc import Sequence

Value = str | int | float | None


def table(headings: Sequence[str], rows: Sequence[Sequence[Value]], digits: int = 2) -> str:
    """Rows under headings; numbers stand right, and what was not measured is a dash."""
    words = [[_word(value, digits) for value in row] for row in rows]
    widths = [
        max([len(heading), 3, *(len(row[column]) for row in words)])
        for column, heading in enumerate(headings)
    ]
    columns = range(len(headings))
    numeric = [bool(rows) and all(not isinstance(row[column], str) for row in rows) for column in columns]
    rule = [("-" * (width - 1) + ":") if right else "-" * width
            for width, right in zip(widths, numeric, strict=True)]  # fmt: skip
    return "\n".join(_line(cells, widths, numeric) for cells in [list(headings), rule, *words])


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    placed = [
        cell.rjust(width) if right else cell.ljust(width)
        for cell, width, right in zip(cells, widths, numeric, strict=True)
    ]
    return "| " + " | ".join(placed) + " |"


def _word(value: Value, digits: int) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    return f"{value:.{digits}f}" if isinstance(value, float) else str(value)
