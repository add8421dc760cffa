"""Players under test: a real panel over the short clip, silent, in a window of its own."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from dfm.core.document.edits import Edit
from dfm.core.document.project import add_edit
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.players import PlayersPanel
from dfm.ui.players.sound import NoSound

EDITED = Span(20, 44)
"""The frames of the edit that `edited_desk` holds."""


@pytest.fixture
def edited_desk(analysed_desk: Desk) -> Desk:
    """The short clip with a happy face in its middle."""
    edit = Edit("happy", 1.0, EDITED, ramp=0)
    analysed_desk.apply("Add Happy", add_edit(analysed_desk.project, edit))
    return analysed_desk


def shown(desk: Desk, qtbot: QtBot) -> PlayersPanel:
    """A panel on the screen."""
    panel = PlayersPanel(desk)
    panel.use_sound(NoSound("Sound is off in this test."))
    qtbot.addWidget(panel)
    panel.resize(900, 460)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def plain_panel(desk: Desk, qtbot: QtBot) -> Iterator[PlayersPanel]:
    """Players of a video of whose faces nothing is known yet."""
    panel = shown(desk, qtbot)
    qtbot.waitUntil(lambda: panel.is_exact)
    yield panel
    panel.shut_down()


@pytest.fixture
def panel(edited_desk: Desk, qtbot: QtBot) -> Iterator[PlayersPanel]:
    """Players of a video with an edit; the first frame shows."""
    panel = shown(edited_desk, qtbot)
    qtbot.waitUntil(lambda: panel.is_exact and panel.is_settled, timeout=30_000)
    yield panel
    panel.shut_down()
