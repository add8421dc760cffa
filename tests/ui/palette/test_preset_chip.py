"""A preset's chip carries the whole performance, is chosen as an emotion is, and can be removed by key."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, Qt
from pytestqt.qtbot import QtBot

from dfm.core.document.performance import COEFFICIENTS, Performance
from dfm.core.document.project import Project
from dfm.ui.desk import Desk
from dfm.ui.palette import PalettePanel
from dfm.ui.palette.carrying import PERFORMANCE_MIME, performance_in, performance_mime
from dfm.ui.palette.preset_chip import PresetChip
from dfm.ui.verbs import Verbs

GRIN = Performance("grin", (0.5, 0.25), ((0.25,) * COEFFICIENTS,), source="grin.jpg")
GRIEF = Performance("grief of a very long and weary name", (-0.5, -0.25), ((0.5,) * COEFFICIENTS,))


@pytest.fixture
def panel(qtbot: QtBot, desk: Desk) -> PalettePanel:
    """The palette of a desk with the short clip, and two presets in it."""
    panel = PalettePanel(desk, Verbs(desk, desk))
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.show_presets((GRIN, GRIEF))
    return panel


def test_presets_stand_under_the_emotions_and_go_again(qtbot: QtBot, panel: PalettePanel) -> None:
    assert [chip.title for chip in panel.presets] == ["grin", GRIEF.name]
    assert [chip.row.name for chip in panel.presets] == ["happy", "sad"]
    qtbot.waitUntil(lambda: panel.presets[0].y() > panel.chips[-1].y())
    assert panel.presets[1].width() <= panel.width()
    assert "expression like happy" in panel.presets[0].accessibleName()
    panel.show_presets(())
    assert panel.presets == ()


def test_a_preset_is_added_at_the_playhead_as_it_was(qtbot: QtBot, panel: PalettePanel, desk: Desk) -> None:
    desk.move_playhead(7)
    qtbot.keyClick(panel.presets[0], Qt.Key.Key_Return)
    (edit,) = desk.project.edits
    assert (edit.performance, edit.intensity, edit.span.start, edit.origin) == (GRIN, 1.0, 7, 7)
    qtbot.mouseDClick(panel.presets[1], Qt.MouseButton.LeftButton)
    assert {each.name for each in desk.project.edits} == {"grin", GRIEF.name}


def test_arrows_lead_from_the_emotions_to_the_presets_and_delete_asks(
    qtbot: QtBot, panel: PalettePanel
) -> None:
    panel.chips[-1].setFocus()
    qtbot.keyClick(panel.chips[-1], Qt.Key.Key_Down)
    assert panel.presets[0].hasFocus()
    with qtbot.waitSignal(panel.removal_asked) as asked:
        qtbot.keyClick(panel.presets[0], Qt.Key.Key_Delete)
    assert asked.args == ["grin"]


def test_a_drag_carries_the_whole_performance(panel: PalettePanel) -> None:
    drag = panel.presets[0].drag()
    assert performance_in(drag.mimeData()) == GRIN
    assert drag.mimeData().text() == "grin"
    assert not drag.pixmap().isNull()
    drag.deleteLater()


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"name": "x"}'])
def test_a_drag_of_something_else_carries_none(content: bytes) -> None:
    data = QMimeData()
    assert performance_in(data) is None
    data.setData(PERFORMANCE_MIME, content)
    assert performance_in(data) is None
    assert performance_in(performance_mime(replace(GRIN, name="other"))) == replace(GRIN, name="other")


def test_without_a_video_presets_wait(panel: PalettePanel, desk: Desk) -> None:
    chip: PresetChip = panel.presets[0]
    assert chip.isEnabled()
    desk.open(Project(), None, None)
    assert not chip.isEnabled()
