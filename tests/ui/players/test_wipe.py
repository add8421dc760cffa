"""The wipe's divider is dragged, and pushed by keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from dfm.ui.desk import Desk
from dfm.ui.players import Mode, Overlay, PlayersPanel
from dfm.ui.players.modes import Side
from dfm.ui.players.wipe import WipeHandle, WipeView


@pytest.fixture
def wipe(panel: PlayersPanel, edited_desk: Desk, qtbot: QtBot) -> WipeView:
    panel.set_overlay(Overlay.NOTHING)
    panel.set_mode(Mode.WIPE)
    edited_desk.move_playhead(32)
    qtbot.waitUntil(lambda: panel.is_exact and panel.is_settled)
    return panel.stage.wipe


def handle(wipe: WipeView) -> WipeHandle:
    found = wipe.findChild(WipeHandle)
    assert found is not None
    return found


def test_dragging_the_divider(wipe: WipeView, qtbot: QtBot) -> None:
    grip, left = handle(wipe), Qt.MouseButton.LeftButton
    start = grip.rect().center()
    qtbot.mousePress(grip, left, pos=start)
    qtbot.mouseMove(grip, start - QPoint(100, 0))
    qtbot.mouseRelease(grip, left, pos=start)
    assert wipe.share == pytest.approx(0.5 - 100 / wipe.width(), abs=0.01)


def test_pushing_the_divider_by_keys(wipe: WipeView, qtbot: QtBot) -> None:
    grip = handle(wipe)
    grip.setFocus(Qt.FocusReason.TabFocusReason)
    for key, share in (
        (Qt.Key.Key_Right, 0.52),
        (Qt.Key.Key_Left, 0.5),
        (Qt.Key.Key_End, 1.0),
        (Qt.Key.Key_Right, 1.0),
        (Qt.Key.Key_Home, 0.0),
    ):
        qtbot.keyClick(grip, key)
        assert wipe.share == pytest.approx(share)


def test_the_input_is_to_the_left_and_the_output_to_the_right(wipe: WipeView) -> None:
    lies = wipe.picture_rect().toRect()
    handle(wipe).hide()
    for share, side in ((1.0, Side.INPUT), (0.0, Side.OUTPUT)):
        wipe.set_share(share)
        image = wipe.image(side)
        assert image is not None
        seen = wipe.grab(lies).toImage().convertToFormat(image.format())
        seen.setDevicePixelRatio(1)
        assert seen.copy(2, 2, 50, 50) == image.copy(2, 2, 50, 50)
    assert wipe.image(Side.INPUT) != wipe.image(Side.OUTPUT)
