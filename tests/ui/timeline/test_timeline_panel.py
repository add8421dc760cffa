"""The panel as a whole: empty states, faces, pictures, sound, curves, both themes."""

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from dfm.core.analyze import Analysis
from dfm.core.document.edits import Edit
from dfm.core.document.project import Project, add_edit
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.theme import LIGHT, theme_hub
from dfm.ui.timeline import TimelinePanel
from dfm.ui.timeline.scene import EMPTY_HINT
from tests.ui.timeline.conftest import show_timeline


def test_without_a_video_there_is_a_quiet_hint(qtbot: QtBot) -> None:
    panel = show_timeline(qtbot, Desk())
    assert not panel.view.isVisible()


def test_an_empty_track_says_what_to_do(timeline: TimelinePanel, plain_desk: Desk) -> None:
    assert [track.hint() for track in timeline.scene.tracks.values()] == ["", ""]
    plain_desk.apply("x", Project(media="talk.mp4", rate=plain_desk.rate, frames=300))
    assert timeline.scene.tracks[1].hint() == EMPTY_HINT


def test_a_click_on_its_header_chooses_a_face(timeline: TimelinePanel, plain_desk: Desk) -> None:
    assert "chosen" in timeline.headers.button(1).accessibleName()
    timeline.headers.button(2).click()
    assert plain_desk.face == 2
    assert timeline.headers.button(2).isChecked()
    assert timeline.headers.button(2).accessibleName() == "Face 2, 1 edit, chosen"
    assert not timeline.headers.button(1).isChecked()


def test_all_controls_have_names_and_tips(timeline: TimelinePanel) -> None:
    buttons = timeline.findChildren(QAbstractButton)
    assert len(buttons) == 6
    for button in buttons:
        assert button.accessibleName()
        assert button.toolTip()
    assert timeline.view.accessibleName() == "Timeline"


def test_snapping_is_switched_by_button_and_action(timeline: TimelinePanel) -> None:
    timeline.snap_button.click()
    assert not timeline.magnet.is_on
    timeline.toggle_snapping()
    assert timeline.snap_button.isChecked()


def test_pictures_come_one_by_one(timeline: TimelinePanel) -> None:
    for frame, grey in ((0, 20), (150, 120), (290, 220)):
        timeline.set_filmstrip_picture(frame, np.full((36, 64, 3), grey, np.uint8))
    film = timeline.scene.film
    assert film.pictures == 3
    nearest = film.picture_near(200)
    assert nearest is not None
    assert nearest[0] == 150
    shown = timeline.view.grab().toImage()
    greys = [shown.pixelColor(x, 15).red() for x in (30, 500, 880)]
    assert greys == pytest.approx([20, 120, 220], abs=3)


def test_the_wave_shows_highest_and_lowest(qtbot: QtBot, desk: Desk) -> None:
    panel = show_timeline(qtbot, desk)
    peaks = np.zeros((200, 2), np.float32)
    peaks[100] = (-0.5, 1.0)
    panel.set_peaks(peaks)
    wave = panel.scene.wave
    x = int(panel.scene.time_scale.x_of(int(desk.rate)))
    columns = wave.columns(x - 3, 8)
    assert columns.shape == (8, 2)
    assert columns.min() == -0.5
    assert columns.max() == 1.0
    assert wave.columns(x + 40, 5).any() == 0
    assert wave.hint() == ""


def test_curves_are_read_from_the_analysis(
    qtbot: QtBot, analysed_desk: Desk, short_analysis: Analysis
) -> None:
    panel = show_timeline(qtbot, analysed_desk)
    lane = panel.scene.curves
    qtbot.waitUntil(lambda: lane.measured is not None)
    assert lane.measured is not None
    assert lane.measured.shape == (analysed_desk.frames, 2)
    assert panel.scene.curves.targeted is None
    edit = Edit("happy", 0.85, Span(5, 45))
    with qtbot.waitSignal(panel.feed.fed):
        analysed_desk.apply("x", add_edit(analysed_desk.project, edit))
    assert lane.targeted is not None
    assert np.isnan(lane.targeted[:5]).all()
    assert np.isnan(lane.targeted[45:]).all()
    assert 0.5 < lane.targeted[25, 0] < 1
    with qtbot.waitSignal(panel.feed.fed):
        analysed_desk.undo()
    assert panel.scene.curves.targeted is None


def test_a_face_gets_its_picture(qtbot: QtBot, analysed_desk: Desk) -> None:
    panel = show_timeline(qtbot, analysed_desk)
    assert not panel.headers.button(1).has_picture
    panel.set_filmstrip_picture(30, np.zeros((64, 64, 3), np.uint8))
    assert panel.headers.button(1).has_picture


def test_a_change_of_theme_repaints_all(timeline: TimelinePanel) -> None:
    dark = timeline.grab().toImage()
    theme_hub.use(LIGHT)
    light = timeline.grab().toImage()
    for x, y in ((60, 20), (500, 60), (500, 300), (60, 300)):
        assert dark.pixelColor(x, y).lightness() < light.pixelColor(x, y).lightness()
