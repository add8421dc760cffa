"""What the editor shows: the video, and what the edits make of it right now."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from dfm.core.analyze import Analysis, analyze
from dfm.core.document.edits import Edit
from dfm.core.document.timebase import Span
from dfm.core.jobs import drain
from dfm.core.media.picture import Region, read_rgb
from dfm.core.media.read import read_frame
from dfm.core.preview import How, Preview
from dfm.core.rendered import Rendered, render_edits
from tests.core.nets import renderer_at

HAPPY = Edit("happy", 0.85, Span(5, 25), ramp=3, id="e1")
INSIDE, OUTSIDE = 15, 40


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    return drain(analyze(short_clip))


@pytest.fixture
def preview(analysis: Analysis) -> Iterator[Preview]:
    preview = Preview(analysis.media)
    yield preview
    preview.close()


def _rgb(picture: VideoFrame) -> NDArray[np.float32]:
    return read_rgb(picture, Region(0, 0, picture.width, picture.height), 0)


def test_before_the_faces_are_known_the_output_is_the_input(preview: Preview) -> None:
    preview.set_edits([HAPPY])
    shown = preview.output(INSIDE)
    assert shown.how is How.UNTOUCHED
    assert np.array_equal(_rgb(shown.picture), _rgb(preview.input(INSIDE)))


def test_an_edit_shows_at_once_where_it_is_and_nowhere_else(preview: Preview, analysis: Analysis) -> None:
    preview.set_analysis(analysis)
    preview.set_edits([HAPPY])
    inside, outside = preview.output(INSIDE), preview.output(OUTSIDE)
    assert (inside.how, outside.how) == (How.LIVE, How.UNTOUCHED)
    assert np.abs(_rgb(inside.picture) - _rgb(preview.input(INSIDE))).max() > 20
    assert np.array_equal(_rgb(outside.picture), _rgb(read_frame(analysis.media, OUTSIDE).picture))
    assert preview.touches(INSIDE)
    assert not preview.touches(OUTSIDE)


def test_another_strength_shows_in_the_next_picture(preview: Preview, analysis: Analysis) -> None:
    preview.set_analysis(analysis)
    preview.set_edits([Edit("happy", 0.85, Span(5, 25))])
    strong = _rgb(preview.output(INSIDE).picture)
    preview.set_edits([Edit("happy", 0.3, Span(5, 25))])
    mild, source = _rgb(preview.output(INSIDE).picture), _rgb(preview.input(INSIDE))
    assert np.abs(mild - source).sum() < 0.8 * np.abs(strong - source).sum()
    preview.set_edits([])
    assert preview.output(INSIDE).how is How.UNTOUCHED


def test_finished_frames_are_taken_where_they_are(
    preview: Preview, analysis: Analysis, tmp_path: Path
) -> None:
    preview.set_analysis(analysis)
    with closing(Rendered(analysis.media, folder=tmp_path)) as rendered:
        drain(render_edits(analysis, [HAPPY], rendered))
        preview.set_edits([HAPPY], rendered)
        assert preview.output(INSIDE).how is How.RENDERED
        preview.set_edits([Edit("sad", 0.85, Span(5, 25))], rendered)
        assert preview.output(INSIDE).how is How.LIVE


def test_planning_a_few_frames_gives_what_planning_all_gives(
    preview: Preview, analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dfm.core.preview.BLOCK", 8)
    spans = [Span(0, 12), Span(12, 30), Span(20, 36), Span(40, 50)]
    edits = [
        Edit(name, 0.8, span) for name, span in zip(("sad", "happy", "fear", "anger"), spans, strict=True)
    ]
    with closing(Rendered(analysis.media, folder=tmp_path)) as rendered:
        drain(render_edits(analysis, edits, rendered))
        preview.set_analysis(analysis)
        preview.set_edits(edits, rendered)
        origins = [preview.output(frame).how for frame in (45, 5, 13, 25, 33, 20, 38)]
    assert origins == [How.RENDERED] * 6 + [How.UNTOUCHED]


def test_edits_of_a_face_that_is_not_there_change_nothing(preview: Preview, analysis: Analysis) -> None:
    preview.set_analysis(analysis)
    preview.set_edits([Edit("happy", 0.85, Span(5, 25), face=7)])
    assert preview.output(INSIDE).how is How.UNTOUCHED


def test_a_picture_decoded_elsewhere_gives_the_same_output(preview: Preview, analysis: Analysis) -> None:
    preview.set_analysis(analysis)
    preview.set_edits([HAPPY])
    decoded = read_frame(analysis.media, INSIDE).picture
    ours = preview.output_of(INSIDE, decoded).picture
    assert np.array_equal(_rgb(ours), _rgb(preview.output(INSIDE).picture))


def test_what_a_trained_renderer_finished_shows(preview: Preview, analysis: Analysis, tmp_path: Path) -> None:
    net = renderer_at(tmp_path / "talk.dfmrenderer")
    edit = Edit("happy", 0.85, Span(14, 17), ramp=0, id="e1")
    with closing(Rendered(analysis.media, "trained", tmp_path, "cpu", net)) as rendered:
        assert drain(render_edits(analysis, [edit], rendered)) == 3
        preview.set_analysis(analysis)
        preview.set_edits([edit], rendered)
        assert preview.output(INSIDE).how is How.RENDERED
