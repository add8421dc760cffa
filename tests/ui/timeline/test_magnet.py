"""Drags snap while the magnet is on; Alt or Shift turns that about, and the zoom says how near is near."""

import pytest
from PySide6.QtCore import Qt

from dfm.core.document.snapping import Shift
from dfm.ui.desk import Desk
from dfm.ui.timeline.magnet import REACH, Magnet
from dfm.ui.timeline.scale import TimeScale

NONE, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
CLOSE = TimeScale(2.0)


@pytest.fixture
def magnet(plain_desk: Desk) -> Magnet:
    """The magnet of a desk with edits at 30 to 60 and 120 to 180; a drag has begun."""
    magnet = Magnet(plain_desk)
    plain_desk.move_playhead(200)
    magnet.aim(moving=["e1"])
    return magnet


@pytest.mark.parametrize(("modifiers", "by"), [(NONE, 60), (CTRL, 60), (ALT, 58), (SHIFT, 58)])
def test_it_pulls_unless_a_key_is_held(magnet: Magnet, modifiers: Qt.KeyboardModifier, by: int) -> None:
    assert magnet.pull([30, 60], 58, CLOSE, modifiers).by == by


@pytest.mark.parametrize(("modifiers", "by"), [(NONE, 58), (ALT, 60), (SHIFT, 60)])
def test_switched_off_it_pulls_while_a_key_is_held(
    magnet: Magnet, modifiers: Qt.KeyboardModifier, by: int
) -> None:
    magnet.switch(False)
    assert magnet.pull([30, 60], 58, CLOSE, modifiers).by == by


def test_the_reach_is_of_pixels_and_one_frame_at_least(magnet: Magnet) -> None:
    for pixels, reach in ((2.0, 4), (REACH, 1), (5 * REACH, 1), (0.5, 16)):
        scale = TimeScale(pixels)
        assert magnet.pull([60], 60 - reach, scale, NONE) == Shift(60, 120)
        assert magnet.pull([60], 60 - reach - 1, scale, NONE) == Shift(60 - reach - 1)


def test_what_moves_meets_the_playhead_but_not_itself(magnet: Magnet) -> None:
    assert magnet.pull([60], 138, CLOSE, NONE) == Shift(140, 200)
    assert magnet.pull([60], 2, CLOSE, NONE) == Shift(2)
    magnet.aim(moving=["e1"], playhead=False)
    assert magnet.pull([60], 138, CLOSE, NONE) == Shift(138)


def test_it_tells_only_when_it_was_switched(magnet: Magnet) -> None:
    told: list[bool] = []
    magnet.switched.connect(told.append)
    for on in (True, False, False, True):
        magnet.switch(on)
    assert told == [False, True]
