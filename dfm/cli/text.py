"""Small pieces of text for a person: counts, sizes, durations and aligned columns."""

import sys
from collections.abc import Sequence


def count(value: float, unit: str) -> str:
    """A number with its unit; bytes as kB, MB or GB."""
    if unit == "bytes":
        return size(value)
    number = f"{value:.1f}" if isinstance(value, float) and value < 100 else f"{value:.0f}"
    return f"{number} {unit}"


def size(value: float) -> str:
    """A number of bytes in the largest unit that keeps it above 1."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if value >= factor:
            return f"{value / factor:.1f} {unit}"
    return f"{value:.0f} bytes"


def duration(seconds: float) -> str:
    """A time in the words of a kitchen clock: 0.4 s, 12 s, 3 min 05 s, 2 h 10 min."""
    if seconds < 10:
        return f"{max(seconds, 0):.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def columns(rows: Sequence[Sequence[str]], gap: str = "  ") -> str:
    """Rows of cells as aligned lines; the last cell of a row runs free."""
    width = max((len(row) for row in rows), default=0)
    widths = [max((len(row[i]) for row in rows if i < len(row) - 1), default=0) for i in range(width)]
    lines = (
        gap.join(cell if i == len(row) - 1 else cell.ljust(widths[i]) for i, cell in enumerate(row))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def plural(number: int, noun: str) -> str:
    """`1 face`, `2 faces`, `no faces`."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def warn(sentence: str) -> None:
    """Tell the user something on standard error."""
    print(f"dfm: {sentence}", file=sys.stderr, flush=True)
