"""The transport shows where the playhead is and takes what is typed and pressed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from dfm.ui.desk import Desk
from dfm.ui.players import PlayersPanel
from dfm.ui.players.transport import TransportBar


def button(panel: PlayersPanel, name: str) -> QToolButton:
    """A button by its accessible name."""
    return next(each for each in panel.findChildren(QToolButton) if each.accessibleName() == name)


def typed(panel: PlayersPanel, qtbot: QtBot, text: str) -> None:
    """Type a time and press Enter."""
    field = panel.transport.time
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(("text", "frame"), [("00:00:01:12", 42), ("1.5", 45), ("20f", 20), ("9:00", 59)])
def test_typing_a_time_goes_there(
    plain_panel: PlayersPanel, desk: Desk, qtbot: QtBot, text: str, frame: int
) -> None:
    typed(plain_panel, qtbot, text)
    assert desk.playhead == frame
    assert plain_panel.transport.time.text() == f"00:00:0{frame // 30}:{frame % 30:02d}"
    assert not plain_panel.transport.time.hasFocus()


def test_nonsense_is_told_and_stays_to_be_mended(plain_panel: PlayersPanel, desk: Desk, qtbot: QtBot) -> None:
    desk.move_playhead(12)
    with qtbot.waitSignal(desk.said) as told:
        typed(plain_panel, qtbot, "noon")
    assert told.args is not None
    assert "noon" in told.args[0]
    field = plain_panel.transport.time
    assert field.text() == "noon"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "00:00:00:12"
    assert desk.playhead == 12


def test_buttons_do_what_they_say(plain_panel: PlayersPanel, desk: Desk, qtbot: QtBot) -> None:
    for name, frame in (
        ("One frame on", 1),
        ("To the end", 59),
        ("One frame back", 58),
        ("To the start", 0),
    ):
        qtbot.mouseClick(button(plain_panel, name), Qt.MouseButton.LeftButton)
        assert desk.playhead == frame
    qtbot.mouseClick(button(plain_panel, "Play"), Qt.MouseButton.LeftButton)
    assert plain_panel.playback.speed == 1
    qtbot.mouseClick(button(plain_panel, "Pause"), Qt.MouseButton.LeftButton)
    assert plain_panel.playback.speed == 0
    desk.move_playhead(40)
    qtbot.mouseClick(button(plain_panel, "Play backwards"), Qt.MouseButton.LeftButton)
    assert plain_panel.playback.speed == -1
    qtbot.mouseClick(button(plain_panel, "Loop"), Qt.MouseButton.LeftButton)
    assert plain_panel.playback.loops


def test_the_volume_is_off_where_nothing_can_be_heard(plain_panel: PlayersPanel) -> None:
    assert not plain_panel.transport.volume.isEnabled()
    assert plain_panel.transport.volume.toolTip() == "Sound is off in this test."


def test_where_there_is_little_room_length_and_slider_give_way_to_the_buttons(qtbot: QtBot) -> None:
    bar = TransportBar()
    qtbot.addWidget(bar)
    bar.resize(900, 44)
    bar.show()
    length = next(label for label in bar.findChildren(QLabel) if label.text().startswith("/"))
    assert length.isVisible()
    assert bar.volume.isVisible()
    bar.resize(440, 44)
    qtbot.waitUntil(lambda: not length.isVisible())
    assert not bar.volume.isVisible()
    start = next(each for each in bar.findChildren(QToolButton) if each.accessibleName() == "To the start")
    assert bar.time.mapTo(bar, bar.time.rect().topRight()).x() < start.x()
    bar.resize(900, 44)
    qtbot.waitUntil(length.isVisible)
