"""The evaluation's report: medians, JSON without NaN, tables with every clip."""

import json
import math

from dfm.core.evaluation.machine import this_machine
from dfm.core.evaluation.report import ActedRow, CaseRow, CrossRow, EvaluationReport


def report() -> EvaluationReport:
    """Two clips under two emotions, one of which failed."""
    cases = (
        CaseRow(
            "a",
            "Ann",
            "happy",
            60,
            9,
            closure_recall=1.0,
            speech_r=0.9,
            flicker=1.0,
            judged_before=0.1,
            judged_after=0.9,
        ),
        CaseRow("a", "Ann", "sad", 60, speech_r=0.98, flicker=1.1, judged_before=0.2, judged_after=0.4),
        CaseRow("b", "Bob", "happy", 60, 1, closure_recall=0.0, speech_r=0.97, flicker=1.3),
        CaseRow("b", "Bob", "sad", failure="no face was found"),
    )
    crosses = (CrossRow("a", 12, 15.0, 30.0, 20.0, 40.0),)
    acted = (ActedRow("happy", 2, 0.77, 0.8, 0.6, 0.3, 0.4),)
    return EvaluationReport("instant", 0.85, 3, "judge", "", this_machine(), cases, crosses, acted)


def test_medians_leave_out_what_failed() -> None:
    medians = report().medians
    assert medians["speech_r"] == 0.97
    assert medians["flicker"] == 1.1
    assert medians["face_distance"] == 15
    assert medians["closure_recall"] == 0.5
    assert math.isnan(medians["va_way"])
    assert report().pooled_closure_recall == 0.9


def test_json_has_a_schema_and_null_for_what_was_not_measured() -> None:
    content = json.loads(json.dumps(report().to_json(), allow_nan=False))
    assert content["schema"] == 1
    assert content["cases"][1]["closure_recall"] is None
    assert content["cases"][3]["failure"] == "no face was found"
    assert content["medians"]["speech_r"] == 0.97
    assert content["machine"]["cores"] >= 1


def test_the_tables_name_every_clip_emotion_and_failure() -> None:
    text = report().text()
    for word in (
        "| a ",
        "| b ",
        "happy",
        "sad",
        "no face was found",
        "0.95 or more",
        "Judge of expressions: judge.",
    ):
        assert word in text
    row = next(line for line in text.splitlines() if line.startswith("| happy"))
    assert [cell.strip() for cell in row.split("|")][-4:-1] == ["0.10", "0.90", "–"]
    row = [line for line in text.splitlines() if line.startswith("| happy")][1]
    assert [cell.strip() for cell in row.split("|")][-3:-1] == ["0.77", "0.80"]
