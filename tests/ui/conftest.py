"""The editor under test: real widgets, drawn off screen unless a platform was chosen.

`desk` holds the short demo clip; `analysed_desk` knows its face too. Settings lie in a folder of each test.
Tests marked `x11` need a real X server and are left out elsewhere.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dfm.core.document.project import Project
from dfm.core.media.info import content_id
from dfm.ui.desk import Desk
from dfm.ui.jobs import JobRunner
from dfm.ui.theme import DARK, theme_hub
from tests.ui.answers import SLOW, Wait

if TYPE_CHECKING:
    from dfm.core.analyze import Analysis
    from dfm.core.media.info import MediaInfo


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the tests of a real X server out where there is none."""
    if os.environ["QT_QPA_PLATFORM"] != "xcb":
        for item in items:
            if item.get_closest_marker("x11"):
                item.add_marker(pytest.mark.skip(reason="needs QT_QPA_PLATFORM=xcb and an X server"))


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """What the application under test believes it was called."""
    return ["dfm"]


@pytest.fixture(autouse=True)
def settings_of_the_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's settings."""
    folder = tmp_path / "config"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
        for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(kind, scope, str(folder))


@pytest.fixture(autouse=True)
def dark_theme(qapp: QApplication) -> None:
    """Every test begins in the dark theme."""
    if theme_hub.theme != DARK or not qapp.styleSheet():
        theme_hub.use(DARK)


@pytest.fixture(scope="session")
def short_media(short_clip: Path) -> "MediaInfo":
    """The facts of the short clip."""
    from dfm.core.media.probe import probe

    return probe(short_clip)


@pytest.fixture(scope="session")
def short_analysis(short_clip: Path) -> "Analysis":
    """Shots and the one face of the short clip."""
    from dfm.core.analyze import analyze
    from dfm.core.jobs import drain

    return drain(analyze(short_clip))


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[JobRunner]:
    """A runner whose threads end with the test."""
    runner = JobRunner()
    yield runner
    runner.stop_all()


@pytest.fixture
def wait(qtbot: QtBot) -> Wait:
    """Wait until something is so."""
    return lambda is_so: qtbot.waitUntil(lambda: bool(is_so()), timeout=SLOW)


@pytest.fixture
def desk(qapp: QApplication, short_media: "MediaInfo") -> Desk:
    """A desk with the short clip opened, and nothing known of its faces."""
    desk = Desk()
    project = Project(
        media=str(short_media.path),
        content_id=content_id(short_media.path),
        rate=short_media.frame_rate,
        frames=short_media.frames,
    )
    desk.open(project, None, short_media)
    return desk


@pytest.fixture
def analysed_desk(desk: Desk, short_analysis: "Analysis") -> Desk:
    """A desk with the short clip opened and analysed."""
    desk.set_analysis(short_analysis)
    return desk
