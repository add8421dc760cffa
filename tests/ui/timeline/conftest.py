"""A timeline on ten seconds of video of which nothing is decoded, with an edit on each of two faces."""

from fractions import Fraction

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dfm.core.document.edits import Edit
from dfm.core.document.project import Project
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.timeline import TimelinePanel
from dfm.ui.verbs import Verbs
from tests.ui.timeline.mouse import Mouse

FRAMES = 300


@pytest.fixture
def plain_desk(qapp: QApplication) -> Desk:
    """Happy at 30 to 60 on face 1, sad at 120 to 180 on face 2."""
    edits = (
        Edit("happy", 0.6, Span(30, 60), id="e1"),
        Edit("sad", 0.6, Span(120, 180), face=2, id="e2"),
    )
    desk = Desk()
    desk.open(Project(media="talk.mp4", edits=edits, rate=Fraction(30), frames=FRAMES), None, None)
    return desk


@pytest.fixture
def timeline(qtbot: QtBot, plain_desk: Desk) -> TimelinePanel:
    """The timeline of the desk, about three pixels a frame."""
    return show_timeline(qtbot, plain_desk)


@pytest.fixture
def mouse(timeline: TimelinePanel) -> Mouse:
    """A mouse on the timeline."""
    return Mouse(timeline)


def show_timeline(qtbot: QtBot, desk: Desk) -> TimelinePanel:
    """A timeline on the screen."""
    panel = TimelinePanel(desk, Verbs(desk, desk))
    qtbot.addWidget(panel)
    panel.resize(1060, 340)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel
