"""The switch shows on, off and neither, tells that it was pressed, and answers to the mouse above it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dfm.ui.inspector.switch import Switch

OUTSIDE = QPoint(150, 80)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A window with room for more than a switch."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(160, 90)
    return window


@pytest.fixture
def switch(qtbot: QtBot, window: QWidget) -> Switch:
    """A switch in the window, the mouse outside."""
    switch = Switch("Keep the mouth", window)
    switch.setGeometry(10, 10, 38, 24)
    with qtbot.waitExposed(window):
        window.show()
    _move(window, OUTSIDE)
    return switch


def _move(window: QWidget, place: QPoint) -> None:
    QTest.mouseMove(window.windowHandle(), place)
    QTest.qWait(20)


def test_on_off_and_neither_look_and_read_differently(switch: Switch) -> None:
    seen, words = [], []
    for state in (True, False, None):
        switch.show_state(state)
        seen.append(switch.grab().toImage())
        words.append(switch.accessibleDescription())
    assert words == ["on", "off", "mixed"]
    assert seen[0] != seen[1] != seen[2] != seen[0]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_press_is_told_and_whoever_listens_says_what_shows(
    qtbot: QtBot, switch: Switch, key: Qt.Key
) -> None:
    switch.show_state(True)
    with qtbot.waitSignal(switch.clicked, timeout=1000):
        qtbot.keyClick(switch, key)
    assert switch.isChecked()
    switch.show_state(False)
    assert not switch.isChecked()


def test_it_looks_alive_under_the_mouse(window: QWidget, switch: Switch) -> None:
    looks = [window.grab().toImage()]
    for place in (switch.geometry().center(), OUTSIDE):
        _move(window, place)
        looks.append(window.grab().toImage())
    assert looks[0] == looks[2] != looks[1]
