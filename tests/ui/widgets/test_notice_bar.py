"""A failure is one sentence with one button; a second one takes the place of the first."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from dfm.ui.desk import Failure
from dfm.ui.widgets.notice_bar import DetailsDialog, NoticeBar, Remedy


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    """An empty bar."""
    bar = NoticeBar()
    qtbot.addWidget(bar)
    return bar


def _button(bar: NoticeBar, text: str) -> QPushButton:
    return next(each for each in bar.findChildren(QPushButton) if each.text() == text)


def test_a_sentence_alone(bar: NoticeBar) -> None:
    assert bar.isHidden()
    bar.show_failure(Failure("talk.mp4 is gone: put it back."))
    assert bar.isVisible()
    assert bar.sentence == "talk.mp4 is gone: put it back."
    assert [each.text() for each in bar.findChildren(QPushButton) if not each.isHidden()] == []


def test_the_button_acts_once_and_the_bar_goes(qtbot: QtBot, bar: NoticeBar) -> None:
    done: list[int] = []
    bar.show_failure(Failure("talk.mp4 is gone."), Remedy("Find It…", lambda: done.append(1)))
    with qtbot.waitSignal(bar.closed):
        qtbot.mouseClick(_button(bar, "Find It…"), Qt.MouseButton.LeftButton)
    assert done == [1]
    assert bar.isHidden()


def test_the_newest_notice_counts(bar: NoticeBar) -> None:
    bar.show_failure(Failure("First."), Remedy("Act", lambda: None))
    bar.show_failure(Failure("Second."))
    assert bar.sentence == "Second."
    assert _button(bar, "").isHidden()


def test_escape_closes_it(qtbot: QtBot, bar: NoticeBar) -> None:
    bar.show_failure(Failure("First."))
    qtbot.keyClick(bar, Qt.Key.Key_Escape)
    assert bar.isHidden()
    assert bar.sentence == ""


def test_details_are_shown_when_asked_for(qtbot: QtBot, bar: NoticeBar) -> None:
    bar.show_failure(Failure("Something unforeseen.", "Traceback\nZeroDivisionError"))
    qtbot.mouseClick(_button(bar, "Details"), Qt.MouseButton.LeftButton)
    (dialog,) = bar.findChildren(DetailsDialog)
    (text,) = dialog.findChildren(QPlainTextEdit)
    assert text.toPlainText() == "Traceback\nZeroDivisionError"
    qtbot.mouseClick(
        next(each for each in dialog.findChildren(QPushButton) if each.text() == "Copy"),
        Qt.MouseButton.LeftButton,
    )
    assert "ZeroDivisionError" in QApplication.clipboard().text()
    dialog.reject()
