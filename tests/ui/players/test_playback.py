"""Playing: in time, round loops, at every speed, and by the frame; the playhead is what shows."""

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.players import PlayersPanel
from dfm.ui.players.sound import NoSound

LAST = 59


def playheads(desk: Desk) -> list[int]:
    """Every place that the playhead comes to from now on."""
    places: list[int] = []
    desk.playhead_changed.connect(places.append)
    return places


def test_playing_shows_frame_after_frame_and_ends(
    plain_panel: PlayersPanel, desk: Desk, qtbot: QtBot
) -> None:
    places = playheads(desk)
    plain_panel.play_pause()
    assert plain_panel.playback.is_playing
    qtbot.waitUntil(lambda: not plain_panel.playback.is_playing, timeout=10_000)
    assert places == sorted(places)
    assert places[-1] == LAST
    assert len(places) > 30
    qtbot.waitUntil(lambda: plain_panel.is_exact)


def test_playing_takes_as_long_as_the_video(plain_panel: PlayersPanel, desk: Desk, qtbot: QtBot) -> None:
    plain_panel.play()
    qtbot.waitUntil(lambda: desk.playhead > 0)
    begun = time.perf_counter()
    qtbot.waitUntil(lambda: not plain_panel.playback.is_playing, timeout=10_000)
    assert 1.7 < time.perf_counter() - begun < 2.6


def test_playing_again_at_the_end_begins_anew(plain_panel: PlayersPanel, desk: Desk, qtbot: QtBot) -> None:
    plain_panel.go_end()
    assert desk.playhead == LAST
    plain_panel.play()
    qtbot.waitUntil(lambda: 0 < desk.playhead < LAST)
    plain_panel.pause()
    at = desk.playhead
    qtbot.wait(100)
    assert desk.playhead == at


@pytest.mark.parametrize("back", [False, True])
def test_shuttle_speeds(plain_panel: PlayersPanel, desk: Desk, qtbot: QtBot, back: bool) -> None:
    desk.move_playhead(LAST if back else 0)
    press = plain_panel.shuttle_back if back else plain_panel.shuttle_forward
    seen = []
    for _ in range(5):
        press()
        seen.append(plain_panel.playback.speed)
    assert seen == [-1, -2, -4, -8, -8] if back else seen == [1, 2, 4, 8, 8]
    end = 0 if back else LAST
    qtbot.waitUntil(lambda: desk.playhead == end, timeout=10_000)
    qtbot.waitUntil(lambda: not plain_panel.playback.is_playing)


def test_turning_round_begins_slowly_and_k_stays(plain_panel: PlayersPanel, desk: Desk, qtbot: QtBot) -> None:
    plain_panel.shuttle_forward()
    plain_panel.shuttle_forward()
    plain_panel.shuttle_back()
    assert plain_panel.playback.speed == -1
    plain_panel.stop_shuttle()
    assert plain_panel.playback.speed == 0


def test_single_frames_while_k_is_held(plain_panel: PlayersPanel, desk: Desk, qtbot: QtBot) -> None:
    desk.move_playhead(10)
    qtbot.keyPress(plain_panel, Qt.Key.Key_K)
    plain_panel.shuttle_forward()
    plain_panel.shuttle_forward()
    assert (desk.playhead, plain_panel.playback.is_playing) == (12, False)
    plain_panel.shuttle_back()
    assert desk.playhead == 11
    qtbot.keyRelease(plain_panel, Qt.Key.Key_K)
    plain_panel.shuttle_back()
    assert plain_panel.playback.speed == -1


def test_steps_and_ends(plain_panel: PlayersPanel, desk: Desk) -> None:
    plain_panel.step(3)
    plain_panel.step(-1)
    assert desk.playhead == 2
    plain_panel.step(-10)
    assert desk.playhead == 0
    plain_panel.go_end()
    plain_panel.step(1)
    assert desk.playhead == LAST
    plain_panel.go_start()
    assert desk.playhead == 0


