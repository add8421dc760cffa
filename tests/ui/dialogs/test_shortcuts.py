"""The sheet of shortcuts lists every key and finds it by any word."""

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from dfm.ui.action_table import ROWS
from dfm.ui.dialogs.shortcuts import GESTURES, ShortcutsDialog


def _dialog(qtbot: QtBot) -> ShortcutsDialog:
    dialog = ShortcutsDialog(ROWS)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_every_key_is_listed(qtbot: QtBot) -> None:
    dialog = _dialog(qtbot)
    assert len(dialog.found()) == sum(bool(row.keys) for row in ROWS) + len(GESTURES)


def test_it_is_searched_by_words_and_keys(qtbot: QtBot) -> None:
    dialog = _dialog(qtbot)
    (search,) = dialog.findChildren(QLineEdit)
    qtbot.keyClicks(search, "ctrl+e")
    assert "Export Video" in dialog.found()
    search.clear()
    qtbot.keyClicks(search, "nudge later")
    assert dialog.found() == ["Nudge: One Frame Later", "Nudge: Ten Frames Later"]
    search.clear()
    qtbot.keyClicks(search, "xyzzy")
    assert dialog.found() == []
    search.clear()
    assert len(dialog.found()) > 50
