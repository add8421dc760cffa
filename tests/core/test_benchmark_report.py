"""Numbers stand beside what is promised."""

import json

from dfm.core.benchmark_report import BenchmarkReport, Measure, measure_of
from dfm.core.evaluation.machine import this_machine


def test_the_report_stands_numbers_beside_budgets() -> None:
    measure = Measure("dfm --help", 0.08371, "s", "0.3 or less", (0.08, 0.08371, 0.09))
    busy = BenchmarkReport(this_machine(), 3.5, "a clip", "instant", (measure,))
    assert "| dfm --help | 0.08371 | s    | 0.3 or less |    3 |" in busy.text()
    assert "load 3.5" in busy.text()
    content = json.loads(json.dumps(busy.to_json()))
    assert content["schema"] == 1
    assert content["measures"][0]["runs"] == [0.08, 0.08371, 0.09]


def test_a_measure_is_the_median_of_its_runs() -> None:
    assert measure_of("speed", [3.0, 1.0, 2.0], "s", "").value == 2.0
