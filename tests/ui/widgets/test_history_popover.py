"""The list of steps goes to any of them."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from dfm.core.document.edits import Edit
from dfm.core.document.project import add_edit
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.widgets.history_popover import HistoryPopover


def test_steps_are_listed_and_gone_back_to(qtbot: QtBot, desk: Desk) -> None:
    desk.apply("Add Happy", add_edit(desk.project, Edit("happy", 0.6, Span(5, 25))))
    desk.apply("Add Sad", add_edit(desk.project, Edit("sad", 0.6, Span(30, 50))))
    popover = HistoryPopover(desk)
    qtbot.addWidget(popover)
    anchor = QPushButton()
    qtbot.addWidget(anchor)
    anchor.show()
    popover.open_below(anchor)
    assert popover.labels() == ["Open", "Add Happy", "Add Sad"]
    (steps,) = popover.findChildren(QListWidget)
    assert steps.currentRow() == 2
    place = steps.visualItemRect(steps.item(1)).center()
    qtbot.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [edit.emotion for edit in desk.project.edits] == ["happy"]
    assert steps.currentRow() == 1
    desk.apply("Mark", replace(desk.project, marked=Span(0, 10)))
    assert popover.labels() == ["Open", "Add Happy", "Mark"]
    popover.close()
