"""Scores of readings, and how they are told."""

import math

import pytest

from dfm.core.evaluation.affect_report import AffectReport, Read, Scores
from dfm.core.evaluation.machine import this_machine


def _read(label: str, said: str, valence: float, arousal: float = 0.0, reader: str = "net") -> Read:
    return Read(
        "photographs", f"{label}-{said}", label, reader, said, valence, arousal, math.hypot(valence, arousal)
    )


@pytest.fixture
def report() -> AffectReport:
    reads = (
        _read("happy", "happy", 0.6, 0.2),
        _read("sad", "neutral", 0.1, 0.0),
        _read("sad", "sad", -0.5, -0.2),
        _read("neutral", "neutral", 0.1, 0.0),
        *(_read(label, "happy", 0.4, reader="rule") for label in ("happy", "sad", "sad", "neutral")),
    )
    return AffectReport(reads, ("net", "rule"), this_machine(), ("c.mp4 shows no face.",))


def _row(report: AffectReport, reader: str) -> Scores:
    return next(row for row in report.scores if row.reader == reader)


def test_shares_of_right_labels_and_signs(report: AffectReport) -> None:
    net, rule, chance = (_row(report, name) for name in ("net", "rule", "chance"))
    assert (net.faces, net.right) == (4, 0.75)
    assert net.neutral_distance == pytest.approx(0.1)
    assert net.sign == pytest.approx(2 / 3)
    assert rule.right == 0.25
    assert rule.sign == pytest.approx(1 / 3)
    assert (chance.right, chance.sign) == (0.125, 0.5)
    assert net.valence_agreement > 0.5 > rule.valence_agreement


def test_tables_say_who_was_taken_for_what(report: AffectReport) -> None:
    text = report.text()
    assert "What net says of photographs" in text
    row = next(line for line in text.splitlines() if line.startswith("| sad"))
    assert [cell.strip() for cell in row.split("|")[1:-1]] == [
        "sad",
        "1",
        "0",
        "0",
        "0",
        "0",
        "0",
        "0",
        "1",
        "0.50",
    ]
    assert "Failed: c.mp4 shows no face." in text


def test_json_holds_all_and_no_nan(report: AffectReport) -> None:
    content = report.to_json()
    assert content["protocol"] == "affect"
    assert len(content["reads"]) == 8
    assert content["scores"][-1]["neutral_distance"] is None
