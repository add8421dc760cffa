"""A timeline of 500 clips follows a drag without laying out what stays."""

import time
from fractions import Fraction

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from dfm.core.document.edits import Edit
from dfm.core.document.project import Project
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.timeline.clip_item import ClipItem
from tests.ui.timeline.conftest import show_timeline
from tests.ui.timeline.mouse import Mouse

NAMES = ("happy", "sad", "anger", "fear")
MOST_SECONDS = 0.02
"""Of the processor's time for each of a drag's moves: 50 a second."""


def test_500_clips_are_dragged_fast_enough(qtbot: QtBot, qapp: object) -> None:
    edits = tuple(
        Edit(NAMES[at % 4], 0.6, Span(at * 36, at * 36 + 30), face=1 + at % 2, id=f"e{at}")
        for at in range(500)
    )
    desk = Desk()
    desk.open(Project(media="talk.mp4", edits=edits, rate=Fraction(30), frames=18000), None, None)
    panel = show_timeline(qtbot, desk)
    panel.view.zoom(8)
    mouse = Mouse(panel)
    panel.view.reveal(250 * 36)
    at = mouse.clip("e250")
    before = {edit.id: _shown(panel.scene.clips.item(edit.id)) for edit in edits}
    mouse.press(at)
    began = time.process_time()
    moves = 60
    for move in range(moves):
        mouse.move(at + QPoint(5 + move, 0), Qt.KeyboardModifier.AltModifier)
        panel.view.viewport().repaint()
    taken = (time.process_time() - began) / moves
    changed = [name for name, shown in before.items() if shown != _shown(panel.scene.clips.item(name))]
    mouse.release()
    assert "e250" in changed
    assert len(changed) <= 3  # the clip, and those whose row it shares now
    assert taken < MOST_SECONDS


def _shown(item: ClipItem | None) -> object:
    assert item is not None
    rect = item.rect()
    return (rect.left(), rect.top(), rect.width(), rect.height())
