"""The plane of valence and arousal: its centre and points are dragged with a real mouse."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dfm.core.analyze import Analysis
from dfm.core.document.edits import region_of
from dfm.core.motion.va import knots_of, points_of, va_curve
from dfm.ui.desk import Desk
from dfm.ui.inspector import InspectorPanel
from dfm.ui.inspector.va_density import CELLS, density
from dfm.ui.inspector.va_pad import VaPad
from dfm.ui.theme import LIGHT, theme_hub

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def at(pad: VaPad, valence: float, arousal: float) -> QPoint:
    """Where a place lies on the pad."""
    return pad.plane.to_pixels(valence, arousal).toPoint()


def centre(pad: VaPad, desk: Desk) -> QPoint:
    """Where the selected edit's region lies on the pad."""
    region = region_of(desk.selected_edits[0])
    return at(pad, region.valence, region.arousal)


def test_pixels_and_places_agree_and_the_whole_disc_is_in_sight(pad: VaPad) -> None:
    for valence, arousal in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (0.3, -0.6)):
        place = pad.plane.to_pixels(valence, arousal)
        assert pad.rect().contains(place.toPoint())
        assert pad.plane.to_place(place) == pytest.approx((valence, arousal), abs=1e-6)
    across = pad.plane.to_pixels(1, 0) - pad.plane.to_pixels(-1, 0)
    down = pad.plane.to_pixels(0, -1) - pad.plane.to_pixels(0, 1)
    assert across.x() == pytest.approx(down.y(), rel=0.02)


def test_dragging_the_disc_makes_a_custom_emotion_in_one_step(
    pad: VaPad, inspector: InspectorPanel, editing_desk: Desk
) -> None:
    QTest.mousePress(pad, LEFT, NO_KEY, centre(pad, editing_desk))
    for place in ((0.2, 0.2), (-0.2, -0.3), (-0.5, -0.25)):
        QTest.mouseMove(pad, at(pad, *place))
        assert not editing_desk.history.can_undo
        assert editing_desk.selected_edits[0].centre == pytest.approx(place, abs=0.02)
    QTest.mouseRelease(pad, LEFT, NO_KEY, at(pad, -0.5, -0.25))
    (edit,) = editing_desk.selected_edits
    assert edit.emotion == "sad"
    assert edit.centre == pytest.approx((-0.5, -0.25), abs=0.02)
    assert [step.label for step in editing_desk.history.steps[1:]] == ["Shape Happy"]
    assert inspector.page.header.details.text().endswith("custom")
    assert inspector.page.shape.reset.text() == "Reset to Sad"
    inspector.page.shape.reset.click()
    assert editing_desk.selected_edits[0].centre is None
    assert not inspector.page.shape.reset.isVisible()


def test_a_drag_out_of_the_disc_stays_at_its_rim(pad: VaPad, editing_desk: Desk) -> None:
    QTest.mousePress(pad, LEFT, NO_KEY, centre(pad, editing_desk))
    QTest.mouseMove(pad, at(pad, -1.3, -1.1))
    QTest.mouseRelease(pad, LEFT, NO_KEY, at(pad, -1.3, -1.1))
    found = editing_desk.selected_edits[0].centre
    assert found is not None
    assert math.hypot(*found) == pytest.approx(1)


def test_escape_gives_a_drag_up(pad: VaPad, editing_desk: Desk) -> None:
    before = editing_desk.project
    QTest.mousePress(pad, LEFT, NO_KEY, centre(pad, editing_desk))
    QTest.mouseMove(pad, at(pad, -0.5, 0))
    assert editing_desk.project != before
    QTest.keyClick(pad, Qt.Key.Key_Escape)
    assert editing_desk.project == before
    QTest.mouseMove(pad, at(pad, 0, 0))
    QTest.mouseRelease(pad, LEFT, NO_KEY, at(pad, 0, 0))
    assert editing_desk.project == before
    assert not editing_desk.history.can_undo


def test_a_press_on_nothing_drags_nothing(pad: VaPad, editing_desk: Desk) -> None:
    before = editing_desk.project
    QTest.mousePress(pad, LEFT, NO_KEY, at(pad, 0, -0.7))
    QTest.mouseMove(pad, at(pad, 0.2, -0.7))
    QTest.mouseRelease(pad, LEFT, NO_KEY, at(pad, 0.2, -0.7))
    assert editing_desk.project == before