def test_a_loop_goes_round_the_selection(panel: PlayersPanel, edited_desk: Desk, qtbot: QtBot) -> None:
    edited_desk.select([edited_desk.project.edits[0].id])
    panel.toggle_loop()
    assert panel.playback.lap == Span(20, 44)
    places = playheads(edited_desk)
    panel.play()
    qtbot.waitUntil(lambda: any(one > other for one, other in pairwise(places)), timeout=10_000)
    assert min(places) >= 20
    assert max(places) < 44
    assert panel.playback.is_playing
    edited_desk.select([])
    assert panel.playback.lap == Span(0, 60)
    qtbot.waitUntil(lambda: edited_desk.playhead > 44, timeout=10_000)


def test_a_loop_goes_from_in_to_out(plain_panel: PlayersPanel, desk: Desk, qtbot: QtBot) -> None:
    desk.apply("Set In and Out", replace(desk.project, marked=Span(5, 12)))
    plain_panel.toggle_loop()
    assert plain_panel.playback.lap == Span(5, 12)
    assert "in to out" in plain_panel.transport.loop.toolTip()
    plain_panel.shuttle_back()
    qtbot.waitUntil(lambda: desk.playhead == 11)
    qtbot.waitUntil(lambda: desk.playhead == 5)
    qtbot.waitUntil(lambda: desk.playhead > 5)


def test_taking_the_playhead_elsewhere_plays_on_from_there(
    plain_panel: PlayersPanel, desk: Desk, qtbot: QtBot
) -> None:
    plain_panel.play()
    qtbot.waitUntil(lambda: desk.playhead > 3)
    desk.move_playhead(40)
    assert desk.playhead == 40
    assert plain_panel.playback.is_playing
    places = playheads(desk)
    qtbot.waitUntil(lambda: len(places) > 3)
    assert places[0] in range(41, 46)


def test_edits_are_played_live(panel: PlayersPanel, edited_desk: Desk, qtbot: QtBot) -> None:
    edited_desk.move_playhead(18)
    panel.play()
    qtbot.waitUntil(lambda: edited_desk.playhead > 46, timeout=10_000)
    panel.pause()
    played = panel.statistics.played
    assert played.live_shown > 0
    assert played.live_shown + played.live_dropped <= 24


def test_another_video_stops_playing(plain_panel: PlayersPanel, desk: Desk, qtbot: QtBot) -> None:
    plain_panel.play()
    qtbot.waitUntil(lambda: desk.playhead > 2)
    media, project = desk.media, desk.project
    changed = QSignalSpy(plain_panel.playback.changed)
    desk.open(project, None, media)
    assert not plain_panel.playback.is_playing
    assert changed.count() == 1
    qtbot.waitUntil(lambda: plain_panel.is_exact)
    assert desk.playhead == 0


def test_k_is_held_where_keys_are_shortcuts_too(desk: Desk, qtbot: QtBot) -> None:
    window = QMainWindow()
    panel = PlayersPanel(desk)
    panel.use_sound(NoSound("Sound is off in this test."))
    window.setCentralWidget(panel)
    for key, slot in (("J", panel.shuttle_back), ("K", panel.stop_shuttle), ("L", panel.shuttle_forward)):
        action = QAction(key, window)
        action.setShortcut(key)
        action.triggered.connect(slot)
        window.addAction(action)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.keyPress(window, Qt.Key.Key_K)
    qtbot.keyClick(window, Qt.Key.Key_L)
    qtbot.keyClick(window, Qt.Key.Key_L)
    assert (desk.playhead, panel.playback.speed) == (2, 0)
    qtbot.keyClick(window, Qt.Key.Key_J)
    assert (desk.playhead, panel.playback.speed) == (1, 0)
    qtbot.keyRelease(window, Qt.Key.Key_K)
    qtbot.keyClick(window, Qt.Key.Key_L)
    assert panel.playback.speed == 1
    panel.shut_down()


def test_shortcuts_work_while_the_time_has_the_focus(desk: Desk, qtbot: QtBot) -> None:
    window = QMainWindow()
    panel = PlayersPanel(desk)
    panel.use_sound(NoSound("Sound is off in this test."))
    window.setCentralWidget(panel)
    pressed = []
    for key in ("Space", "1"):
        action = QAction(key, window)
        action.setShortcut(key)
        action.triggered.connect(lambda _=False, key=key: pressed.append(key))
        window.addAction(action)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    field = panel.transport.time
    assert not field.hasFocus()
    field.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.keyClick(field, Qt.Key.Key_1)
    assert (pressed, field.text()) == ([], "1")
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert pressed == ["Space"]
    panel.shut_down()
