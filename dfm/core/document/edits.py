"""An edit: which emotion, how strong, over which frames; and the short text that asks for one.

    LABEL[:INTENSITY]@START-END        happy:high@1.0-4.0    sad:0.6@45f-90f    fear@00:00:02-end
    …,REGION=WEIGHT                    surprise@1-4,mouth=0    anger:low@2-end,brows=0.5,eyes=0
    ref:… or preset:… for LABEL        ref:smile.jpg:0.6@2-5   ref:take.mp4#1-2.5@2-5   (see `sources`)

Reading the text needs no video; `resolve` then fits the request to one. It knows nothing of faces in
pixels or of how an emotion is shown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from itertools import pairwise
from math import hypot

from dfm.core.document.emotions import INTENSITIES, Region, emotion, region, region_around, suggest
from dfm.core.document.performance import Performance
from dfm.core.document.regions import EVERYWHERE, Regions, format_regions, number_of, parse_regions, plain
from dfm.core.document.sources import Source, names_a_source, parse_source
from dfm.core.document.timebase import (
    HALF,
    Moment,
    Span,
    format_timecode,
    moment_to_frame,
    parse_time,
)
from dfm.core.errors import InputError, UsageError

DEFAULT_INTENSITY = "medium"
DEFAULT_RAMP_SECONDS = Fraction(20, 30)
"""How long an edit takes to come and to go, unless it says otherwise: 20 frames at 30 a second."""

MOST_SEED = 2**64 - 1
MOST_FRAMES = 10**9
MOST_PINS = 10_000
DISC = 1 + 1e-9
"""Radius within which a place counts as inside the unit disc."""


class Speech(Enum):
    """What becomes of the mouth's own motion under an edit."""

    KEEP = "keep"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Pin:
    """A point of an edit's way that the user put in a place, instead of the drawn one.

    `knot` is the number of the point, one a second, counted from the edit's origin.
    """

    knot: int
    valence: float
    arousal: float

    def __post_init__(self) -> None:
        """Refuse a point that lies nowhere."""
        if abs(self.knot) > MOST_FRAMES:
            raise UsageError(f"There is no point {self.knot} of an edit's way; choose one of its own.")
        _refuse_outside(self.valence, self.arousal)


@dataclass(frozen=True, slots=True)
class Edit:
    """One emotion over a span of media frames.

    `intensity` runs from 0 to 1; `ramp` counts the frames of each transition (None: the default for the
    rate); `face` is the number of a track (None: the largest); `id` is given by the project.

    A `centre` in the valence-arousal plane makes a custom emotion: the region lies there instead of where
    label and intensity put it. `pins` replace drawn points of the way through the region, whose points are
    counted from the media frame `origin`, which moves with the edit. `regions` weigh the change in each
    region of the face.

    With a `performance` the edit shows that instead of what a decoder makes of its emotion, which then is the
    one that the performance comes nearest to; at intensity 1 it is shown as it was. A clip's course begins at
    the media frame `origin`.
    """

    emotion: str
    intensity: float
    span: Span
    speech: Speech = Speech.KEEP
    seed: int = 0
    ramp: int | None = None
    enabled: bool = True
    face: int | None = None
    id: str = ""
    centre: tuple[float, float] | None = None
    pins: tuple[Pin, ...] = ()
    origin: int = 0
    regions: Regions = EVERYWHERE
    performance: Performance | None = None

    def __post_init__(self) -> None:
        """Take adjectives for their emotion and refuse what no edit can be."""
        name = self.emotion if self.performance is None else self.performance.emotion
        object.__setattr__(self, "emotion", emotion(name).name)
        if not 0 <= self.intensity <= 1:
            raise UsageError(f"The intensity {self.intensity} is out of range; choose one from 0 to 1.")
        if self.span.length == 0:
            raise InputError(f"The {self.emotion} edit at frame {self.span.start} is empty; give it a frame.")
        if not 0 <= self.seed <= MOST_SEED:
            raise UsageError(f"The seed {self.seed} is out of range; choose one from 0 to {MOST_SEED}.")
        if self.ramp is not None and self.ramp < 0:
            raise UsageError(f"A ramp cannot take {self.ramp} frames; let it take 0 or more.")
        if self.face is not None and self.face < 1:
            raise UsageError(f"There is no face {self.face}; faces are numbered from 1.")
        if abs(self.origin) > MOST_FRAMES:
            raise UsageError(f"The origin {self.origin} is out of range; choose a frame near the video.")
        if self.centre is not None:
            _refuse_outside(*self.centre)
        if self.pins:
            object.__setattr__(self, "pins", _in_order(self.pins))

    @property
    def name(self) -> str:
        """What the user calls what it shows: the performance's name, or the emotion's."""
        return self.emotion.capitalize() if self.performance is None else self.performance.name


@dataclass(frozen=True, slots=True)
class EditRequest:
    """An edit as the user wrote it, understood but not yet fitted to a video.

    Where it names a `source`, the `performance` is to be taken from there before it can be fitted.
    """

    text: str
    emotion: str
    intensity: float
    start: Moment
    end: Moment
    regions: Regions = EVERYWHERE
    source: Source | None = None
    performance: Performance | None = None


_FORM = re.compile(r"(.+)@([^@-]+)-([^@,-]+)(?:,([^@]*))?", re.DOTALL)
_WHAT = re.compile(r"([^:@]+)(?::([^:@]+))?")


