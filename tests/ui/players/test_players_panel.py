"""The players through the front door: what shows is the playhead's frame, as it was and as edited."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from dfm.core.document.edits import Edit
from dfm.core.document.project import Project, add_edit
from dfm.core.document.timebase import Span
from dfm.core.media.picture import Region
from dfm.core.media.read import read_frame
from dfm.core.media.screen import screen_rgb
from dfm.core.preview import Preview
from dfm.ui.desk import Desk
from dfm.ui.players import Mode, Overlay, PlayersPanel
from dfm.ui.players.framing import FIT
from dfm.ui.players.modes import Side
from dfm.ui.players.view import PictureView


def pixels(image: QImage | None) -> NDArray[np.uint8]:
    """An image as R'G'B'."""
    assert image is not None
    small = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(small.bits(), np.uint8).reshape(small.height(), small.bytesPerLine())
    return rows[:, : small.width() * 3].reshape(small.height(), small.width(), 3).copy()


def settled(panel: PlayersPanel, qtbot: QtBot) -> None:
    """Wait until every picture is of the playhead's frame and of what the views want."""
    want = panel.stage.want
    qtbot.waitUntil(lambda: panel.is_exact and panel.is_settled, timeout=15_000)
    assert panel.stage.want == want


def input_view(panel: PlayersPanel) -> PictureView:
    return panel.stage.views[0]


def expected(desk: Desk, panel: PlayersPanel, frame: int, *, edited: bool = False) -> NDArray[np.uint8]:
    """What a view should show of a frame."""
    media, want = desk.media, panel.stage.want
    assert media is not None
    assert want is not None
    picture = read_frame(media, frame).picture
    if edited:
        preview = Preview(media)
        preview.set_analysis(desk.analysis)
        preview.set_edits(desk.project.edits)
        picture = preview.output_of(frame, picture).picture
        preview.close()
    return screen_rgb(picture, media, want.cut.size, Region(*want.cut.part) if want.cut.part else None)


@pytest.mark.parametrize("frame", [0, 7, 30, 59])
def test_the_playheads_frame_shows_exactly(
    panel: PlayersPanel, edited_desk: Desk, qtbot: QtBot, frame: int
) -> None:
    edited_desk.move_playhead(frame)
    settled(panel, qtbot)
    first, second = panel.stage.views
    assert np.array_equal(pixels(first.image(Side.INPUT)), expected(edited_desk, panel, frame))
    output = expected(edited_desk, panel, frame, edited=True)
    assert np.array_equal(pixels(second.image(Side.OUTPUT)), output)


def test_the_badge_says_how_the_output_came_about(
    panel: PlayersPanel, edited_desk: Desk, qtbot: QtBot
) -> None:
    settled(panel, qtbot)
    assert panel.badge_text == "as input"
    edited_desk.move_playhead(30)
    qtbot.waitUntil(lambda: panel.badge_text.startswith("live instant "))
    assert panel.badge_text.endswith(" ms")


def test_an_edit_shows_at_once(panel: PlayersPanel, edited_desk: Desk, qtbot: QtBot) -> None:
    settled(panel, qtbot)
    output = panel.stage.views[1]
    before = pixels(output.image(Side.OUTPUT))
    edit = Edit("surprise", 1.0, Span(0, 15), ramp=0)
    edited_desk.apply("Add Surprise", add_edit(edited_desk.project, edit))
    qtbot.waitUntil(lambda: panel.badge_text.startswith("live"))
    assert not np.array_equal(before, pixels(output.image(Side.OUTPUT)))
    edited_desk.undo()
    qtbot.waitUntil(lambda: panel.badge_text == "as input")
    assert np.array_equal(before, pixels(output.image(Side.OUTPUT)))


def test_before_faces_are_found_the_output_is_the_input(plain_panel: PlayersPanel, qtbot: QtBot) -> None:
    settled(plain_panel, qtbot)
    first, second = plain_panel.stage.views
    assert first.image(Side.INPUT) == second.image(Side.OUTPUT)
    assert plain_panel.badge_text == "Finding faces…"


