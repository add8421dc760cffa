"""The palette through the front door: chips that can be dragged, double-clicked and reached by keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dfm.core.document.emotions import EMOTIONS
from dfm.ui.desk import Desk
from dfm.ui.palette import PalettePanel
from dfm.ui.palette.carrying import EMOTION_MIME, clip_picture, emotion_drag
from dfm.ui.palette.chip import EmotionChip
from dfm.ui.verbs import Verbs
from tests.ui.hand import drag_and_drop


class Target(QWidget):
    """Takes what is dropped on it, as the timeline does."""

    def __init__(self) -> None:
        super().__init__()
        self.dropped: list[bytes] = []
        self.setAcceptDrops(True)
        self.setMinimumSize(200, 200)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(EMOTION_MIME):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.dropped.append(bytes(event.mimeData().data(EMOTION_MIME).data()))
        event.acceptProposedAction()


@pytest.fixture
def panel(qtbot: QtBot, desk: Desk) -> PalettePanel:
    """The palette of a desk with the short clip."""
    panel = PalettePanel(desk, Verbs(desk, desk))
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def chip_of(panel: PalettePanel, name: str) -> EmotionChip:
    """The chip of an emotion."""
    return next(chip for chip in panel.chips if chip.row.name == name)


def test_every_row_of_the_table_makes_one_chip_in_its_order(panel: PalettePanel) -> None:
    assert [chip.row for chip in panel.chips] == list(EMOTIONS)
    heights = [chip.mapTo(panel, QPoint(0, 0)).y() for chip in panel.chips]
    assert heights == sorted(heights)
    for chip in panel.chips:
        assert chip.row.name.capitalize() in chip.accessibleName()
        assert chip.row.key in chip.toolTip()


def test_a_double_click_adds_the_emotion_at_the_playhead(
    qtbot: QtBot, panel: PalettePanel, desk: Desk
) -> None:
    desk.move_playhead(7)
    QTest.mouseDClick(chip_of(panel, "happy"), Qt.MouseButton.LeftButton)
    (edit,) = desk.project.edits
    assert (edit.emotion, edit.span.start) == ("happy", 7)
    assert desk.history.steps[-1].label == "Add Happy"


def test_one_click_adds_nothing_and_says_what_would(qtbot: QtBot, panel: PalettePanel, desk: Desk) -> None:
    with qtbot.waitSignal(desk.said) as said:
        QTest.mouseClick(chip_of(panel, "sad"), Qt.MouseButton.LeftButton)
    assert "Drag Sad" in said.args[0]
    assert desk.project.edits == ()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_keys_add_the_focused_emotion(qtbot: QtBot, panel: PalettePanel, desk: Desk, key: Qt.Key) -> None:
    QTest.keyClick(chip_of(panel, "fear"), key)
    assert [edit.emotion for edit in desk.project.edits] == ["fear"]


def test_arrows_move_the_focus_and_are_no_shortcuts(qtbot: QtBot, panel: PalettePanel) -> None:
    panel.activateWindow()
    panel.chips[0].setFocus()
    qtbot.waitUntil(panel.chips[0].hasFocus)
    QTest.keyClick(panel.chips[0], Qt.Key.Key_Down)
    assert panel.chips[1].hasFocus()
    QTest.keyClick(panel.chips[1], Qt.Key.Key_Up)
    QTest.keyClick(panel.chips[0], Qt.Key.Key_Up)
    assert panel.chips[0].hasFocus()
    event = QKeyEvent(QKeyEvent.Type.ShortcutOverride, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    panel.chips[0].event(event)
    assert event.isAccepted()


@pytest.mark.x11
def test_a_chip_is_dragged_onto_another_widget(qtbot: QtBot, desk: Desk) -> None:
    window, target = QWidget(), Target()
    panel = PalettePanel(desk, Verbs(desk, desk))
    row = QHBoxLayout(window)
    row.addWidget(panel)
    row.addWidget(target)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    chip = chip_of(panel, "disgust")
    start, end = chip.mapTo(window, chip.rect().center()), target.mapTo(window, target.rect().center())
    drag_and_drop(window, start, end)
    qtbot.waitUntil(lambda: bool(target.dropped))
    assert target.dropped == [b"disgust"]
    assert not chip.isDown()
    assert desk.project.edits == ()


def test_what_is_dragged_names_the_emotion(panel: PalettePanel) -> None:
    for chip in panel.chips:
        drag = emotion_drag(chip, chip.row)
        assert drag.mimeData().data(EMOTION_MIME).data() == chip.row.name.encode()
        assert drag.pixmap().rect().contains(drag.hotSpot())
        drag.deleteLater()


def test_what_is_dragged_looks_like_a_clip(panel: PalettePanel) -> None:
    for chip in panel.chips:
        picture = clip_picture(chip.row, 2.0)
        assert picture.deviceIndependentSize().height() == 32
        ground = picture.toImage().pixelColor(picture.width() - 8, 32)
        assert abs(ground.hue() - QColor(chip.row.colour).hue()) < 9


def test_without_a_video_nothing_can_be_pressed(qtbot: QtBot) -> None:
    desk = Desk()
    panel = PalettePanel(desk, Verbs(desk, desk))
    qtbot.addWidget(panel)
    assert not any(chip.isEnabled() for chip in panel.chips)
    assert "Open a video" in panel.hint.text()


def test_the_first_faces_found_make_the_palette_pulse_once(panel: PalettePanel, analysed_desk: Desk) -> None:
    analysis = analysed_desk.analysis
    assert panel.is_pulsing
    panel.pulse()
    analysed_desk.set_analysis(None)
    other = PalettePanel(analysed_desk, Verbs(analysed_desk, analysed_desk))
    analysed_desk.set_analysis(analysis)
    assert other.is_pulsing
    other.deleteLater()


def test_the_pulse_ends_by_itself_and_does_not_come_again(
    qtbot: QtBot, panel: PalettePanel, analysed_desk: Desk
) -> None:
    qtbot.waitUntil(lambda: not panel.is_pulsing, timeout=4000)
    analysed_desk.set_analysis(analysed_desk.analysis)
    assert not panel.is_pulsing


def test_it_is_whole_in_a_low_window(qtbot: QtBot, panel: PalettePanel) -> None:
    panel.resize(panel.width(), 360)
    qtbot.waitUntil(lambda: panel.height() == 360)
    last = panel.chips[-1]
    assert last.mapTo(panel, QPoint(0, last.height())).y() <= panel.hint.y()
