"""What edits ask for is worked out again only where edits changed."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from dfm.core.document.edits import Edit
from dfm.core.document.timebase import Span
from dfm.core.motion.measured import targeted_va
from dfm.ui.timeline.curves import Targets, touching

RATE = Fraction(30)


def happy(start: int, end: int) -> Edit:
    return Edit("happy", 0.6, Span(start, end), id=f"e{start}")


def test_edits_that_meet_or_overlap_belong_together() -> None:
    edits = [happy(0, 10), happy(5, 8), happy(10, 20), happy(21, 30)]
    assert [[edit.span.start for edit in group] for group in touching(edits)] == [[0, 5, 10], [21]]


def test_the_pieces_are_those_of_the_whole() -> None:
    edits = [happy(0, 60), happy(60, 90), happy(80, 130), happy(200, 260)]
    whole = targeted_va(edits, RATE, 300)
    np.testing.assert_allclose(Targets().curve(edits, RATE, 300), whole, atol=1e-6)


def test_only_what_changed_is_worked_out_again() -> None:
    targets, edits = Targets(), [happy(0, 50), happy(100, 150), happy(200, 250)]
    assert targets.missing(edits) == 3
    targets.curve(edits, RATE, 300)
    edits[1] = replace(edits[1], span=Span(101, 151))
    assert targets.missing(edits) == 1


def test_many_edits_are_worked_out_a_few_at_a_time() -> None:
    targets, edits = Targets(), [happy(at * 20, at * 20 + 10) for at in range(10)]
    assert [targets.prepare(edits, RATE, 4) for _ in range(3)] == [False, False, True]
    assert targets.missing(edits) == 0
    np.testing.assert_array_equal(targets.curve(edits, RATE, 300), Targets().curve(edits, RATE, 300))
