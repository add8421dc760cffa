"""Tables line up and say what was not measured."""

import math

from dfm.core.evaluation.tables import table


def test_every_line_is_as_wide_as_the_others_and_numbers_stand_right() -> None:
    lines = table(("clip", "r"), [("a", 0.5), ("a longer name", -12.345)]).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[1].endswith("-: |")
    assert lines[2].split("|")[2] == "   0.50 "
    assert "-12.35" in lines[3] or "-12.34" in lines[3]


def test_what_was_not_measured_is_a_dash() -> None:
    assert table(("x", "y"), [(math.nan, None)]).splitlines()[2] == "|   – |   – |"


def test_no_rows_are_a_table_still() -> None:
    assert table(("x", "y"), []).count("\n") == 1
