"""The button beside Reenact Video says what draws, and what is wrong with it."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from dfm.core.document.renderers import RendererFile
from dfm.ui.desk import Desk
from dfm.ui.drawing import TrainedRead, drawing_of
from dfm.ui.renderers import Renderers
from dfm.ui.widgets.renderer_button import RendererButton

FILE = RendererFile("/nets/a very long name.dfmrenderer", "a")


class Chosen(QObject):
    """Tells what draws the desk's project."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @property
    def current(self) -> str:
        return drawing_of(self._desk.project.renderer, self._desk.trained, "instant", "cpu").renderer


@pytest.fixture
def button(qtbot: QtBot, desk: Desk) -> RendererButton:
    chosen = Chosen(desk)
    button = RendererButton(desk, cast(Renderers, chosen), QMenu())
    qtbot.addWidget(button)
    button.destroyed.connect(chosen.deleteLater)
    return button


def test_it_names_what_draws(button: RendererButton, desk: Desk) -> None:
    assert (button.text(), button.accessibleName()) == ("Instant", "Renderer: Instant")
    assert "quickly" in button.toolTip()
    width = button.width()
    desk.set_trained(TrainedRead(FILE))
    desk.apply("Draw", replace(desk.project, renderer=FILE))
    button.refresh()
    assert button.text() == "a very long n…"
    assert button.accessibleName() == "Renderer: a very long name"
    assert button.width() == width


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (TrainedRead(FILE, trouble="It is not there."), "Reference"),
        (TrainedRead(FILE, caution="It learned another video."), "a very long n…"),
    ],
)
def test_it_says_what_is_wrong(button: RendererButton, desk: Desk, read: TrainedRead, text: str) -> None:
    desk.set_trained(read)
    desk.apply("Draw", replace(desk.project, renderer=FILE))
    button.refresh()
    assert (button.text(), button.toolTip()) == (text, read.trouble or read.caution)


def test_in_a_small_window_the_icon_is_enough(button: RendererButton) -> None:
    width = button.width()
    button.be_brief(brief=True)
    assert (button.text(), button.accessibleName()) == ("", "Renderer: Instant")
    assert button.toolTip().startswith("Instant. ")
    assert button.width() < width / 2
    button.be_brief(brief=False)
    assert (button.text(), button.width()) == ("Instant", width)


def test_without_a_video_there_is_nothing_to_choose(qtbot: QtBot) -> None:
    desk = Desk()
    button = RendererButton(desk, cast(Renderers, Chosen(desk)), QMenu())
    qtbot.addWidget(button)
    assert not button.isEnabled()
    assert Path(FILE.path).stem not in button.text()
