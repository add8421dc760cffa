"""What a clip says of itself in words: on it, in its tip, and to a screen reader."""

from fractions import Fraction

from dfm.core.document.edits import Edit, ramp_frames
from dfm.core.document.emotions import INTENSITIES
from dfm.core.document.regions import EVERYWHERE
from dfm.ui.timecode import format_timecode
from dfm.ui.widgets.words import held_back_words

_WORDS = {level: word for word, level in INTENSITIES.items()}
_HINTS = {"low": "low", "medium": "med", "high": "high"}


def name_of(edit: Edit) -> str:
    """What it shows: a reference or an emotion; a custom one is named after the nearest."""
    return f"{edit.name}*" if edit.performance is None and edit.centre is not None else edit.name


def strength_of(edit: Edit) -> str:
    """The intensity as a short word, or as a number where it lies between the words."""
    word = _WORDS.get(edit.intensity)
    return _HINTS[word] if word else f"{edit.intensity:.2f}"


def description(edit: Edit, rate: Fraction) -> str:
    """All of a clip in one sentence."""
    start, end = (format_timecode(frame, rate) for frame in (edit.span.start, edit.span.end))
    parts = [f"{edit.name}, {_WORDS.get(edit.intensity, f'{edit.intensity:.2f}')}"]
    parts += [f"reference like {edit.emotion}"] if edit.performance is not None else []
    parts += ["custom place"] if edit.performance is None and edit.centre is not None else []
    parts += [held_back_words(edit.regions).lower()] if edit.regions != EVERYWHERE else []
    parts += [f"{start} to {end}", f"face {edit.face or 1}"]
    parts += [] if edit.enabled else ["disabled"]
    return ", ".join(parts)


def tip(edit: Edit, rate: Fraction) -> str:
    """What a clip's tip says, in a few lines."""
    start, end = (format_timecode(frame, rate) for frame in (edit.span.start, edit.span.end))
    ramp = ramp_frames(edit, rate)
    word = _WORDS.get(edit.intensity)
    title = f"{edit.name}  {edit.intensity:.2f}" + (f" ({word})" if word else "")
    lines = [title + ("" if edit.enabled else "  disabled")]
    if edit.performance is not None:
        lines.append(f"From {edit.performance.source or 'a reference'}, like {edit.emotion}")
    elif edit.centre is not None:
        lines.append("Custom place in the valence-arousal plane")
    lines += [held_back_words(edit.regions)] if edit.regions != EVERYWHERE else []
    lines.append(f"{start} to {end}, {edit.span.length} frames")
    lines.append(f"Comes and goes over {ramp} frames" if ramp else "No transitions")
    return "\n".join(lines)