def test_from_near_a_point_of_the_way_can_be_dragged_and_let_go_again(
    qtbot: QtBot, pad: VaPad, inspector: InspectorPanel, editing_desk: Desk
) -> None:
    QTest.mouseClick(inspector.page.shape.near, LEFT)
    assert pad.is_near
    (edit,) = editing_desk.selected_edits
    knots = knots_of(edit, editing_desk.rate)
    points = points_of(edit, knots)
    apart = [np.sort(np.linalg.norm(points - point, axis=1))[1] for point in points]
    chosen = int(np.argmax(apart))
    valence, arousal = (float(part) for part in points[chosen])
    target = (valence - 0.04, arousal + 0.05)
    QTest.mousePress(pad, LEFT, NO_KEY, at(pad, valence, arousal))
    QTest.mouseMove(pad, at(pad, *target))
    QTest.mouseRelease(pad, LEFT, NO_KEY, at(pad, *target))
    (pin,) = editing_desk.selected_edits[0].pins
    assert pin.knot == knots[chosen]
    assert (pin.valence, pin.arousal) == pytest.approx(target, abs=0.01)
    assert editing_desk.selected_edits[0].centre is None
    assert [step.label for step in editing_desk.history.steps[1:]] == ["Shape Happy"]
    QTest.mouseDClick(pad, LEFT, NO_KEY, at(pad, pin.valence, pin.arousal))
    assert editing_desk.selected_edits[0].pins == ()


def test_looking_near_shows_the_region_large_and_the_whole_again(
    pad: VaPad, inspector: InspectorPanel, editing_desk: Desk
) -> None:
    def radius() -> float:
        region = region_of(editing_desk.selected_edits[0])
        return float(
            at(pad, region.valence + region.radius, region.arousal).x() - centre(pad, editing_desk).x()
        )

    before = radius()
    QTest.keyClick(pad, Qt.Key.Key_Plus)
    assert inspector.page.shape.near.isChecked()
    assert radius() > 3 * before
    QTest.keyClick(pad, Qt.Key.Key_Minus)
    assert not inspector.page.shape.near.isChecked()
    assert radius() == pytest.approx(before, abs=1)


def test_arrow_keys_move_the_centre_in_one_step(pad: VaPad, editing_desk: Desk) -> None:
    start = region_of(editing_desk.selected_edits[0])
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Up):
        QTest.keyClick(pad, key)
    QTest.keyClick(pad, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    end = region_of(editing_desk.selected_edits[0])
    moved = (end.valence - start.valence, end.arousal - start.arousal)
    assert moved == pytest.approx((-0.04, -0.08))
    assert len(editing_desk.history.steps) == 2
    assert f"{end.valence:+.2f}" in pad.accessibleDescription()


def test_arrow_keys_are_no_shortcuts_here(pad: VaPad) -> None:
    def is_kept(key: Qt.Key, modifier: Qt.KeyboardModifier = NO_KEY) -> bool:
        event = QKeyEvent(QKeyEvent.Type.ShortcutOverride, key, modifier)
        event.ignore()
        pad.event(event)
        return event.isAccepted()

    assert is_kept(Qt.Key.Key_Left)
    assert is_kept(Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert not is_kept(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert not is_kept(Qt.Key.Key_Space)


def test_a_double_click_puts_the_centre_there(pad: VaPad, editing_desk: Desk) -> None:
    QTest.mouseDClick(pad, LEFT, NO_KEY, at(pad, 0.3, -0.5))
    assert editing_desk.selected_edits[0].centre == pytest.approx((0.3, -0.5), abs=0.02)


def test_the_dot_follows_the_playhead_and_is_gone_outside(pad: VaPad, editing_desk: Desk) -> None:
    (edit,) = editing_desk.selected_edits
    curve = va_curve(edit, editing_desk.rate)
    for frame in (10, 25, 39):
        editing_desk.move_playhead(frame)
        assert pad.dot == pytest.approx(tuple(curve[frame - 10]))
    editing_desk.move_playhead(40)
    assert pad.dot is None


def test_several_edits_in_different_places_have_no_centre_to_drag(pad: VaPad, editing_desk: Desk) -> None:
    place = centre(pad, editing_desk)
    editing_desk.select({"e1", "e2"})
    before = editing_desk.project
    QTest.mousePress(pad, LEFT, NO_KEY, place)
    QTest.mouseMove(pad, place + QPoint(20, 20))
    QTest.mouseRelease(pad, LEFT, NO_KEY, place + QPoint(20, 20))
    QTest.keyClick(pad, Qt.Key.Key_Left)
    assert editing_desk.project == before
    assert "different places" in pad.accessibleDescription()


def test_the_cloud_shows_where_the_face_was(pad: VaPad, editing_desk: Desk, short_analysis: Analysis) -> None:
    without = pad.grab().toImage()
    editing_desk.set_analysis(short_analysis)
    assert pad.grab().toImage() != without


def test_density_has_its_axes_the_right_way_round() -> None:
    shares = density(np.tile([[0.5, -0.25]], (30, 1)))
    valence, arousal = np.unravel_index(np.argmax(shares), shares.shape)
    assert shares.shape == (CELLS, CELLS)
    assert shares.max() == 1
    assert (valence + 0.5) / CELLS * 2 - 1 == pytest.approx(0.5, abs=0.05)
    assert (arousal + 0.5) / CELLS * 2 - 1 == pytest.approx(-0.25, abs=0.05)


def test_it_takes_the_light_theme(pad: VaPad) -> None:
    theme_hub.use(LIGHT)
    corner = pad.grab().toImage().pixelColor(pad.width() // 2, pad.height() - 30)
    assert corner.lightness() > 200
