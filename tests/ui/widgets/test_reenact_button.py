"""What stands in the way of rendering is what the button's tool tip says."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from dfm.core.analyze import Analysis
from dfm.core.document.edits import Edit
from dfm.core.document.project import add_edit
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.jobs import JobRunner
from dfm.ui.studio import Studio
from dfm.ui.widgets.reenact_button import Readiness, ReenactButton, readiness

HAPPY = Edit("happy", 0.6, Span(5, 25))


def _ask(desk: Desk, *, is_rendering: bool = False, is_finished: bool = False) -> Readiness:
    return readiness(desk, is_rendering=is_rendering, is_finished=is_finished)


def test_the_ways_to_readiness(desk: Desk, short_analysis: Analysis) -> None:
    assert _ask(Desk()) is Readiness.NO_VIDEO
    assert _ask(desk) is Readiness.ANALYSING
    desk.set_analysis(replace(short_analysis, tracks=()))
    assert _ask(desk) is Readiness.NO_FACE
    desk.set_analysis(short_analysis)
    assert _ask(desk) is Readiness.NO_EDITS
    desk.apply("Add Happy", add_edit(desk.project, replace(HAPPY, enabled=False)))
    assert _ask(desk) is Readiness.NO_EDITS
    desk.apply("Add Happy", add_edit(desk.project, HAPPY))
    assert _ask(desk) is Readiness.READY
    assert _ask(desk, is_rendering=True) is Readiness.BUSY
    assert _ask(desk, is_finished=True) is Readiness.NOTHING_NEW


def test_the_button_says_why_not(qtbot: QtBot, jobs: JobRunner) -> None:
    desk = Desk()
    button = ReenactButton(desk, Studio(desk, jobs), jobs)
    qtbot.addWidget(button)
    assert not button.isEnabled()
    assert button.toolTip() == button.accessibleDescription() == "Open a video first"
    assert button.text() == "Reenact Video"
