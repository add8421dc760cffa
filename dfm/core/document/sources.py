"""Where an edit takes a performance from, and the short text that says so.

    ref:PATH[:INTENSITY]                   ref:smile.jpg       ref:smile.jpg:0.6
    ref:PATH#START-END[:INTENSITY]         ref:happy_take.mp4#1.0-2.5
    preset:NAME[:INTENSITY]                preset:wry smile:0.8

A path may hold any of the signs above: what follows its last colon is an intensity, and what follows its last
`#` a part of a clip, only if it can be read as one. It opens no file.
"""

import re
from dataclasses import dataclass
from enum import Enum

from dfm.core.document.emotions import INTENSITIES
from dfm.core.document.regions import number_of
from dfm.core.document.timebase import Moment, parse_time
from dfm.core.errors import UsageError

DEFAULT_INTENSITY = 1.0
"""A performance is shown as it was, unless its intensity says otherwise."""


class Kind(Enum):
    """What kind of source it is, by the word before its colon."""

    REFERENCE = "ref"
    PRESET = "preset"


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or a part of the clip that it is, or the name of a preset."""

    kind: Kind
    name: str
    part: tuple[Moment, Moment] | None = None


_KIND = re.compile(rf"\s*({'|'.join(kind.value for kind in Kind)}):(.*)", re.DOTALL | re.IGNORECASE)


def names_a_source(text: str) -> bool:
    """Whether a text asks for a performance instead of an emotion."""
    return _KIND.fullmatch(text) is not None


def parse_source(text: str) -> tuple[Source, float]:
    """Read `ref:…` or `preset:…` without a span: source and intensity; a UsageError says what is wrong."""
    form = _KIND.fullmatch(text)
    if form is None:
        raise UsageError(f"'{text}' names no source; write one as in ref:smile.jpg or preset:smile.")
    kind, rest = Kind(form[1].lower()), form[2].strip()
    name, part = _split_part(rest, kind)
    intensity = None
    if part is None:
        rest, intensity = _split_intensity(rest)
        name, part = _split_part(rest, kind)
    if not name:
        what = "file" if kind is Kind.REFERENCE else "preset"
        raise UsageError(
            f"There is no name of a {what} after '{form[1]}:'; write one, as in {form[1]}:smile."
        )
    return Source(kind, name, part), DEFAULT_INTENSITY if intensity is None else intensity


def _split_intensity(text: str) -> tuple[str, float | None]:
    """Take an intensity off the end, where there is one."""
    before, colon, word = text.rpartition(":")
    found = INTENSITIES.get(word.strip().lower(), number_of(word)) if colon else None
    return (text, None) if found is None else (before.strip(), found)


def _split_part(text: str, kind: Kind) -> tuple[str, tuple[Moment, Moment] | None]:
    """Take a part of a clip off the end, where there is one."""
    before, sign, times = text.rpartition("#")
    start, dash, end = times.partition("-")
    if kind is Kind.PRESET or not (sign and dash):
        return text, None
    try:
        return before.strip(), (parse_time(start), parse_time(end))
    except UsageError:
        return text, None
