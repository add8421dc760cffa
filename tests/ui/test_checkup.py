"""The doctor's look at what the window needs."""

import pytest

from dfm.core.doctor import State
from dfm.ui import checkup


def test_a_machine_that_runs_these_tests_has_qt() -> None:
    findings = {finding.name: finding for finding in checkup.examine()}
    assert findings["Qt"].state is State.OK
    assert findings["sound"].state is not State.PROBLEM
    for finding in findings.values():
        assert bool(finding.remedy) == (finding.state is not State.OK)


def test_no_screen_is_worth_knowing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    screen = next(finding for finding in checkup.examine() if finding.name == "screen")
    assert screen.state is State.NOTE
    assert screen.remedy


def test_a_qt_that_does_not_load_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        checkup, "_TRY_QT", "raise ImportError('libEGL.so.1: cannot open shared object file')"
    )
    (finding,) = checkup.examine()
    assert finding.state is State.PROBLEM
    assert "libegl1" in finding.remedy
