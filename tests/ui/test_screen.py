"""Which screen a window would open on."""

import sys

import pytest

from dfm.ui.screen import missing_packages, screen_name


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_the_platform_asked_for_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert screen_name() == ""
    monkeypatch.setenv("DISPLAY", ":7")
    assert screen_name() == ":7"
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert screen_name() == "offscreen"


def test_other_systems_need_no_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert screen_name() == "the desktop"
    assert missing_packages() == ()


@pytest.mark.x11
def test_where_x_works_nothing_is_missing() -> None:
    assert missing_packages() == ()
