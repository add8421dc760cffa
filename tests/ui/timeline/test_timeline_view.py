"""Zoom, scroll, scrubbing, following, keys and menus of the timeline."""

from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from dfm.core.document.project import Project, find_edit
from dfm.ui.desk import Desk
from dfm.ui.timeline import TimelinePanel
from dfm.ui.timeline.clip_look import Look
from tests.ui.timeline.mouse import Mouse

SHIFT = Qt.KeyboardModifier.ShiftModifier


def frame_under(panel: TimelinePanel, x: int) -> float:
    return (panel.view.first_x + x - panel.scene.time_scale.x_of(0)) / panel.scene.time_scale.pixels


def test_the_wheel_zooms_around_the_pointer(timeline: TimelinePanel, mouse: Mouse) -> None:
    before = timeline.scene.time_scale.pixels
    for _ in range(5):
        frame = frame_under(timeline, 500)
        mouse.wheel(QPoint(500, 60), 120)
        assert frame_under(timeline, 500) == pytest.approx(frame, abs=0.5)
    assert timeline.scene.time_scale.pixels > 2 * before
    for _ in range(20):
        mouse.wheel(QPoint(500, 60), -120)
    assert timeline.scene.time_scale.pixels == pytest.approx(before)


def test_shift_and_the_wheel_scroll(timeline: TimelinePanel, mouse: Mouse) -> None:
    timeline.view.zoom(8, 0)
    before = timeline.view.first_x
    mouse.wheel(QPoint(500, 60), -120, SHIFT)
    assert timeline.view.first_x == before + 120


def test_the_buttons_zoom_and_show_all_again(timeline: TimelinePanel) -> None:
    whole = timeline.scene.time_scale
    timeline.in_button.click()
    assert timeline.scene.time_scale.pixels > whole.pixels
    timeline.out_button.click()
    assert timeline.scene.time_scale == whole
    timeline.in_button.click()
    timeline.fit_button.click()
    assert timeline.scene.time_scale == whole
    assert timeline.view.horizontalScrollBar().maximum() == 0


def test_all_of_the_video_shows_in_a_window_of_any_size(timeline: TimelinePanel) -> None:
    timeline.resize(700, 300)
    width = timeline.view.viewport().width()
    assert timeline.scene.time_scale.width_of(300) == pytest.approx(width)


def test_a_drag_on_the_lanes_above_the_tracks_scrubs(plain_desk: Desk, mouse: Mouse) -> None:
    at = QPoint(mouse.place(50).x() + 1, 20)
    mouse.press(at)
    assert plain_desk.playhead == 50
    mouse.move(QPoint(mouse.place(90).x() + 1, 400))
    assert plain_desk.playhead == 90
    mouse.release()


def test_the_view_scrolls_under_a_drag(
    plain_desk: Desk, timeline: TimelinePanel, mouse: Mouse, qtbot: QtBot
) -> None:
    timeline.view.zoom(10, 0)
    timeline.view.horizontalScrollBar().setValue(0)
    mouse.press(QPoint(400, 20))
    mouse.move(QPoint(timeline.view.viewport().width() + 20, 20))
    qtbot.waitUntil(lambda: timeline.view.first_x > 1000)
    mouse.release()
    assert plain_desk.playhead == pytest.approx(frame_under(timeline, mouse.at.x()), abs=1)
    stopped = timeline.view.first_x
    qtbot.wait(50)
    assert timeline.view.first_x == stopped


def test_the_playhead_is_followed(plain_desk: Desk, timeline: TimelinePanel) -> None:
    timeline.view.zoom(10, 0)
    timeline.view.horizontalScrollBar().setValue(0)
    plain_desk.move_playhead(200)
    assert 0 <= timeline.scene.time_scale.x_of(200) - timeline.view.first_x < 300


def test_while_it_plays_the_user_may_look_elsewhere(plain_desk: Desk, timeline: TimelinePanel) -> None:
    timeline.view.zoom(10, 0)
    timeline.set_playing(True)
    plain_desk.move_playhead(200)
    timeline.view.horizontalScrollBar().setValue(0)
    for frame in range(201, 205):
        plain_desk.move_playhead(frame)
    assert timeline.view.first_x == 0
    timeline.set_playing(False)
    plain_desk.move_playhead(210)
    assert timeline.view.first_x > 0


