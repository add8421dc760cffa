"""Exchanging the theme: the application is dressed anew and everyone is told once."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from dfm.ui.theme import DARK, LIGHT, Theme, body_font, current_theme, figures_font, theme_hub
from dfm.ui.theme.sheet import MARKS, mark, style_sheet


def test_everyone_is_told_once(qtbot: QtBot, qapp: QApplication) -> None:
    with qtbot.waitSignal(theme_hub.theme_changed) as told:
        theme_hub.use(LIGHT)
    assert told.args == [LIGHT]
    assert current_theme() is LIGHT
    assert LIGHT.window in qapp.styleSheet()
    assert qapp.palette().window().color().name().upper() == LIGHT.window
    with qtbot.assertNotEmitted(theme_hub.theme_changed):
        theme_hub.use(LIGHT)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_controls_take_their_colours_from_the_theme(qtbot: QtBot, theme: Theme) -> None:
    theme_hub.use(theme)
    button = QPushButton("Reenact Video")
    button.setProperty("look", "primary")
    button.resize(160, 32)
    qtbot.addWidget(button)
    assert button.grab().toImage().pixelColor(20, 5).name().upper() == theme.accent


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_marks_are_there_and_of_the_theme(qtbot: QtBot, theme: Theme) -> None:
    for name in MARKS:
        assert any(
            colour in mark(name, theme).read_text("utf-8") for colour in (theme.on_accent, theme.quiet)
        )
    theme_hub.use(theme)
    box = QCheckBox("Snap")
    qtbot.addWidget(box)
    plain = box.grab().toImage()
    box.setCheckState(Qt.CheckState.Checked)
    assert box.grab().toImage() != plain


def test_the_style_sheet_leaves_no_name_open() -> None:
    assert "$" not in style_sheet(DARK)


def test_figures_are_of_one_width(qapp: QApplication) -> None:
    assert body_font().pixelSize() == 13
    assert figures_font(15).pixelSize() == 15
