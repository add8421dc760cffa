"""The inspector through the front door: what it shows of nothing, of one edit and of several."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from dfm.core.analyze import Analysis
from dfm.core.document.edits import Edit, Speech
from dfm.core.document.emotions import EMOTIONS
from dfm.core.document.performance import COEFFICIENTS, Performance
from dfm.ui.desk import Desk
from dfm.ui.inspector import InspectorPanel
from dfm.ui.inspector.shape import BORROWED
from dfm.ui.inspector.va_pad import VaPad
from dfm.ui.theme import LIGHT, theme_hub
from dfm.ui.verbs import Verbs

LEFT = Qt.MouseButton.LeftButton
CONTROLS = QAbstractButton | QComboBox | QLineEdit | QAbstractSlider


def labels(desk: Desk) -> list[str]:
    """The labels of the history, without its first."""
    return [step.label for step in desk.history.steps[1:]]


def selected(desk: Desk) -> Edit:
    """The first of the selected edits."""
    return desk.selected_edits[0]


def test_without_a_video_it_says_how_to_begin(qtbot: QtBot) -> None:
    desk = Desk()
    panel = InspectorPanel(desk, Verbs(desk, desk))
    qtbot.addWidget(panel)
    panel.show()
    assert panel.facts.isVisible()
    assert "Ctrl+O" in panel.facts.advice.text()
    assert not panel.facts.video.isVisible()


def test_with_nothing_selected_it_shows_the_facts(inspector: InspectorPanel, editing_desk: Desk) -> None:
    editing_desk.select(())
    facts = inspector.facts
    assert facts.isVisible()
    assert not inspector.page.isVisible()
    assert "Click an edit" in facts.advice.text()
    assert facts.video.words["Size"].text() == "320 × 320"
    assert facts.video.words["Frames"].text() == "60"
    assert facts.video.words["Length"].text() == "00:00:02:00"
    assert facts.video.words["Rate"].text() == "30 a second"
    assert "Looking for faces" in facts.face.words


def test_without_edits_it_says_how_to_add_one(inspector: InspectorPanel, editing_desk: Desk) -> None:
    editing_desk.select({"e1", "e2"})
    inspector.page.delete.click()
    assert editing_desk.project.edits == ()
    assert inspector.facts.isVisible()
    assert "Drag an emotion" in inspector.facts.advice.text()


def test_it_tells_how_large_the_face_is_and_how_long_it_is_seen(
    inspector: InspectorPanel, editing_desk: Desk, short_analysis: Analysis
) -> None:
    editing_desk.select(())
    editing_desk.set_analysis(short_analysis)
    words = inspector.facts.face.words
    assert words["Seen"].text() == "all the time"
    assert words["Face"].text() == "1 of 1"
    assert words["Size"].text().endswith("pixels high")
    (track,) = short_analysis.tracks
    half = replace(track, **{name: getattr(track, name)[:30] for name in PER_FRAME})
    editing_desk.set_analysis(replace(short_analysis, tracks=(half,)))
    assert words["Seen"].text() == "1.0 s, 50 % of the video"
    editing_desk.set_analysis(replace(short_analysis, tracks=()))
    assert words["Faces"].text() == "none found"


PER_FRAME = (
    "frames",
    "points",
    "blendshapes",
    "rotation",
    "scale",
    "translation",
    "expression",
    "gaze",
    "aperture",
    "confidence",
)


def test_one_edit_shows_in_every_detail(inspector: InspectorPanel) -> None:
    page = inspector.page
    assert page.isVisible()
    assert page.header.title.text() == "Happy"
    assert page.header.enabled.isChecked()
    assert page.header.emotion.currentText() == "Happy"
    assert page.performance.speech[Speech.KEEP].isChecked()
    assert "keep speaking" in page.performance.sentence.text()
    assert page.performance.take.text() == "1"
    assert not page.shape.reset.isVisible()


def test_it_follows_changes_from_elsewhere(inspector: InspectorPanel, editing_desk: Desk) -> None:
    verbs = Verbs(editing_desk, editing_desk)
    verbs.set_emotion("fear")
    verbs.set_speech("replace")
    verbs.toggle_enabled()
    page = inspector.page
    assert page.header.title.text() == "Fear"
    assert page.header.emotion.currentText() == "Fear"
    assert not page.header.enabled.isChecked()
    assert page.performance.speech[Speech.REPLACE].isChecked()
    for _ in range(3):
        verbs.undo()
    assert page.header.title.text() == "Happy"


def test_the_combo_box_changes_the_emotion(inspector: InspectorPanel, editing_desk: Desk) -> None:
    combo = inspector.page.header.emotion
    assert [combo.itemText(at).lower() for at in range(combo.count())] == [row.name for row in EMOTIONS]
    assert not any(combo.itemIcon(at).isNull() for at in range(combo.count()))
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert selected(editing_desk).emotion == "surprise"
    assert labels(editing_desk) == ["Change Happy to Surprise"]


def test_speech_is_a_choice_of_two_sentences(inspector: InspectorPanel, editing_desk: Desk) -> None:
    performance = inspector.page.performance
    QTest.mouseClick(performance.speech[Speech.REPLACE], LEFT)
    assert selected(editing_desk).speech is Speech.REPLACE
    assert "takes the mouth over" in performance.sentence.text()
    QTest.mouseClick(performance.speech[Speech.REPLACE], LEFT)
    assert performance.speech[Speech.REPLACE].isChecked()
    assert not performance.speech[Speech.KEEP].isChecked()
    assert len(labels(editing_desk)) == 1


def test_another_take_is_another_seed(inspector: InspectorPanel, editing_desk: Desk) -> None:
    performance = inspector.page.performance
    QTest.mouseClick(performance.another, LEFT)
    assert selected(editing_desk).seed == 1
    assert performance.take.text() == "2"
    performance.take.selectAll()
    QTest.keyClicks(performance.take, "7")
    QTest.keyClick(performance.take, Qt.Key.Key_Return)
    assert selected(editing_desk).seed == 6
    performance.take.selectAll()
    QTest.keyClicks(performance.take, "0")
    QTest.keyClick(performance.take, Qt.Key.Key_Return)
    assert selected(editing_desk).seed == 6
    assert performance.note.isVisible()


def test_the_switch_turns_the_edit_off_and_on(inspector: InspectorPanel, editing_desk: Desk) -> None:
    switch = inspector.page.header.enabled
    QTest.mouseClick(switch, LEFT)
    assert not selected(editing_desk).enabled
    assert not switch.isChecked()
    assert "off" in inspector.page.header.details.text()
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert selected(editing_desk).enabled
    assert switch.isChecked()


def test_duplicate_and_delete(inspector: InspectorPanel, editing_desk: Desk) -> None:
    inspector.page.duplicate.click()
    assert len(editing_desk.project.edits) == 3
    (copy,) = editing_desk.selected_edits
    assert copy.id not in {"e1", "e2"}
    inspector.page.delete.click()
    assert {edit.id for edit in editing_desk.project.edits} == {"e1", "e2"}


def test_several_edits_show_what_differs(inspector: InspectorPanel, editing_desk: Desk) -> None:
    editing_desk.select({"e1", "e2"})
    header = inspector.page.header
    assert header.title.text() == "2 edits"
    assert header.details.text() == "Happy, Sad"
    assert header.emotion.currentIndex() == -1
    assert header.emotion.placeholderText() == "Mixed"
    assert inspector.page.performance.take.text() == ""
    Verbs(editing_desk, editing_desk).set_emotion("anger")
    assert header.emotion.currentText() == "Anger"
    editing_desk.select({"e1"})
    header.enabled.click()
    editing_desk.select({"e1", "e2"})
    assert header.enabled.accessibleDescription() == "mixed"
    header.enabled.click()
    assert not any(edit.enabled for edit in editing_desk.project.edits)


def test_faces_can_be_chosen_where_there_are_several(
    inspector: InspectorPanel, editing_desk: Desk, short_analysis: Analysis
) -> None:
    face = inspector.page.header.face
    assert not face.isVisible()
    track = short_analysis.tracks[0]
    editing_desk.set_analysis(replace(short_analysis, tracks=(track, replace(track, number=2))))
    assert face.isVisible()
    assert face.currentText() == "Face 1"
    QTest.keyClick(face, Qt.Key.Key_Down)
    assert selected(editing_desk).face == 2


def test_typing_is_forgotten_with_other_edits_selected(inspector: InspectorPanel, editing_desk: Desk) -> None:
    field = inspector.page.timing.start
    field.setFocus()
    QTest.keyClicks(field, "123")
    editing_desk.select({"e2"})
    assert field.text() == "00:00:01:10"
    assert labels(editing_desk) == []


def test_every_control_has_a_name_and_takes_no_more_width_than_there_is(inspector: InspectorPanel) -> None:
    inspector.resize(280, 480)
    page = inspector.page
    for control in page.findChildren(QWidget):
        if (
            isinstance(control, QAbstractButton | QComboBox | QLineEdit | QAbstractSlider)
            and control.isVisible()
        ):
            named = control.accessibleName() or (control.text() if hasattr(control, "text") else "")
            assert named, control
            right = control.mapTo(inspector, QPoint(control.width(), 0)).x()
            assert right <= inspector.width(), named


@pytest.mark.parametrize("selected", [(), ("e1",), ("e1", "e2")])
def test_a_change_of_theme_repaints_it(
    qtbot: QtBot, inspector: InspectorPanel, editing_desk: Desk, selected: tuple[str, ...]
) -> None:
    editing_desk.select(selected)
    dark = inspector.grab().toImage().pixelColor(4, 300).lightness()
    theme_hub.use(LIGHT)
    assert inspector.grab().toImage().pixelColor(4, 300).lightness() > dark + 100


def test_a_reference_has_a_name_a_place_of_its_own_and_a_strength(
    inspector: InspectorPanel, editing_desk: Desk, pad: VaPad
) -> None:
    grin = Performance("grin", (0.5, 0.25), ((0.25,) * COEFFICIENTS,), source="grin.jpg")
    Verbs(editing_desk, editing_desk).add_performance(grin, 45, 1)
    page = inspector.page
    assert page.header.title.text() == "grin"
    assert "like happy" in page.header.details.text()
    assert page.header.emotion.currentIndex() == -1
    assert not pad.isEnabled()
    assert not page.shape.near.isEnabled()
    assert page.shape.hint.text() == BORROWED
    page.strength.labels.buttons["high"].click()
    assert (editing_desk.selected_edits[0].intensity, editing_desk.selected_edits[0].name) == (0.85, "grin")
    page.header.emotion.activated.emit(3)
    assert editing_desk.selected_edits[0].performance is None
    assert pad.isEnabled()
    assert page.shape.hint.text() != BORROWED
