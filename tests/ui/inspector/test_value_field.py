"""The field for typed values: what can be read is told, the rest is refused and put back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dfm.core.errors import UsageError
from dfm.ui.inspector.value_field import ValueField


def read(text: str) -> int:
    """A whole number."""
    if not text.isdecimal():
        raise UsageError(f"'{text}' is no number.")
    return int(text)


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[ValueField[int]]:
    """A field that shows 7 and has the focus."""
    holder = QWidget()
    field: ValueField[int] = ValueField("Number", read, str)
    QVBoxLayout(holder).addWidget(field)
    qtbot.addWidget(holder)
    with qtbot.waitExposed(holder):
        holder.show()
    holder.activateWindow()
    field.show_value(7)
    field.setFocus()
    qtbot.waitUntil(lambda: field.hasFocus() and field.selectedText() == "7")
    yield field
    holder.hide()


def test_enter_tells_what_was_typed_and_gives_the_keys_back(qtbot: QtBot, field: ValueField[int]) -> None:
    with qtbot.waitSignal(field.entered) as entered:
        QTest.keyClicks(field, "42")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert entered.args == [42]
    assert not field.hasFocus()


def test_leaving_tells_it_too(qtbot: QtBot, field: ValueField[int]) -> None:
    with qtbot.waitSignal(field.entered):
        QTest.keyClicks(field, "42")
        field.clearFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_what_nobody_typed_is_not_told(qtbot: QtBot, field: ValueField[int], key: Qt.Key) -> None:
    with qtbot.assertNotEmitted(field.entered):
        QTest.keyClick(field, key)
    assert field.text() == "7"


def test_escape_puts_the_value_back(qtbot: QtBot, field: ValueField[int]) -> None:
    with qtbot.assertNotEmitted(field.entered):
        QTest.keyClicks(field, "42")
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "7"


def test_what_cannot_be_read_is_refused_with_a_sentence_and_put_back(
    qtbot: QtBot, field: ValueField[int]
) -> None:
    with qtbot.waitSignal(field.refused) as refused, qtbot.assertNotEmitted(field.entered):
        QTest.keyClicks(field, "many")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert refused.args == ["'many' is no number."]
    assert field.text() == "7"
    assert field.property("wrong") is True


def test_nothing_typed_over_the_value_puts_it_back(field: ValueField[int]) -> None:
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert field.text() == ""
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "7"


def test_arrows_ask_for_steps(qtbot: QtBot, field: ValueField[int]) -> None:
    steps: list[int] = []
    field.stepped.connect(steps.append)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert steps == [1, -1, 10]


def test_a_value_from_elsewhere_does_not_disturb_typing(field: ValueField[int]) -> None:
    QTest.keyClicks(field, "4")
    field.show_value(9)
    assert field.text() == "4"
    field.forget_typing()
    assert field.text() == "9"


def test_several_values_are_shown_as_such(field: ValueField[int]) -> None:
    field.clearFocus()
    field.show_value(None)
    assert field.text() == ""
    assert field.placeholderText() == "Mixed"


def test_undo_is_the_windows_unless_something_is_being_typed(field: ValueField[int]) -> None:
    def is_kept() -> bool:
        undo = QKeyEvent(QKeyEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        undo.ignore()
        field.event(undo)
        return undo.isAccepted()

    assert not is_kept()
    QTest.keyClicks(field, "4")
    assert is_kept()
