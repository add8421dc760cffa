"""The empty state offers the next step by button, and the latest files by name."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from dfm.ui.welcome import MOST_RECENT, Welcome


@pytest.fixture
def welcome(qtbot: QtBot) -> Welcome:
    """The page as it is shown."""
    page = Welcome()
    page.resize(600, 400)
    qtbot.addWidget(page)
    page.show()
    return page


def _button(page: Welcome, text: str) -> QPushButton:
    return next(each for each in page.findChildren(QPushButton) if each.text() == text)


def test_its_buttons_ask(qtbot: QtBot, welcome: Welcome) -> None:
    with qtbot.waitSignal(welcome.open_asked):
        qtbot.mouseClick(_button(welcome, "Open Video…"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(welcome.demo_asked):
        qtbot.mouseClick(_button(welcome, "Try the Demo Clip"), Qt.MouseButton.LeftButton)


def test_the_demo_is_asked_for_once(welcome: Welcome) -> None:
    welcome.set_busy(True)
    assert not _button(welcome, "Making the Demo Clip…").isEnabled()
    welcome.set_busy(False)
    assert _button(welcome, "Try the Demo Clip").isEnabled()


def test_the_latest_files_are_a_click_away(qtbot: QtBot, welcome: Welcome) -> None:
    paths = [Path(f"/videos/talk {number}.mp4") for number in range(9)]
    welcome.show_recent(paths)
    with qtbot.waitSignal(welcome.path_asked) as asked:
        qtbot.mouseClick(_button(welcome, "talk 1.mp4"), Qt.MouseButton.LeftButton)
    assert asked.args == [paths[1]]
    shown = [each.text() for each in welcome.findChildren(QPushButton) if each.text().startswith("talk")]
    assert len(shown) == MOST_RECENT
