"""First-run tips: each where it is needed, once, and gone when it was followed."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dfm.core.document.edits import Edit
from dfm.core.document.project import add_edit
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.settings import Settings
from dfm.ui.tips import Tips


@pytest.fixture
def tips(qtbot: QtBot, desk: Desk) -> Tips:
    """The tips of someone who was never here."""
    tips = Tips(desk, Settings())
    qtbot.addWidget(tips)
    return tips


def _add_happy(desk: Desk) -> None:
    desk.apply("Add Happy", add_edit(desk.project, Edit("happy", 0.6, Span(5, 25))))


def test_the_first_minute(qtbot: QtBot, tips: Tips, analysed_desk: Desk) -> None:
    assert tips.shown == ""
    _add_happy(analysed_desk)
    assert tips.shown == "reenact"
    assert tips.isVisible()
    analysed_desk.set_rendered(None, (Span(5, 25),))
    assert tips.shown == "export"
    tips.follow("export")
    assert tips.shown == ""


def test_a_closed_tip_does_not_come_back(qtbot: QtBot, tips: Tips, analysed_desk: Desk) -> None:
    _add_happy(analysed_desk)
    assert tips.shown == "reenact"
    qtbot.mouseClick(tips.close_button, Qt.MouseButton.LeftButton)
    assert tips.isHidden()
    analysed_desk.undo()
    analysed_desk.redo()
    assert tips.shown == ""
    tips.again()
    assert tips.shown == "reenact"
