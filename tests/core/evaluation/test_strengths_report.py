"""What the report makes of shots: order of the strengths, the worst pictures, tables and JSON."""

import json
from dataclasses import replace

import numpy as np
import pytest

from dfm.core.document.emotions import INTENSITIES
from dfm.core.evaluation.flaws import LIMITS, Flaws
from dfm.core.evaluation.machine import this_machine
from dfm.core.evaluation.strengths_report import WORST, Shot, StrengthsReport

GOOD = Flaws(0.01, 0.02, 1.0, float("nan"), 0.001, 0.0)


def edit(clip: str, emotion: str, *found: float, flaws: Flaws = GOOD) -> list[Shot]:
    return [
        Shot(clip, "calm", 7, emotion, strength, share, flaws)
        for strength, share in zip(INTENSITIES, found, strict=True)
    ]


def report(*shots: Shot) -> StrengthsReport:
    return StrengthsReport("instant", 0, this_machine(), shots, ("b: no face",), ("The net is missing.",))


def test_the_share_of_edits_in_order() -> None:
    neutral = Shot("a", "calm", 7, "neutral", "", float("nan"), GOOD)
    made = report(neutral, *edit("a", "happy", 0.3, 0.6, 0.9), *edit("a", "sad", 0.3, 0.2, 0.9))
    assert made.in_order() == 0.5
    assert (made.in_order("happy"), made.in_order("sad")) == (1, 0)
    assert np.isnan(made.in_order("fear"))


def test_what_was_not_found_again_is_not_in_order() -> None:
    assert report(*edit("a", "happy", 0.3, float("nan"), 0.9)).in_order() == 0


def test_the_worst_are_one_of_each_edit_and_the_worst_first() -> None:
    spoilt = [
        shot
        for number in range(WORST + 2)
        for shot in edit(f"clip {number}", "fear", 1, 2, 3, flaws=replace(GOOD, blur=number * LIMITS.blur))
    ]
    worst = report(*spoilt).worst
    assert [shot.clip for shot in worst] == [f"clip {number}" for number in range(WORST + 1, 1, -1)]


def test_the_tables_and_the_json_hold_it_all() -> None:
    made = report(*edit("a", "happy", 0.3, 0.6, 0.9, flaws=replace(GOOD, mouth=1.0)))
    text = made.text()
    assert "in 1.00 of the edits" in text
    assert "| happy " in text
    assert "empty or dull mouth" in text
    assert "Failed: b: no face" in text
    assert "Not measured: The net is missing." in text
    content = json.loads(json.dumps(made.to_json(), allow_nan=False))
    assert (content["protocol"], content["in_order"]) == ("strengths", 1)
    assert content["shots"][0]["badness"] == pytest.approx(content["worst"][0]["badness"])
    assert content["worst"][0]["most_of_all"] == "empty or dull mouth"
    assert content["shots"][0]["flaws"]["identity"] is None


def test_nothing_made_is_a_report_too() -> None:
    assert "0 pictures" in report().text()
