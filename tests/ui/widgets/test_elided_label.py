"""A line of text keeps to its room, and the whole of it is the tool tip."""

from pytestqt.qtbot import QtBot

from dfm.ui.widgets.elided_label import ElidedLabel


def test_a_long_line_is_shortened(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    label.set_line("a sentence that is\nmuch longer than the room there is")
    assert label.shown().endswith("…")
    assert label.toolTip() == "a sentence that is much longer than the room there is"
    label.resize(900, 20)
    assert label.shown() == label.text()
    assert label.toolTip() == ""
    assert not label.grab().isNull()