@pytest.mark.parametrize("mode", list(Mode))
def test_every_mode_shows_its_sides(panel: PlayersPanel, edited_desk: Desk, qtbot: QtBot, mode: Mode) -> None:
    edited_desk.move_playhead(32)
    panel.set_mode(mode.value)
    settled(panel, qtbot)
    assert panel.stage.mode is mode
    shown = {side for view in panel.stage.views for side in view.sides if view.image(side)}
    assert shown == set(mode.sides)


def test_the_difference_is_four_times_what_changed(
    panel: PlayersPanel, edited_desk: Desk, qtbot: QtBot
) -> None:
    panel.set_mode(Mode.DIFFERENCE)
    settled(panel, qtbot)
    view = panel.stage.views[0]
    assert not pixels(view.image(Side.DIFFERENCE)).any()
    edited_desk.move_playhead(32)
    settled(panel, qtbot)
    before, after = (expected(edited_desk, panel, 32, edited=edited).astype(int) for edited in (False, True))
    assert np.array_equal(pixels(view.image(Side.DIFFERENCE)), np.minimum(4 * abs(after - before), 255))


def test_both_views_are_magnified_around_the_pointer(
    panel: PlayersPanel, edited_desk: Desk, qtbot: QtBot
) -> None:
    view = input_view(panel)
    at = QPoint(view.width() // 2 + 40, view.height() // 2 - 30)
    for _ in range(6):
        turn(view, at, 120)
    settled(panel, qtbot)
    assert panel.stage.framing != FIT
    cut = panel.stage.want.cut if panel.stage.want else None
    assert cut is not None
    assert cut.part is not None
    first, second = panel.stage.views
    assert np.array_equal(pixels(first.image(Side.INPUT)), expected(edited_desk, panel, 0))
    assert second.image(Side.OUTPUT) is not None
    panel.zoom_fit()
    settled(panel, qtbot)
    assert panel.stage.want is not None
    assert panel.stage.want.cut.part is None


def turn(view: QWidget, at: QPoint, by: int) -> None:
    """Turn the wheel over a point of a view."""
    point = QPointF(at)
    event = QWheelEvent(
        point,
        view.mapToGlobal(point),
        QPoint(),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_actual_pixels(panel: PlayersPanel, qtbot: QtBot) -> None:
    panel.zoom_actual()
    settled(panel, qtbot)
    assert panel.stage.scale == 1.0
    panel.zoom_in()
    assert panel.stage.scale == 1.25
    panel.zoom_out()
    assert panel.stage.scale == pytest.approx(1.0)


def test_dragging_with_the_middle_button_moves_the_picture(panel: PlayersPanel, qtbot: QtBot) -> None:
    view, middle = input_view(panel), Qt.MouseButton.MiddleButton
    for _ in range(8):
        turn(view, view.rect().center(), 120)
    before = panel.stage.framing
    start = view.rect().center()
    qtbot.mousePress(view, middle, pos=start)
    qtbot.mouseMove(view, start + QPoint(30, 20))
    qtbot.mouseRelease(view, middle, pos=start + QPoint(30, 20))
    assert panel.stage.framing.x < before.x
    assert panel.stage.framing.y < before.y


def test_space_and_a_drag_move_the_picture_and_do_not_play(panel: PlayersPanel, qtbot: QtBot) -> None:
    view, left = input_view(panel), Qt.MouseButton.LeftButton
    for _ in range(8):
        turn(view, view.rect().center(), 120)
    before, start = panel.stage.framing, view.rect().center()
    qtbot.keyPress(view, Qt.Key.Key_Space)
    panel.play_pause()  # as the shortcut does
    qtbot.mousePress(view, left, pos=start)
    qtbot.mouseMove(view, start + QPoint(30, 0))
    qtbot.mouseRelease(view, left, pos=start + QPoint(30, 0))
    qtbot.keyRelease(view, Qt.Key.Key_Space)
    assert panel.stage.framing.x < before.x
    assert not panel.playback.is_playing


def test_a_click_chooses_a_face(panel: PlayersPanel, edited_desk: Desk, qtbot: QtBot) -> None:
    edited_desk.choose_face(2)
    settled(panel, qtbot)
    analysis = edited_desk.analysis
    assert analysis is not None
    assert edited_desk.media is not None
    view = input_view(panel)
    x, y, width, height = analysis.tracks[0].boxes[0].tolist()
    lies, raster = view.picture_rect(), edited_desk.media.upright_size
    at = QPointF(
        lies.x() + (x + width / 2) / raster[0] * lies.width(),
        lies.y() + (y + height / 2) / raster[1] * lies.height(),
    )
    qtbot.mouseMove(view, at.toPoint())
    assert view.cursor().shape() is Qt.CursorShape.PointingHandCursor
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert edited_desk.face == 1
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=lies.topLeft().toPoint() + QPoint(1, 1))
    assert edited_desk.face == 1


def test_overlays_are_drawn_and_taken_away(panel: PlayersPanel, qtbot: QtBot) -> None:
    settled(panel, qtbot)
    view = input_view(panel)
    looks = []
    for overlay in (Overlay.NOTHING, Overlay.BOXES, Overlay.GAZE, Overlay.MESH):
        panel.set_overlay(overlay)
        looks.append(view.grab().toImage())
    assert all(one != other for at, one in enumerate(looks) for other in looks[at + 1 :])
    panel.set_overlay(Overlay.EVERYTHING)
    panel.toggle_overlay()
    assert view.grab().toImage() == looks[0]
    panel.toggle_overlay()
    assert view.grab().toImage() != looks[0]


def test_the_newest_move_wins(panel: PlayersPanel, edited_desk: Desk, qtbot: QtBot) -> None:
    for frame in range(1, 59):
        edited_desk.move_playhead(frame)
    settled(panel, qtbot)
    assert input_view(panel).frame == 58
    assert len(panel.statistics.moves) <= 2


def test_without_a_video_nothing_can_be_pressed(qapp: QApplication, qtbot: QtBot) -> None:
    panel = PlayersPanel(Desk())
    qtbot.addWidget(panel)
    panel.show()
    assert not any(button.isEnabled() for button in panel.findChildren(QToolButton))
    assert panel.grab().toImage().pixelColor(20, 40).isValid()
    panel.play()
    assert not panel.playback.is_playing
    panel.shut_down()


def test_a_video_that_vanished_is_told_in_one_sentence(
    desk: Desk, qtbot: QtBot, tmp_path: Path, short_clip: Path
) -> None:
    from dfm.core.media.probe import probe

    copy = tmp_path / "gone.mp4"
    copy.write_bytes(short_clip.read_bytes())
    media = probe(copy)
    panel = PlayersPanel(desk)
    qtbot.addWidget(panel)
    panel.show()
    copy.unlink()
    with qtbot.waitSignal(desk.failed) as told:
        desk.open(Project(str(copy), frames=media.frames, rate=media.frame_rate), None, media)
    assert told.args is not None
    assert "gone.mp4" in told.args[0].sentence
    panel.shut_down()


def test_everything_that_can_be_pressed_has_a_name_and_a_tip(panel: PlayersPanel) -> None:
    for button in panel.findChildren(QToolButton):
        assert button.accessibleName()
        assert button.toolTip()


def test_another_video_takes_over(
    panel: PlayersPanel, edited_desk: Desk, qtbot: QtBot, demo_clip: Path
) -> None:
    from dfm.core.media.probe import probe

    media = probe(demo_clip)
    edited_desk.move_playhead(30)
    edited_desk.open(Project(str(demo_clip), rate=media.frame_rate, frames=media.frames), None, media)
    settled(panel, qtbot)
    assert np.array_equal(pixels(input_view(panel).image(Side.INPUT)), expected(edited_desk, panel, 0))
    edited_desk.open(Project(), None, None)
    assert input_view(panel).frame is None
