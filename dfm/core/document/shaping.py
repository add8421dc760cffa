"""What an edit shows, changed: its emotion, its strength, its place in the valence-arousal plane, and how
much of it each region of the face gets.

Each function takes an edit and gives the next one; label, strength, centre and pins stay in step, so that a
custom emotion always bears the name and the strength that it comes nearest to. It knows nothing of when an
edit plays.
"""

from dataclasses import replace

from dfm.core.document.edits import Edit, Pin, region_of
from dfm.core.document.emotions import emotion, inside_disc, nearest_emotion, strength_towards
from dfm.core.document.performance import Performance


def with_emotion(edit: Edit, name: str) -> Edit:
    """The edit with an emotion of the table; a shape or a performance of its own is gone."""
    return without_shape(replace(edit, emotion=name, performance=None))


def with_intensity(edit: Edit, intensity: float) -> Edit:
    """The edit at another strength; a custom centre moves on its way from neutral, pins go along."""
    if edit.centre is None:
        return _carried(edit, replace(edit, intensity=intensity))
    if edit.intensity > 0:
        valence, arousal = (part * intensity / edit.intensity for part in edit.centre)
    else:
        row = emotion(edit.emotion)
        valence, arousal = row.valence * intensity, row.arousal * intensity
    return _carried(edit, replace(edit, intensity=intensity, centre=inside_disc(valence, arousal)))


def with_centre(edit: Edit, valence: float, arousal: float) -> Edit:
    """The edit as a custom emotion around a place, or around the nearest one that there is; pins go along,
    a performance does not."""
    centre = inside_disc(valence, arousal)
    row = nearest_emotion(*centre)
    strength = min(max(strength_towards(row, *centre), 0.0), 1.0)
    shaped = replace(edit, emotion=row.name, intensity=strength, centre=centre, performance=None)
    return _carried(edit, shaped)


def with_pin(edit: Edit, knot: int, valence: float, arousal: float) -> Edit:
    """The edit with a point of its way put in a place, or in the nearest one that there is."""
    others = without_pin(edit, knot).pins
    return replace(edit, pins=(*others, Pin(knot, *inside_disc(valence, arousal))))


def without_pin(edit: Edit, knot: int) -> Edit:
    """The edit with a point of its way drawn again."""
    return replace(edit, pins=tuple(pin for pin in edit.pins if pin.knot != knot))


def without_shape(edit: Edit) -> Edit:
    """The edit as its label and strength make it."""
    return replace(edit, centre=None, pins=())


def with_performance(edit: Edit, performance: Performance | None) -> Edit:
    """The edit showing a performance instead of a shape of its own; None leaves the nearest emotion."""
    return without_shape(replace(edit, performance=performance))


def with_region(edit: Edit, name: str, weight: float) -> Edit:
    """The edit with another weight in a region of the face."""
    return replace(edit, regions=replace(edit.regions, **{name: weight}))


def _carried(before: Edit, after: Edit) -> Edit:
    """Let the pins of an edit follow its region."""
    if not before.pins:
        return after
    old, new = region_of(before), region_of(after)
    valence, arousal = new.valence - old.valence, new.arousal - old.arousal
    pins = (Pin(pin.knot, *inside_disc(pin.valence + valence, pin.arousal + arousal)) for pin in before.pins)
    return replace(after, pins=tuple(pins))