def parse_edit(text: str) -> EditRequest:
    """Read `LABEL[:INTENSITY]@START-END[,REGION=WEIGHT…]`; a UsageError says what is wrong."""
    form = _FORM.fullmatch(text.strip())
    if form is None or not (names_a_source(form[1]) or _WHAT.fullmatch(form[1])):
        raise UsageError(
            f"The edit '{text}' cannot be read; write LABEL[:INTENSITY]@START-END, "
            "as in happy:high@1.0-4.0, sad@45f-end, surprise@1-4,mouth=0 or ref:smile.jpg@2-5."
        )
    what, start, end, regions = form.groups()
    try:
        label, intensity, source = _parse_what(what)
        return EditRequest(
            text=text.strip(),
            emotion=label,
            intensity=intensity,
            start=parse_time(start),
            end=parse_time(end),
            regions=EVERYWHERE if regions is None else parse_regions(regions),
            source=source,
        )
    except UsageError as error:
        raise UsageError(f"In the edit '{text}': {_lowered(str(error))}") from error


def parse_intensity(text: str) -> float:
    """Read `low`, `medium`, `high` or a number from 0 to 1."""
    word = text.strip().lower()
    if word in INTENSITIES:
        return INTENSITIES[word]
    if (number := number_of(word)) is not None:
        return number
    choices = [*INTENSITIES, "a number from 0 to 1"]
    raise UsageError(f"The intensity '{text}' is unknown; {suggest(word, INTENSITIES, choices)}")


def resolve(
    request: EditRequest,
    rate: Fraction,
    frames: int,
    times: Sequence[Fraction] | None = None,
    *,
    speech: Speech = Speech.KEEP,
    seed: int = 0,
    ramp: int | None = None,
    face: int | None = None,
) -> Edit:
    """Fit a request to a video of so many frames; an InputError says where its span does not fit.

    A request that names a source needs its performance by now.
    """
    if request.source is not None and request.performance is None:
        raise UsageError(f"The performance of the edit '{request.text}' is not known yet; take it first.")
    start = moment_to_frame(request.start, rate, frames, times)
    end = moment_to_frame(request.end, rate, frames, times)
    ending = _end_of_video(rate, frames, times)
    if start >= frames:
        raise InputError(
            f"The edit '{request.text}' starts at or past the end of the video, {ending}; start it earlier."
        )
    if end > frames:
        raise InputError(
            f"The edit '{request.text}' runs past the end of the video, {ending}; end it there with 'end'."
        )
    if end < start:
        raise InputError(f"The edit '{request.text}' ends before it starts; put the earlier time first.")
    if end == start:
        raise InputError(
            f"The edit '{request.text}' holds no frame; let it end at least one frame after its start."
        )
    span = Span(start, end)
    return Edit(
        request.emotion,
        request.intensity,
        span,
        speech,
        seed,
        ramp=ramp,
        face=face,
        origin=0 if request.performance is None else start,
        regions=request.regions,
        performance=request.performance,
    )


def format_edit(edit: Edit) -> str:
    """Write the text that asks for an edit's emotion, intensity, span and regions, in exact frames."""
    what = edit.emotion if edit.performance is None else f"ref:{edit.performance.source or edit.name}"
    text = f"{what}:{plain(edit.intensity)}@{edit.span.start}f-{edit.span.end}f"
    return ",".join(filter(None, (text, format_regions(edit.regions))))


def region_of(edit: Edit) -> Region:
    """Where in the valence-arousal plane an edit plays: around its performance's place or its own centre, or
    where its label puts it."""
    if edit.performance is not None:
        valence, arousal = edit.performance.place
        return region_around(valence * edit.intensity, arousal * edit.intensity)
    if edit.centre is not None:
        return region_around(*edit.centre)
    return region(emotion(edit.emotion), edit.intensity)


def moved(edit: Edit, by: int) -> Edit:
    """The same performance so many frames later."""
    return replace(edit, span=edit.span.moved(edit.span.start + by), origin=edit.origin + by)


def ramp_frames(edit: Edit, rate: Fraction) -> int:
    """Count the frames of each of an edit's transitions, which never take more than half of it."""
    wanted = int(DEFAULT_RAMP_SECONDS * rate + HALF) if edit.ramp is None else edit.ramp
    return min(wanted, edit.span.length // 2)


def _parse_what(text: str) -> tuple[str, float, Source | None]:
    """Read what an edit shows: its emotion, its intensity, and the source of a performance."""
    if names_a_source(text):
        source, intensity = parse_source(text)
        return "neutral", intensity, source
    form = _WHAT.fullmatch(text)
    assert form is not None
    return emotion(form[1]).name, parse_intensity(form[2] or DEFAULT_INTENSITY), None


def _refuse_outside(valence: float, arousal: float) -> None:
    """Keep places inside the unit disc; what is no number is outside."""
    if not hypot(valence, arousal) <= DISC:
        raise UsageError(
            f"The place {valence}, {arousal} is no valence and arousal; choose one inside the unit disc."
        )


def _in_order(pins: tuple[Pin, ...]) -> tuple[Pin, ...]:
    """Sort pins by knot; there is one a knot, and never too many."""
    ordered = tuple(sorted(pins, key=lambda pin: pin.knot))
    if len(ordered) > MOST_PINS:
        raise UsageError(f"An edit has {len(ordered)} pinned points; pin {MOST_PINS} at most.")
    for pin, following in pairwise(ordered):
        if pin.knot == following.knot:
            raise UsageError(f"Two pins hold the point {pin.knot} of an edit's way; pin it once.")
    return ordered


def _lowered(sentence: str) -> str:
    """Let a sentence go on after another's first words."""
    return sentence[:1].lower() + sentence[1:]


def _end_of_video(rate: Fraction, frames: int, times: Sequence[Fraction] | None) -> str:
    """Say where the video ends, as the user may type it."""
    if times is None:
        return f"which ends at {format_timecode(frames, rate)} (frame {frames})"
    return f"which ends at frame {frames}"
