"""Edits, performances, markers and spans as JSON records and back. What is read is not trusted.

A value that is not of the expected form is a ValueError, or a DfmError of the value itself, in words that
fit into one sentence. It knows neither files nor schemas.
"""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, TypeVar

from dfm.core.document.edits import MOST_FRAMES, MOST_PINS, MOST_SEED, Edit, Pin, Speech
from dfm.core.document.performance import COEFFICIENTS, MOST_ROWS, MOST_SOURCE, STEPS, Performance
from dfm.core.document.project import MOST_LABEL, Marker
from dfm.core.document.regions import EVERYWHERE, NAMES, Regions
from dfm.core.document.timebase import Span
from dfm.core.errors import DfmError

MOST_LETTERS = 4096
MOST_WORD = 64

Record = dict[str, Any]
Value = TypeVar("Value")

_ROW = re.compile(rf"-?\d{{1,6}}( -?\d{{1,6}}){{{COEFFICIENTS - 1}}}", re.ASCII)
_RATE = re.compile(r"[1-9]\d{0,19}(/[1-9]\d{0,19})?", re.ASCII)


def edit_record(edit: Edit) -> Record:
    """Describe an edit."""
    return {
        "id": edit.id,
        "emotion": edit.emotion,
        "intensity": edit.intensity,
        "start": edit.span.start,
        "end": edit.span.end,
        "speech": edit.speech.value,
        "seed": edit.seed,
        "ramp": edit.ramp,
        "enabled": edit.enabled,
        "face": edit.face,
        "centre": None if edit.centre is None else _place_record(*edit.centre),
        "pins": [{"knot": pin.knot, **_place_record(pin.valence, pin.arousal)} for pin in edit.pins],
        "origin": edit.origin,
        "regions": dict(edit.regions.items()),
        "performance": None if edit.performance is None else performance_record(edit.performance),
    }


def performance_record(performance: Performance) -> Record:
    """Describe a performance; each row is one text of whole thousandths."""
    return {
        "name": performance.name,
        "emotion": performance.emotion,
        "place": _place_record(*performance.place),
        "rate": None if performance.rate is None else str(performance.rate),
        "rows": [" ".join(str(round(each * STEPS)) for each in row) for row in performance.rows],
        "source": performance.source,
        "digest": performance.digest,
    }


def performance_facts(performance: Performance) -> Record:
    """Describe a performance without its rows."""
    return {key: value for key, value in performance_record(performance).items() if key != "rows"}


def marker_record(marker: Marker) -> Record:
    """Describe a marker."""
    return {"frame": marker.frame, "label": marker.label}


def span_record(span: Span) -> Record:
    """Describe a span."""
    return {"start": span.start, "end": span.end}


def _place_record(valence: float, arousal: float) -> Record:
    """Describe a point of the valence-arousal plane."""
    return {"valence": valence, "arousal": arousal}


def read_edit(record: Record) -> Edit:
    """Read an edit; what has a default may be left out."""
    return Edit(
        emotion=take_word(record, "emotion"),
        intensity=_number(record, "intensity", 0),
        span=read_span(record),
        speech=Speech(optional(record, "speech", take_word) or Speech.KEEP.value),
        seed=optional(record, "seed", _seed) or 0,
        ramp=optional(record, "ramp", take_frames),
        enabled=take_flag(record, "enabled", default=True),
        face=optional(record, "face", take_frames),
        id=optional(record, "id", take_word) or "",
        centre=optional(record, "centre", lambda found, key: _place(take_record(found[key]))),
        pins=tuple(read_all(record, "pins", "pin", read_pin, MOST_PINS)),
        origin=optional(record, "origin", _offset) or 0,
        regions=optional(record, "regions", _regions) or EVERYWHERE,
        performance=optional(
            record, "performance", lambda found, key: read_performance(take_record(found[key]))
        ),
    )


def read_performance(record: Record) -> Performance:
    """Read a performance."""
    rows = record.get("rows")
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise ValueError(f"its rows are not a list of at most {MOST_ROWS}")
    return Performance(
        name=take_word(record, "name"),
        place=_place(take_record(record.get("place"))),
        rows=tuple(_row(row) for row in rows),
        rate=optional(record, "rate", take_rate),
        source=optional(record, "source", lambda found, key: take_text(found, key, MOST_SOURCE)) or "",
        digest=optional(record, "digest", take_word) or "",
        emotion=optional(record, "emotion", take_word) or "",
    )


