"""Time as an editor shows and reads it: HH:MM:SS:FF, the FF counted from the first frame of each second.

A second begins with the first frame at or after it, so that the clock stays true at 29.97 too and every
frame has a timecode of its own. The clock is the media's. It knows nothing of widgets.
"""

import re
from fractions import Fraction

from dfm.core.errors import UsageError

_DIGITS = re.compile(r"\d{1,8}", re.ASCII)
_PARTS = re.compile(r"\d{1,6}(?:[:;.,]\d{1,6}){1,3}", re.ASCII)
_SECONDS = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*s", re.ASCII)
_FRAMES = re.compile(r"(\d{1,9})\s*f", re.ASCII)


def format_timecode(frame: int, rate: Fraction) -> str:
    """Write a frame, or a length in frames, as HH:MM:SS:FF."""
    sign, frame = ("-", -frame) if frame < 0 else ("", frame)
    second = int(frame / rate)
    if first_frame(second + 1, rate) <= frame:
        second += 1
    minutes, seconds = divmod(second, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours:02d}:{minutes:02d}:{seconds:02d}:{frame - first_frame(second, rate):02d}"


def first_frame(second: int, rate: Fraction) -> int:
    """The first frame at or after the start of a second."""
    return -int(-second * rate // 1)


def parse_timecode(text: str, rate: Fraction, now: int = 0) -> int:
    """Read a frame from what was typed; UsageError where it cannot be read.

    `1:02:03`, `00:00:03:12`     parts from the right: frames, seconds, minutes, hours
    `312`                        the same without colons: 3 seconds, 12 frames
    `+10`, `-1:00`               from `now` on, or back
    `45f`, `1.5s`                a frame's number, seconds
    """
    word = text.strip().lower()
    if word[:1] in ("+", "-") and word[1:].strip():
        by = _absolute(word[1:].strip(), rate, text)
        return now + by if word[0] == "+" else now - by
    return _absolute(word, rate, text)


def _absolute(word: str, rate: Fraction, text: str) -> int:
    if match := _FRAMES.fullmatch(word):
        return int(match[1])
    if match := _SECONDS.fullmatch(word):
        return int(Fraction(match[1]) * rate + Fraction(1, 2))
    if _PARTS.fullmatch(word):
        parts = [int(part) for part in re.split("[:;.,]", word)]
    elif _DIGITS.fullmatch(word):
        padded = word.zfill(8)
        parts = [int(padded[at : at + 2]) for at in range(0, 8, 2)]
    else:
        raise UsageError(f"'{text}' is no time; write 00:00:03:12, 312, +10, 45f or 1.5s.")
    hours, minutes, seconds, frames = [0] * (4 - len(parts)) + parts
    return first_frame(hours * 3600 + minutes * 60 + seconds, rate) + frames
