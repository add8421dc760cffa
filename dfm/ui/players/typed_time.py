"""A time as it is typed into the transport: the timecode's own forms, and seconds with a point."""

import re
from fractions import Fraction

from dfm.ui.timecode import parse_timecode

_SECONDS = re.compile(r"[+-]?\s*(?:\d{1,9}\.\d{0,9}|\.\d{1,9})", re.ASCII)


def read_time(text: str, rate: Fraction, now: int) -> int:
    """Read a frame from `00:00:03:12`, `3.5` (seconds), `120f`, `312` or `+10`; UsageError otherwise."""
    word = text.strip()
    if not _SECONDS.fullmatch(word):
        return parse_timecode(word, rate, now)
    seconds = Fraction(word.lstrip("+- ").rstrip(".") or "0")
    frames = int(seconds * rate + Fraction(1, 2))
    if word[0] in "+-":
        return now + frames if word[0] == "+" else now - frames
    return frames
