"""The report as a script reads it."""

import json
import subprocess
import sys

import pytest

from dfm.core.report import SCHEMA, Report, StageCost


def _report(**wishes: object) -> Report:
    plain = {
        "input": {"path": "in.mp4"},
        "output": {"path": "out.mp4"},
        "edits": [{"edit": "happy:0.85@0-30"}],
        "stages": {"decode": StageCost(2.0, 60), "render": StageCost()},
        "renderer": "instant",
        "backend": "mediapipe",
        "weights": {"face_model": "ab" * 32},
        "seed": 7,
        "faces": [],
    }
    return Report(**{**plain, **wishes})  # type: ignore[arg-type]


def test_it_is_json_with_a_schema_number() -> None:
    record = json.loads(json.dumps(_report(warnings=["odd"]).to_json()))
    assert record["schema"] == SCHEMA
    assert record["input"] == {"path": "in.mp4"}
    assert record["edits"] == [{"edit": "happy:0.85@0-30"}]
    assert (record["renderer"], record["landmarks"], record["seed"]) == ("instant", "mediapipe", 7)
    assert record["weights"] == {"face_model": "ab" * 32}
    assert record["warnings"] == ["odd"]


def test_stages_tell_their_rate_or_none() -> None:
    stages = _report().to_json()["stages"]
    assert stages["decode"] == {"seconds": 2.0, "frames": 60, "frames_per_second": 30.0}
    assert stages["render"] == {"seconds": 0.0, "frames": 0, "frames_per_second": None}
    assert StageCost(0.0, 5).to_json()["frames_per_second"] is None


def test_reports_do_not_share_their_warnings() -> None:
    one, other = _report(), _report()
    one.warnings.append("mine")
    assert other.warnings == []


MEASURED = """
from dfm.core.report import peak_memory
before = peak_memory()
held = bytearray(b"x") * 150_000_000
between = peak_memory()
del held
print(before, between, peak_memory())
"""


def test_peak_memory_is_in_bytes_and_stays_at_the_most_that_was_held() -> None:
    done = subprocess.run([sys.executable, "-c", MEASURED], capture_output=True, text=True, check=True)
    before, between, after = map(int, done.stdout.split())
    assert 5e6 < before < 500e6
    assert between - before == pytest.approx(150e6, rel=0.1)
    assert after > 0.99 * between  # the system counts in lots
    assert _report().to_json()["peak_memory_bytes"] > before
