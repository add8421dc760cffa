"""The inspector under test: shown, on a desk with the short clip and two edits, one of them selected."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from dfm.core.document.edits import Edit
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.inspector import InspectorPanel
from dfm.ui.inspector.va_pad import VaPad
from dfm.ui.verbs import Verbs

HAPPY = Edit("happy", 0.6, Span(10, 40), id="e1", face=1)
SAD = Edit("sad", 0.85, Span(40, 55), seed=3, ramp=4, id="e2", face=1)


@pytest.fixture
def editing_desk(desk: Desk) -> Desk:
    """A desk with a happy edit, which is selected, and a sad one."""
    project = replace(desk.project, edits=(HAPPY, SAD))
    desk.open(project, None, desk.media)
    desk.select({"e1"})
    return desk


@pytest.fixture
def inspector(qtbot: QtBot, editing_desk: Desk) -> InspectorPanel:
    """The inspector of that desk."""
    panel = InspectorPanel(editing_desk, Verbs(editing_desk, editing_desk))
    qtbot.addWidget(panel)
    panel.resize(280, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


@pytest.fixture
def pad(qtbot: QtBot, inspector: InspectorPanel) -> VaPad:
    """The pad of that inspector, once it is loaded and laid out."""
    qtbot.waitUntil(lambda: inspector.page.shape.pad is not None, timeout=20000)
    pad = inspector.page.shape.pad
    assert pad is not None
    qtbot.waitUntil(lambda: pad.isVisible() and pad.height() == pad.heightForWidth(pad.width()))
    return pad
