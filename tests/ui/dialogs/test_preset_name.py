"""The name of a preset is judged while it is typed."""

import pytest
from pytestqt.qtbot import QtBot

from dfm.ui.dialogs.preset_name import Keep, PresetQuestion


@pytest.fixture
def question(qtbot: QtBot) -> PresetQuestion:
    """The question, with one preset known."""
    question = PresetQuestion("What face 1 shows.", ("Grin",))
    qtbot.addWidget(question)
    return question


def test_a_name_is_needed(question: PresetQuestion) -> None:
    save = question.buttons[Keep.SAVE]
    assert not save.isEnabled()
    question.name.setText("a/b")
    assert not save.isEnabled()
    assert "cannot be called" in question.note.text()
    question.name.setText("wry smile")
    assert (save.isEnabled(), save.text(), question.note.text().strip()) == (True, "&Save", "")


def test_a_known_name_is_replaced(question: PresetQuestion) -> None:
    question.name.setText(" grin")
    assert question.buttons[Keep.SAVE].text() == "&Replace"
    assert "replaces" in question.note.text()


def test_escape_keeps_nothing(question: PresetQuestion, monkeypatch: pytest.MonkeyPatch) -> None:
    question.name.setText("grin ")
    monkeypatch.setattr(question, "exec", lambda: question.reject())
    assert question.ask_name() is None
    monkeypatch.setattr(question, "exec", lambda: question.buttons[Keep.SAVE].click())
    assert question.ask_name() == "grin"