def test_tab_walks_over_the_clips_and_out(plain_desk: Desk, timeline: TimelinePanel, qtbot: QtBot) -> None:
    timeline.activateWindow()
    timeline.view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(timeline.view.hasFocus)
    assert plain_desk.selection == {"e1"}
    assert "Happy" in timeline.view.accessibleDescription()
    QTest.keyClick(timeline.view, Qt.Key.Key_Tab)
    assert plain_desk.selection == {"e2"}
    item = timeline.scene.clips.item("e2")
    assert item is not None
    assert Look.FOCUSED in item.look
    QTest.keyClick(timeline.view, Qt.Key.Key_Backtab, SHIFT)
    assert plain_desk.selection == {"e1"}
    for _ in range(2):
        QTest.keyClick(timeline.view, Qt.Key.Key_Tab)
    assert not timeline.view.hasFocus()
    assert Look.FOCUSED not in item.look


def test_arrows_nudge_the_clip_that_has_the_focus(
    plain_desk: Desk, timeline: TimelinePanel, qtbot: QtBot
) -> None:
    timeline.view.focus.enter(forwards=True)
    QTest.keyClick(timeline.view, Qt.Key.Key_Right)
    QTest.keyClick(timeline.view, Qt.Key.Key_Right, SHIFT)
    assert find_edit(plain_desk.project, "e1").span.start == 41
    with qtbot.waitSignal(timeline.inspector_wanted):
        QTest.keyClick(timeline.view, Qt.Key.Key_Return)


def test_without_a_focused_clip_arrows_are_the_windows(plain_desk: Desk, timeline: TimelinePanel) -> None:
    plain_desk.select({"e1"})
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(timeline.view, event)
    assert not event.isAccepted()
    assert find_edit(plain_desk.project, "e1").span.start == 30


def open_menu(panel: TimelinePanel, widget: QWidget, at: QPoint) -> QMenu:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def trigger(menu: QMenu, text: str) -> None:
    action = next(each for each in menu.actions() if each.text().startswith(text))
    action.trigger()
    menu.close()


def test_the_menu_of_a_clip_is_made_of_verbs(plain_desk: Desk, timeline: TimelinePanel, mouse: Mouse) -> None:
    menu = open_menu(timeline, timeline.view.viewport(), mouse.clip("e2"))
    assert plain_desk.selection == {"e2"}
    trigger(menu, "Switch On or Off")
    assert not find_edit(plain_desk.project, "e2").enabled
    trigger(open_menu(timeline, timeline.view.viewport(), mouse.clip("e2")), "Delete")
    assert [edit.id for edit in plain_desk.project.edits] == ["e1"]


def test_the_menu_of_an_empty_place_adds_an_emotion_there(
    plain_desk: Desk, timeline: TimelinePanel, mouse: Mouse
) -> None:
    menu = open_menu(timeline, timeline.view.viewport(), mouse.place(200) + QPoint(1, 0))
    adding = menu.actions()[0].menu()
    assert isinstance(adding, QMenu)
    trigger(adding, "Fear")
    menu.close()
    assert [(edit.emotion, edit.span.start) for edit in plain_desk.project.edits][-1] == ("fear", 200)


def test_the_tip_tells_all_of_a_clip(timeline: TimelinePanel, mouse: Mouse) -> None:
    at = mouse.clip("e1")
    port = timeline.view.viewport()
    QApplication.sendEvent(port, QHelpEvent(QEvent.Type.ToolTip, at, port.mapToGlobal(at)))
    assert "Happy  0.60 (medium)" in QToolTip.text()
    assert "30 frames" in QToolTip.text()
    QToolTip.hideText()


def test_a_video_without_frames_takes_no_mouse(plain_desk: Desk, mouse: Mouse) -> None:
    plain_desk.open(Project(), None, None)
    mouse.click(QPoint(300, 200))
    assert plain_desk.playhead == 0


def test_another_video_shows_whole(plain_desk: Desk, timeline: TimelinePanel) -> None:
    timeline.view.zoom(10)
    plain_desk.open(Project(media="other.mp4", rate=Fraction(25), frames=5000), None, None)
    assert timeline.scene.time_scale.width_of(5000) <= timeline.view.viewport().width() + 1
    assert replace(plain_desk.project, media=None).edits == ()
