"""Emotions dragged from the palette onto the timeline, with real drag events."""

from PySide6.QtCore import QPoint

from dfm.ui.desk import Desk
from dfm.ui.timeline import TimelinePanel
from tests.ui.timeline.mouse import Mouse


def test_a_ghost_follows_snaps_and_becomes_an_edit(
    plain_desk: Desk, timeline: TimelinePanel, mouse: Mouse
) -> None:
    assert mouse.carry("fear", mouse.place(100))
    mouse.carry_to(mouse.place(202, 2))
    ghost = timeline.scene.ghost
    assert ghost is not None
    assert (ghost.emotion, ghost.face, ghost.span.start) == ("fear", 2, 202)
    mouse.carry_to(mouse.place(182, 2))
    assert timeline.scene.guide.isVisible()
    assert len(plain_desk.project.edits) == 2
    mouse.drop(mouse.place(182, 2))
    assert timeline.scene.ghost is None
    added = plain_desk.project.edits[-1]
    assert (added.emotion, added.face, added.span.start, added.span.length) == ("fear", 2, 180, 60)
    assert plain_desk.selection == {added.id}
    assert plain_desk.face == 2
    assert added.span.contains(plain_desk.playhead)
    assert [step.label for step in plain_desk.history.steps] == ["Open", "Add Fear"]


def test_what_leaves_adds_nothing(plain_desk: Desk, timeline: TimelinePanel, mouse: Mouse) -> None:
    assert mouse.carry("fear", mouse.place(100))
    mouse.carry_away()
    assert timeline.scene.ghost is None
    assert len(plain_desk.project.edits) == 2


def test_a_drop_on_the_pictures_goes_to_the_nearest_track(plain_desk: Desk, mouse: Mouse) -> None:
    above = QPoint(mouse.place(200).x(), 10)
    assert mouse.carry("surprised", above)
    mouse.drop(above)
    assert (plain_desk.project.edits[-1].emotion, plain_desk.project.edits[-1].face) == ("surprise", 1)


def test_other_drags_are_not_taken(mouse: Mouse) -> None:
    assert not mouse.carry("boredom", mouse.place(100))
