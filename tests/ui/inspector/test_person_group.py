"""Whom a face is played as: shown, asked for, and drawn into the plane."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from dfm.core.casting import load_cast
from dfm.core.document.casting import set_person
from dfm.core.document.persons import PersonFile
from dfm.core.document.project import replace_edit
from dfm.core.persons import Person
from dfm.ui.desk import Desk
from dfm.ui.inspector import InspectorPanel
from dfm.ui.inspector.person import AS_ANYBODY, EMPTY, MIXED
from dfm.ui.inspector.va_pad import DOTS, MOST_DOTS, TIP, VaPad
from dfm.ui.theme import DARK, LIGHT, theme_hub
from tests.core.people import person_at


@pytest.fixture
def anna(tmp_path: Path) -> Person:
    return load_cast((PersonFile(1, str(person_at(tmp_path / "anna.dfmperson"))),))[1]


def cast(desk: Desk, anna: Person, face: int = 1) -> None:
    """Let a face be Anna, whose file was read."""
    project = set_person(desk.project, PersonFile(face, "/people/anna.dfmperson", anna.digest))
    desk.apply("Face is Anna", project)
    desk.set_persons({face: anna}, {})


def test_a_face_is_anybody_at_first(inspector: InspectorPanel) -> None:
    group = inspector.page.person
    assert group.button.text() == "Anybody"
    assert group.button.toolTip() == EMPTY
    assert not group.clear.isVisible()
    assert not group.words.isVisible()
    assert [action.isEnabled() for action in group.menu.actions()] == [True, True, False]


def test_a_person_is_named_with_what_its_footage_lacks(
    inspector: InspectorPanel, editing_desk: Desk, anna: Person
) -> None:
    cast(editing_desk, anna)
    group = inspector.page.person
    assert group.button.text() == "Anna"
    assert "/people/anna.dfmperson" in group.button.toolTip()
    editing_desk.select(())
    words = inspector.facts.person.words.text()
    assert words.startswith("Learned from 1 min 12 s of footage. It hardly shows fear and disgust")
    editing_desk.set_persons({}, {1: "It is gone: put it back."})
    assert inspector.facts.person.words.text() == "It is gone: put it back."
    assert inspector.facts.person.button.text() == "anna"
    editing_desk.select({"e1"})
    assert group.words.isVisible()
    assert group.words.property("look") == "alarm"


def test_an_edit_that_the_footage_lacks_says_so(
    inspector: InspectorPanel, editing_desk: Desk, anna: Person
) -> None:
    cast(editing_desk, anna)
    words = inspector.page.person.words
    assert not words.isVisible()
    edit = replace(editing_desk.selected_edits[0], emotion="fear")
    editing_desk.apply("Fear", replace_edit(editing_desk.project, edit))
    assert words.isVisible()
    assert words.text() == f"Anna's footage hardly shows fear: {AS_ANYBODY}"
    assert words.property("look") == "label"


def test_choices_are_asked_for_with_the_face(
    qtbot: QtBot, inspector: InspectorPanel, editing_desk: Desk, anna: Person
) -> None:
    cast(editing_desk, anna)
    group = inspector.page.person
    for action, signal in zip(
        group.menu.actions(),
        (inspector.person_asked, inspector.training_asked, inspector.clearing_asked),
        strict=True,
    ):
        with qtbot.waitSignal(signal) as asked:
            action.trigger()
        assert asked.args == [1]
    with qtbot.waitSignal(inspector.clearing_asked):
        group.clear.click()


def test_the_keyboard_opens_the_choice(qtbot: QtBot, inspector: InspectorPanel) -> None:
    group = inspector.page.person
    inspector.activateWindow()
    group.button.setFocus()
    seen: list[bool] = []

    def press() -> None:
        seen.append(group.menu.isVisible())
        qtbot.keyClick(group.menu, Qt.Key.Key_Down)
        qtbot.keyClick(group.menu, Qt.Key.Key_Return)

    QTimer.singleShot(200, press)
    with qtbot.waitSignal(inspector.person_asked) as asked:
        qtbot.keyClick(group.button, Qt.Key.Key_Space)
    assert seen == [True]
    assert asked.args == [1]


def test_edits_of_several_faces_have_no_person(inspector: InspectorPanel, editing_desk: Desk) -> None:
    inspector.page.person.show_face(None)
    assert inspector.page.person.button.toolTip() == MIXED
    assert not inspector.page.person.button.isEnabled()


def test_the_plane_shows_the_persons_footage(
    pad: VaPad, inspector: InspectorPanel, editing_desk: Desk, anna: Person
) -> None:
    shape = inspector.page.shape
    assert not shape.legend.isVisible()
    cast(editing_desk, anna)
    points = pad.plane._person.getData()[0]
    assert 0 < len(points) <= MOST_DOTS
    assert shape.legend.isVisible()
    assert DARK.person in shape.legend.text()
    assert "Anna's videos" in shape.legend.text()
    assert pad.toolTip() == f"{TIP} {DOTS.format('Anna')}"
    theme_hub.use(LIGHT)
    assert LIGHT.person in shape.legend.text()
    editing_desk.set_persons({}, {})
    assert len(pad.plane._person.getData()[0]) == 0
    assert pad.toolTip() == TIP
    assert not shape.legend.isVisible()
