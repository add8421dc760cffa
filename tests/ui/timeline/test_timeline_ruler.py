"""The ruler: scrubbing, marks that can be dragged, and the render bar."""

from dataclasses import replace

from PySide6.QtCore import QPoint

from dfm.core.document.arrange import add_marker, mark_span
from dfm.core.document.edits import Edit
from dfm.core.document.project import Project
from dfm.core.document.timebase import Span
from dfm.ui.desk import Desk
from dfm.ui.theme import current_theme
from dfm.ui.timeline import TimelinePanel
from dfm.ui.timeline.ruler import HEIGHT, pending
from tests.ui.timeline.mouse import Mouse


def drag(panel: TimelinePanel, mouse: Mouse, first: int, last: int) -> None:
    places = [QPoint(round(panel.ruler.x_of(frame)) + 1, 10) for frame in (first, last)]
    mouse.press(places[0], on=panel.ruler)
    mouse.move(places[1], on=panel.ruler)
    mouse.release(on=panel.ruler)


def test_a_drag_scrubs(plain_desk: Desk, timeline: TimelinePanel, mouse: Mouse) -> None:
    drag(timeline, mouse, 40, 222)
    assert plain_desk.playhead == 222
    assert len(plain_desk.history.steps) == 1


def test_markers_are_dragged_and_clicked(plain_desk: Desk, timeline: TimelinePanel, mouse: Mouse) -> None:
    plain_desk.apply("x", add_marker(plain_desk.project, 100, "smile"))
    drag(timeline, mouse, 100, 210)
    assert [(marker.frame, marker.label) for marker in plain_desk.project.markers] == [(210, "smile")]
    assert plain_desk.history.steps[-1].label == "Move marker"
    drag(timeline, mouse, 210, 210)
    assert plain_desk.playhead == 210
    assert len(plain_desk.history.steps) == 3


def test_in_and_out_are_dragged_and_keep_a_frame(
    plain_desk: Desk, timeline: TimelinePanel, mouse: Mouse
) -> None:
    plain_desk.apply("x", mark_span(plain_desk.project, Span(50, 150)))
    drag(timeline, mouse, 50, 80)
    assert plain_desk.project.marked == Span(80, 150)
    drag(timeline, mouse, 150, 20)
    assert plain_desk.project.marked == Span(80, 81)
    assert [step.label for step in plain_desk.history.steps[2:]] == ["Move in point", "Move out point"]


def test_the_render_bar_tells_what_is_rendered(plain_desk: Desk, timeline: TimelinePanel) -> None:
    plain_desk.set_rendered(None, (Span(30, 45),))
    assert timeline.ruler.pending == (Span(45, 60), Span(120, 180))
    picture = timeline.ruler.grab().toImage()
    ratio = picture.devicePixelRatio()

    def colour(frame: int) -> str:
        x = round((timeline.ruler.x_of(frame) + 1) * ratio)
        return picture.pixelColor(x, round((HEIGHT - 3) * ratio)).name().upper()

    assert colour(35) == current_theme().done.upper()
    assert len({colour(35), colour(50), colour(90)}) == 3


def test_what_waits_to_be_rendered() -> None:
    spans = [Span(10, 30), Span(20, 50), Span(60, 70), Span(80, 90)]
    edits = tuple(Edit("happy", 0.5, span, id=f"e{at}") for at, span in enumerate(spans, 1))
    off = replace(edits[3], enabled=False)
    project = Project(edits=(*edits[:3], off))
    assert pending(project, ()) == (Span(10, 30), Span(30, 50), Span(60, 70))
    assert pending(project, (Span(0, 12), Span(15, 65))) == (Span(12, 15), Span(65, 70))
