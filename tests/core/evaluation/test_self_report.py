"""Means over clips, and the tables of them."""

from dataclasses import replace

from dfm.core.evaluation.machine import this_machine
from dfm.core.evaluation.self_report import DrivenRow, SelfReport

ROW = DrivenRow("a", False, 21.0, "own", 0.0, 0.0, 12.0, 8.0, 9.0, 48, 0, 0, 0.0)


def test_means_are_over_the_clips_of_a_driver() -> None:
    mean = replace(ROW, driver="mean", rmse=0.6, face=10.0, parameters=1200, epochs=3)
    rows = (ROW, mean, replace(ROW, clip="b", seen=True, face=10.0), replace(mean, clip="b", rmse=0.8))
    report = SelfReport("instant", 0, 20.0, this_machine(), rows, ("c: no face",))
    assert report.means["own"]["face"] == 9
    assert report.means["mean"]["rmse"] == 0.7
    text = report.text()
    assert "2 clips of 20 s or more" in text
    assert "1,200" in text
    assert "| b    | yes" in text
    assert "Failed: c: no face" in text
