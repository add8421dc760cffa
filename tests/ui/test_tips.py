"""First-run tips: each where it is needed, once, and gone when it was followed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dfm.core.document.edits import Edit
from dfm.core.document.project import add_edit
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.settings import Settings
from dfm.ui.tips import Tips


@pytest.fixture
def tips(qtbot: QtBot, desk: Desk) -> Tips:
    """Tips over a window with the two parts they speak of."""
    window = QWidget()
    window.resize(800, 600)
    reenact, export = QPushButton("Reenact Video", window), QPushButton("Export", window)
    reenact.setGeometry(540, 4, 130, 28)
    export.setGeometry(690, 4, 100, 28)
    qtbot.addWidget(window)
    window.show()
    return Tips(desk, Settings(), {"reenact": reenact, "export": export}, window, window)


def _add_happy(desk: Desk) -> None:
    desk.apply("Add Happy", add_edit(desk.project, Edit("happy", 0.6, Span(5, 25))))


def test_the_first_minute(qtbot: QtBot, tips: Tips, analysed_desk: Desk) -> None:
    assert tips.shown == ""
    _add_happy(analysed_desk)
    qtbot.waitUntil(lambda: tips.shown == "reenact", timeout=3000)
    assert tips.note.geometry().right() < 800
    analysed_desk.set_rendered(None, (Span(5, 25),))
    qtbot.waitUntil(lambda: tips.shown == "export", timeout=3000)
    tips.follow("export")
    assert tips.shown == ""


def test_a_closed_tip_does_not_come_back(qtbot: QtBot, tips: Tips, analysed_desk: Desk) -> None:
    _add_happy(analysed_desk)
    qtbot.waitUntil(lambda: tips.shown == "reenact", timeout=3000)
    qtbot.mouseClick(tips.note.close_button, Qt.MouseButton.LeftButton)
    assert tips.shown == ""
    analysed_desk.undo()
    analysed_desk.redo()
    assert tips.shown == ""
    tips.again()
    qtbot.waitUntil(lambda: tips.shown == "reenact", timeout=3000)
