"""The strength: dragged, clicked, typed and stepped."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dfm.core.document.emotions import INTENSITIES
from dfm.ui.desk import Desk
from dfm.ui.inspector import InspectorPanel
from dfm.ui.inspector.strength_slider import StrengthSlider

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def at(slider: StrengthSlider, strength: float) -> QPoint:
    """Where a strength lies on the slider."""
    return QPoint(round(slider.x_of(strength)), slider.height() // 2)


def steps(desk: Desk) -> list[str]:
    """The labels of the history, without its first."""
    return [step.label for step in desk.history.steps[1:]]


def strengths(desk: Desk) -> list[float]:
    """How strong the edits are."""
    return [edit.intensity for edit in desk.project.edits]


def test_a_drag_shows_its_drafts_and_is_one_step(inspector: InspectorPanel, editing_desk: Desk) -> None:
    slider = inspector.page.strength.slider
    QTest.mousePress(slider, LEFT, NO_KEY, at(slider, 0.6))
    QTest.mouseMove(slider, at(slider, 0.2))
    assert strengths(editing_desk)[0] == pytest.approx(0.2, abs=0.01)
    QTest.mouseMove(slider, at(slider, 0.75))
    assert steps(editing_desk) == []
    QTest.mouseRelease(slider, LEFT, NO_KEY, at(slider, 0.75))
    assert strengths(editing_desk)[0] == pytest.approx(0.75, abs=0.01)
    assert steps(editing_desk) == ["Intensity of Happy"]
    assert inspector.page.strength.field.text() == f"{strengths(editing_desk)[0]:.2f}"


def test_escape_gives_a_drag_up(inspector: InspectorPanel, editing_desk: Desk) -> None:
    slider = inspector.page.strength.slider
    QTest.mousePress(slider, LEFT, NO_KEY, at(slider, 0.6))
    QTest.mouseMove(slider, at(slider, 0.1))
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    QTest.mouseMove(slider, at(slider, 0.9))
    QTest.mouseRelease(slider, LEFT, NO_KEY, at(slider, 0.9))
    assert strengths(editing_desk) == [0.6, 0.85]
    assert steps(editing_desk) == []
    assert not slider.hasFocus()


@pytest.mark.parametrize("detent", INTENSITIES.values())
def test_a_drag_near_a_detent_is_drawn_to_it_unless_alt_is_held(
    inspector: InspectorPanel, editing_desk: Desk, detent: float
) -> None:
    slider = inspector.page.strength.slider
    near = at(slider, detent + 0.015)
    QTest.mousePress(slider, LEFT, NO_KEY, near)
    assert strengths(editing_desk)[0] == detent
    QTest.mouseRelease(slider, LEFT, NO_KEY, near)
    QTest.mousePress(slider, LEFT, Qt.KeyboardModifier.AltModifier, near)
    assert strengths(editing_desk)[0] != detent
    QTest.mouseRelease(slider, LEFT, NO_KEY, near)


@pytest.mark.parametrize(("name", "strength"), INTENSITIES.items())
def test_a_click_on_a_name_goes_there(
    inspector: InspectorPanel, editing_desk: Desk, name: str, strength: float
) -> None:
    labels = inspector.page.strength.labels.buttons
    QTest.mouseClick(labels[name], LEFT)
    assert strengths(editing_desk)[0] == strength
    assert [word for word, label in labels.items() if label.isChecked()] == [name]


def test_keys_on_the_slider_are_one_step(inspector: InspectorPanel, editing_desk: Desk) -> None:
    slider = inspector.page.strength.slider
    for _ in range(3):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert strengths(editing_desk)[0] == pytest.approx(0.73)
    assert steps(editing_desk) == ["Intensity of Happy"]
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert strengths(editing_desk)[0] == 1.0
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert strengths(editing_desk)[0] == 0.0


@pytest.mark.parametrize(("typed", "strength"), [("0.42", 0.42), ("low", 0.35), ("1", 1.0), (".5", 0.5)])
def test_a_typed_strength_is_taken(
    inspector: InspectorPanel, editing_desk: Desk, typed: str, strength: float
) -> None:
    field = inspector.page.strength.field
    field.selectAll()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert strengths(editing_desk)[0] == strength
    assert field.text() == f"{strength:.2f}"


@pytest.mark.parametrize("typed", ["2", "-1", "very", "nan"])
def test_a_strength_that_cannot_be_is_refused(
    qtbot: QtBot, inspector: InspectorPanel, editing_desk: Desk, typed: str
) -> None:
    group = inspector.page.strength
    group.field.selectAll()
    QTest.keyClicks(group.field, typed)
    QTest.keyClick(group.field, Qt.Key.Key_Return)
    assert strengths(editing_desk) == [0.6, 0.85]
    assert group.field.text() == "0.60"
    assert group.note.isVisible()
    assert typed in group.note.text()


def test_several_strengths_are_a_range_and_become_one(inspector: InspectorPanel, editing_desk: Desk) -> None:
    editing_desk.select({"e1", "e2"})
    group = inspector.page.strength
    assert group.slider.is_mixed
    assert "0.60 to 0.85" in group.slider.accessibleDescription()
    assert group.field.text() == ""
    QTest.mouseClick(group.labels.buttons["low"], LEFT)
    assert strengths(editing_desk) == [0.35, 0.35]
    assert group.slider.accessibleDescription() == "0.35 low"
    assert steps(editing_desk) == ["Intensity of 2 edits"]
