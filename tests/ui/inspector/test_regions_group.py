"""The regions: folded until wanted, then dragged, typed, stepped and reset."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from dfm.core.document.edits import Speech
from dfm.core.document.regions import EVERYWHERE, NAMES, Regions
from dfm.core.errors import UsageError
from dfm.ui.desk import Desk
from dfm.ui.inspector import InspectorPanel
from dfm.ui.inspector.regions import RegionsGroup, read_percent
from dfm.ui.inspector.strength_slider import StrengthSlider
from dfm.ui.verbs import Verbs

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def group(inspector: InspectorPanel) -> RegionsGroup:
    """The group, unfolded."""
    found = inspector.page.regions
    QTest.mouseClick(found.fold, LEFT)
    return found


def at(slider: StrengthSlider, weight: float) -> QPoint:
    """Where a weight lies on a slider."""
    return QPoint(round(slider.x_of(weight)), slider.height() // 2)


def steps(desk: Desk) -> list[str]:
    """The labels of the history, without its first."""
    return [step.label for step in desk.history.steps[1:]]


def regions(desk: Desk) -> list[Regions]:
    """The regions of the edits."""
    return [edit.regions for edit in desk.project.edits]


def test_it_is_folded_until_it_is_wanted(inspector: InspectorPanel) -> None:
    group = inspector.page.regions
    assert not group.body.isVisible()
    assert group.words.text() == "Whole face"
    assert not group.reset.isVisible()
    group.fold.setFocus()
    QTest.keyClick(group.fold, Qt.Key.Key_Space)
    assert group.body.isVisible()
    assert not group.words.isVisible()
    QTest.mouseClick(group.fold, LEFT)
    assert not group.body.isVisible()
    assert group.words.isVisible()


@pytest.mark.parametrize("name", NAMES)
def test_a_drag_is_one_step(group: RegionsGroup, editing_desk: Desk, name: str) -> None:
    slider = group.sliders[name]
    QTest.mousePress(slider, LEFT, NO_KEY, at(slider, 0.9))
    QTest.mouseMove(slider, at(slider, 0.7))
    QTest.mouseMove(slider, at(slider, 0.4))
    assert steps(editing_desk) == []
    QTest.mouseRelease(slider, LEFT, NO_KEY, at(slider, 0.4))
    weight = getattr(regions(editing_desk)[0], name)
    assert weight == pytest.approx(0.4, abs=0.02)
    assert weight == round(weight, 2)
    assert steps(editing_desk) == [f"{name.capitalize()} of Happy"]
    assert group.fields[name].text() == f"{round(100 * weight)} %"
    assert regions(editing_desk)[1] == EVERYWHERE
    editing_desk.undo()
    assert regions(editing_desk) == [EVERYWHERE, EVERYWHERE]
    assert group.fields[name].text() == "100 %"


def test_escape_gives_a_drag_up(group: RegionsGroup, editing_desk: Desk) -> None:
    slider = group.sliders["eyes"]
    QTest.mousePress(slider, LEFT, NO_KEY, at(slider, 0.5))
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    QTest.mouseRelease(slider, LEFT, NO_KEY, at(slider, 0.2))
    assert regions(editing_desk) == [EVERYWHERE, EVERYWHERE]
    assert steps(editing_desk) == []


def test_keys_are_one_step(group: RegionsGroup, editing_desk: Desk) -> None:
    slider, field = group.sliders["mouth"], group.fields["mouth"]
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_PageDown):
        QTest.keyClick(slider, key)
    assert regions(editing_desk)[0].mouth == pytest.approx(0.88)
    assert steps(editing_desk) == ["Mouth of Happy"]
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert regions(editing_desk)[0].mouth == 0
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert regions(editing_desk)[0].mouth == pytest.approx(0.11)


@pytest.mark.parametrize(("typed", "weight"), [("50", 0.5), ("7 %", 0.07), ("0%", 0.0), ("100", 1.0)])
def test_a_typed_share_is_taken(group: RegionsGroup, editing_desk: Desk, typed: str, weight: float) -> None:
    field = group.fields["brows"]
    field.selectAll()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert regions(editing_desk)[0].brows == weight


def test_what_is_no_share_is_refused(group: RegionsGroup, editing_desk: Desk) -> None:
    field = group.fields["brows"]
    field.selectAll()
    QTest.keyClicks(field, "101")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert steps(editing_desk) == []
    assert field.text() == "100 %"
    assert "'101' is no share" in group.note.text()
    for text in ("0.5", "-1", "", "all", "²", "9" * 5000):
        with pytest.raises(UsageError, match="whole number from 0 to 100"):
            read_percent(text)


def test_several_edits_show_their_range_and_become_one(group: RegionsGroup, editing_desk: Desk) -> None:
    verbs = Verbs(editing_desk, editing_desk)
    verbs.set_region("mouth", 0.0)
    editing_desk.select({"e1", "e2"})
    assert group.sliders["mouth"].is_mixed
    assert group.sliders["mouth"].accessibleDescription() == "0 % to 100 %"
    assert (group.fields["mouth"].text(), group.fields["eyes"].text()) == ("", "100 %")
    assert group.words.text() == "Mixed"
    QTest.keyClick(group.sliders["mouth"], Qt.Key.Key_Home)
    assert regions(editing_desk) == [Regions(mouth=0)] * 2
    assert steps(editing_desk)[-1] == "Mouth of 2 edits"
    assert group.words.text() == "Mouth 0 %"


def test_a_reset_is_a_step_of_its_own(group: RegionsGroup, editing_desk: Desk) -> None:
    verbs = Verbs(editing_desk, editing_desk)
    verbs.set_region("mouth", 0.0)
    verbs.set_region("brows", 0.5)
    assert group.words.text() == "Brows 50 %, mouth 0 %"
    assert group.reset.isVisible()
    QTest.mouseClick(group.reset, LEFT)
    assert regions(editing_desk)[0] == EVERYWHERE
    assert not group.reset.isVisible()
    assert steps(editing_desk)[-1] == "Whole face for Happy"


def test_a_head_that_says_more_is_no_higher(inspector: InspectorPanel, editing_desk: Desk) -> None:
    group = inspector.page.regions
    before = group.sizeHint().height()
    Verbs(editing_desk, editing_desk).set_region("mouth", 0.0)
    assert group.sizeHint().height() == before


def test_the_speech_says_that_the_mouth_is_held_back(inspector: InspectorPanel, editing_desk: Desk) -> None:
    verbs = Verbs(editing_desk, editing_desk)
    verbs.set_speech(Speech.REPLACE.value)
    verbs.set_region("mouth", 0.0)
    assert "held back" in inspector.page.performance.sentence.text()
    verbs.set_region("mouth", 0.1)
    assert "takes the mouth over" in inspector.page.performance.sentence.text()
