"""The bar at the top says what is open and whether it is saved."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dfm.ui.action_table import ROWS
from dfm.ui.actions import LINE
from dfm.ui.desk import Desk
from dfm.ui.settings import Settings
from dfm.ui.top_bar import TopBar
from dfm.ui.window import EditorWindow


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[TopBar]:
    """The bar of an empty window."""
    window = EditorWindow(Desk(), Settings())
    qtbot.addWidget(window)
    window.show()
    yield window.top_bar
    window.close()


def test_a_dot_says_what_is_not_saved(bar: TopBar) -> None:
    name = Path("talk.dfm").name
    bar.show_name(name, is_dirty=False)
    assert bar.title.text() == name
    bar.show_name(name, is_dirty=True)
    assert bar.title.text() == f"{name} •"
    bar.show_name("", is_dirty=True)
    assert bar.title.text() == ""


def test_every_action_stands_in_a_menu(bar: TopBar) -> None:
    shown = {action.objectName() for menu in bar.menus.values() for action in menu.actions()}
    assert {row.name for row in ROWS if row.text != LINE} <= shown


def test_buttons_follow_their_actions(bar: TopBar) -> None:
    assert not bar.undo.isEnabled()
    assert not bar.export.isEnabled()
    assert "Ctrl+Z" in bar.undo.toolTip()
    assert "Ctrl+E" in bar.export.toolTip()
