"""What a clip says of itself, in its tip and to a screen reader."""

from fractions import Fraction

from dfm.core.document.edits import Edit
from dfm.core.document.performance import COEFFICIENTS, Performance
from dfm.core.document.regions import Regions
from dfm.core.document.timebase import Span
from dfm.ui.timeline.clip_words import description, name_of, tip

RATE = Fraction(30)


def test_a_clip_says_when_it_plays_and_how_strongly() -> None:
    edit = Edit("happy", 0.6, Span(30, 90), ramp=0)
    assert description(edit, RATE) == "Happy, medium, 00:00:01:00 to 00:00:03:00, face 1"
    assert tip(edit, RATE).splitlines() == [
        "Happy  0.60 (medium)",
        "00:00:01:00 to 00:00:03:00, 60 frames",
        "No transitions",
    ]


def test_a_clip_says_which_regions_are_held_back() -> None:
    edit = Edit("happy", 0.6, Span(30, 90), regions=Regions(0.5, 1.0, 0.0))
    assert "Brows 50 %, mouth 0 %" in tip(edit, RATE).splitlines()
    assert ", brows 50 %, mouth 0 %, " in description(edit, RATE)


def test_a_reference_says_what_it_is_called_and_like() -> None:
    grin = Performance("grin", (0.5, 0.25), ((0.25,) * COEFFICIENTS,), source="grin.jpg")
    edit = Edit("sad", 1.0, Span(30, 90), performance=grin, ramp=0)
    assert name_of(edit) == "grin"
    assert description(edit, RATE).startswith("grin, 1.00, reference like happy, ")
    assert tip(edit, RATE).splitlines()[:2] == ["grin  1.00", "From grin.jpg, like happy"]
