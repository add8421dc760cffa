"""What the report makes of answers: shares, goals beside actors, order of the strengths, tables and JSON."""

import json
from dataclasses import replace

import pytest

from dfm.core.document.emotions import INTENSITIES
from dfm.core.evaluation.accuracy_report import AccuracyReport, AccuracyRow, Shift, StartRow
from dfm.core.evaluation.machine import this_machine
from dfm.core.evaluation.report import ActedRow


def shifts(*shapes: float) -> dict[str, Shift]:
    return {name: Shift(0.1, 0.1, shape) for name, shape in zip(INTENSITIES, shapes, strict=True)}


HAPPY = AccuracyRow(
    "a", "Ann", "happy", 0.1, 0.7, ("neutral",) * 4, ("happy", "happy", "happy", "sad"), 0.98, 0.5, 2,
    shifts(0.2, 0.4, 0.6),
)  # fmt: skip
FEAR = replace(
    HAPPY,
    emotion="fear",
    named=("fear", "surprise"),
    speech_r=float("nan"),
    closure_recall=1.0,
    closed_frames=6,
    shifts=shifts(0.2, 0.1, 0.6),
)


def report(*rows: AccuracyRow, acted: tuple[ActedRow, ...] = ()) -> AccuracyReport:
    people = (StartRow("a", "Ann", 0.05, 0.7),)
    return AccuracyReport("instant", 0, "judge", this_machine(), people, rows, acted, ("b: no face",))


def test_shares_are_over_the_frames() -> None:
    made = report(HAPPY, FEAR)
    assert (HAPPY.first, HAPPY.first_before, made.first("fear")) == (0.75, 0, 0.5)
    assert made.closure() == pytest.approx((2 * 0.5 + 6 * 1.0) / 8)


def test_goals_are_the_actors_and_no_less_for_what_is_clear() -> None:
    actors = (ActedRow("happy", 2, 0.7, 0.9), ActedRow("fear", 2, 0.3, 0.4), ActedRow("sad", 2, 0.3, 0.5))
    made = report(HAPPY, FEAR, acted=actors)
    assert [made.goal(name) for name in ("happy", "fear", "sad", "surprise")] == [0.9, 0.4, 0.8, 0.8]
    assert report(FEAR).goal("fear") != report(FEAR).goal("fear")  # not a number


def test_order_needs_every_strength() -> None:
    assert [row.in_order("shape") for row in (HAPPY, FEAR)] == [1, 0]
    assert report(HAPPY, FEAR).in_order("shape") == 0.5
    lacking = replace(HAPPY, shifts={})
    assert report(HAPPY, lacking).in_order("shape") == 1
    assert HAPPY.in_order("blendshapes") == 0  # all the same


def test_the_tables_and_the_json_hold_it_all() -> None:
    made = report(HAPPY, FEAR, acted=(ActedRow("happy", 2, 0.7, 0.9),))
    text = made.text()
    (line,) = (line for line in text.splitlines() if line.startswith("| happy") and "no" in line)
    assert [cell.strip() for cell in line.split("|")[2:-1]] == [
        "0.10", "0.70", "0.70", "0.00", "0.75", "0.90", "0.90", "no"
    ]  # fmt: skip
    assert "Failed: b: no face" in text
    content = json.loads(json.dumps(made.to_json(), allow_nan=False))
    assert (content["protocol"], content["emotions"]["fear"]["first"]) == ("accuracy", 0.5)
    assert content["rows"][0]["shifts"]["high"]["shape"] == 0.6
    assert content["emotions"]["fear"]["speech_r"] is None
