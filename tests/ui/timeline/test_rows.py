"""No clip hides another."""

from hypothesis import given, settings
from hypothesis import strategies as st

from dfm.core.document.edits import Edit
from dfm.core.document.project import Project
from dfm.core.document.timebase import Span
from dfm.ui.timeline.rows import Row, depth, rows

spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 60), st.integers(1, 20))


def edits(*where: Span) -> tuple[Edit, ...]:
    return Project(edits=tuple(Edit("happy", 0.5, span) for span in where)).edits


@settings(deadline=None)
@given(st.lists(spans, max_size=12))
def test_clips_that_overlap_have_rows_of_their_own(where: list[Span]) -> None:
    all_edits = edits(*where)
    placed = rows(all_edits)
    assert placed.keys() == {edit.id for edit in all_edits}
    for one in all_edits:
        assert 0 <= placed[one.id].at < placed[one.id].of <= depth(placed)
        for other in all_edits:
            if one is not other and one.span.overlaps(other.span):
                assert placed[one.id].at != placed[other.id].at
                assert placed[one.id].of == placed[other.id].of


def test_clips_alone_have_the_whole_track() -> None:
    placed = rows(edits(Span(0, 10), Span(10, 20), Span(15, 30)))
    assert list(placed.values()) == [Row(0, 1), Row(0, 2), Row(1, 2)]
    assert depth({}) == 1
