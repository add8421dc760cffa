"""`dfm benchmark` measures the engine or the editor, and prints or writes what was found."""

import json
from pathlib import Path

import pytest

from dfm.cli import main
from dfm.core.benchmark_report import BenchmarkReport, measure_of
from dfm.core.evaluation.machine import this_machine
from tests.cli.conftest import StandIn

MEASURES = (measure_of("speed", [3.0, 1.0, 2.0], "ms", "5 or less"),)
REPORT = BenchmarkReport(this_machine(), 0.0, "a clip", "instant", MEASURES)


def test_the_engine_is_measured_and_a_table_printed(
    stand_in: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = stand_in("dfm.core.benchmark", "benchmark", REPORT)
    assert main(["benchmark", "--runs", "2", "--renderer", "instant", "--device", "cpu", "-q"]) == 0
    assert asked == [((None,), {"runs": 2, "long": False, "renderer": "instant", "device": "cpu"})]
    printed = capsys.readouterr()
    assert "| speed   | 2      | ms   | 5 or less |    3 |" in printed.out
    assert printed.err == ""


def test_the_editor_is_measured_instead(stand_in: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    asked = stand_in("dfm.ui.benchmark", "ui_benchmark", REPORT)
    assert main(["benchmark", "--ui", "--long", "--json", "-q"]) == 0
    assert asked == [((), {"runs": 3, "long": True})]
    assert json.loads(capsys.readouterr().out)["measures"][0]["runs"] == [3.0, 1.0, 2.0]


def test_a_report_is_written_and_never_over_the_video(
    stand_in: StandIn, stripes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = stand_in("dfm.core.benchmark", "benchmark", REPORT)
    report = tmp_path / "speed.json"
    assert main(["benchmark", str(stripes), "--report", str(report), "-q"]) == 0
    assert asked[0][0] == (stripes,)
    assert json.loads(report.read_text("utf-8"))["footage"] == "a clip"
    assert main(["benchmark", str(stripes), "--report", str(stripes)]) == 2
    assert "named twice" in capsys.readouterr().err
    assert len(asked) == 1