def read_pin(record: Record) -> Pin:
    """Read a point that was put in a place."""
    return Pin(_offset(record, "knot"), *_place(record))


def read_marker(record: Record) -> Marker:
    """Read a marker."""
    label = optional(record, "label", lambda found, key: take_text(found, key, MOST_LABEL))
    return Marker(take_frames(record, "frame"), label or "")


def read_span(record: Record) -> Span:
    """Read a span that holds a frame at least."""
    start, end = take_frames(record, "start"), take_frames(record, "end")
    if end <= start:
        raise ValueError("it ends before it starts")
    return Span(start, end)


def read_all(
    record: Record, key: str, noun: str, read: Callable[[Record], Value], most: int | None = None
) -> Iterator[Value]:
    """Read a list of records that may be absent; what is wrong is told with the number of the one."""
    found = record.get(key)
    if found is None:
        return
    if not isinstance(found, list):
        raise ValueError(f"its {key} are not a list")
    if most is not None and len(found) > most:
        raise ValueError(f"it has more than {most} {key}")
    for number, each in enumerate(found, start=1):
        try:
            yield read(take_record(each))
        except (ValueError, DfmError) as error:
            raise ValueError(f"{noun} {number}: {error}") from error


def take_record(value: object) -> Record:
    """Take a JSON object."""
    if not isinstance(value, dict):
        raise ValueError("it is not a record")
    return value


def optional(record: Record, key: str, read: Callable[[Record, str], Value]) -> Value | None:
    """Take a value that may be absent or null."""
    return None if record.get(key) is None else read(record, key)


def take_text(record: Record, key: str, most: int = MOST_LETTERS) -> str:
    """Take a text of so many letters at most."""
    value = record.get(key)
    if not isinstance(value, str) or len(value) > most:
        raise ValueError(f"'{key}' is not a text of at most {most} letters")
    return value


def take_word(record: Record, key: str) -> str:
    """Take a short text."""
    return take_text(record, key, MOST_WORD)


def take_whole(record: Record, key: str, least: int, most: int) -> int:
    """Take a whole number between two."""
    value = record.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"'{key}' is not a whole number from {least} to {most}")
    return value


def take_frames(record: Record, key: str) -> int:
    """Take a number of frames."""
    return take_whole(record, key, 0, MOST_FRAMES)


def take_flag(record: Record, key: str, *, default: bool) -> bool:
    """Take a value that is true or false."""
    value = record.get(key, default)
    if not isinstance(value, bool):
        raise ValueError(f"'{key}' is neither true nor false")
    return value


def take_rate(record: Record, key: str) -> Fraction:
    """Take a frame rate, as in 30000/1001."""
    text = take_text(record, key)
    if not _RATE.fullmatch(text):
        raise ValueError(f"'{key}' is not a frame rate")
    return Fraction(text)


def _offset(record: Record, key: str) -> int:
    """Take a number of frames or seconds, forwards or backwards."""
    return take_whole(record, key, -MOST_FRAMES, MOST_FRAMES)


def _seed(record: Record, key: str) -> int:
    """Take a seed."""
    return take_whole(record, key, 0, MOST_SEED)


def _place(record: Record) -> tuple[float, float]:
    """Take a point of the valence-arousal plane."""
    return _number(record, "valence", -1), _number(record, "arousal", -1)


def _row(value: object) -> tuple[float, ...]:
    """Take a row of a performance."""
    if not isinstance(value, str) or not _ROW.fullmatch(value):
        raise ValueError(f"a row of its performance is not {COEFFICIENTS} whole numbers")
    return tuple(int(each) / STEPS for each in value.split(" "))


def _regions(record: Record, key: str) -> Regions:
    """Take the weights of a face's regions; a region that is left out gets all of the change."""
    found = take_record(record[key])
    weights = {name: optional(found, name, lambda each, name: _number(each, name, 0)) for name in NAMES}
    return Regions(**{name: weight for name, weight in weights.items() if weight is not None})


def _number(record: Record, key: str, least: int) -> float:
    """Take a number up to 1."""
    value = record.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= 1:
        raise ValueError(f"'{key}' is not a number from {least} to 1")
    return float(value)
