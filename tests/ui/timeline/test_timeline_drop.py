"""Emotions dragged from the palette onto the timeline, with real drag events."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QUrl
from pytestqt.qtbot import QtBot

from dfm.core.document.performance import COEFFICIENTS, Performance
from dfm.ui.desk import Desk
from dfm.ui.palette.carrying import performance_mime
from dfm.ui.timeline import TimelinePanel
from dfm.ui.timeline.drop import reference_in
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


GRIN = Performance("grin", (0.5, 0.25), ((0.25,) * COEFFICIENTS,))


def test_a_preset_is_dropped_with_its_performance(
    plain_desk: Desk, timeline: TimelinePanel, mouse: Mouse
) -> None:
    assert mouse.carry_data(performance_mime(GRIN), mouse.place(200, 2))
    ghost = timeline.scene.ghost
    assert ghost is not None
    assert ghost.name == "grin"
    mouse.drop(mouse.place(200, 2))
    added = plain_desk.project.edits[-1]
    assert (added.performance, added.span.start, added.origin, added.face) == (GRIN, 200, 200, 2)


def files(*names: str) -> QMimeData:
    """A drag of files."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(name) for name in names])
    return data


def test_a_dropped_file_is_asked_for_as_a_reference(
    qtbot: QtBot, plain_desk: Desk, timeline: TimelinePanel, mouse: Mouse
) -> None:
    assert mouse.carry_data(files("/photos/smile.jpg"), mouse.place(200, 2))
    ghost = timeline.scene.ghost
    assert ghost is not None
    assert ghost.name == "smile"
    with qtbot.waitSignal(timeline.view.reference_dropped) as dropped:
        mouse.drop(mouse.place(200, 2))
    assert dropped.args == [Path("/photos/smile.jpg"), 200, 2]
    assert len(plain_desk.project.edits) == 2
    assert timeline.scene.ghost is None


def test_projects_are_not_taken_for_references(mouse: Mouse) -> None:
    assert not mouse.carry_data(files("/films/talk.dfm"), mouse.place(200))
    assert not mouse.carry_data(QMimeData(), mouse.place(200))
    web = QMimeData()
    web.setUrls([QUrl("https://example.org/smile.jpg")])
    assert reference_in(web) is None
