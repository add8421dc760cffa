"""Distances to a label and to the others, confusion, tables and JSON."""

import json

import pytest

from dfm.core.evaluation.decoder_report import DecoderReport, Fit, ShapeRow
from dfm.core.evaluation.machine import this_machine

FAR = Fit(1.0, 2.0, 0.5)


def row(clip: str, emotion: str, rested: bool, **near: Fit) -> ShapeRow:
    return ShapeRow(clip, "Ann", emotion, rested, {"happy": FAR, "fear": FAR, "sad": FAR, **near})


def test_the_nearest_label_and_the_others() -> None:
    one = row("a", "happy", True, happy=Fit(0.2, 1.0, 0.4), sad=Fit(0.6, 0.5, 0.3))
    assert (one.own("cosine"), one.nearest("cosine"), one.nearest("distance")) == (0.2, "happy", "sad")
    assert one.others("cosine") == [1.0, 0.6]


def test_the_sums_tell_those_whose_rest_is_known() -> None:
    rows = (
        row("a", "happy", True, happy=Fit(0.2, 1.0, 0.4)),
        row("b", "sad", False, fear=Fit(0.1, 1.0, 0.4)),
    )
    report = DecoderReport("prototypes", this_machine(), rows, ("c: no face",))
    assert report.sums["all, cosine"]["right"] == 0.5
    assert report.sums["all, cosine"]["own"] == pytest.approx(0.6)
    assert report.sums["resting face known, cosine"]["right"] == 1
    assert report.sums["resting face known, cosine"]["clips"] == 1
    text = report.text()
    assert "2 acted clips of 1 people" in text
    assert "Failed: c: no face" in text
    content = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert content["rows"][0]["fits"]["happy"]["strength"] == 0.4
