"""Finished frames: drawn once, found again, and drawn anew only where something changed."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dfm.core.analyze import Analysis, analyze
from dfm.core.document.edits import Edit
from dfm.core.document.timebase import Span
from dfm.core.jobs import Progress, drain
from dfm.core.media.picture import Region, read_rgb
from dfm.core.media.read import read_frame
from dfm.core.painter import Painter
from dfm.core.planner import planner_of
from dfm.core.rendered import Rendered, is_finished, render_edits, rendered_spans

HAPPY = Edit("happy", 0.85, Span(5, 15), ramp=3, id="e1")
SAD = Edit("sad", 0.85, Span(30, 40), ramp=3, id="e2")


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    return drain(analyze(short_clip))


@pytest.fixture
def rendered(analysis: Analysis, tmp_path: Path) -> Iterator[Rendered]:
    with closing(Rendered(analysis.media, folder=tmp_path)) as store:
        yield store


def test_every_edited_frame_is_drawn_once(analysis: Analysis, rendered: Rendered) -> None:
    told: list[Progress] = []
    assert not is_finished(analysis, [HAPPY, SAD], rendered)
    assert drain(render_edits(analysis, [HAPPY, SAD], rendered), told.append) == 20
    assert (told[-1].done, told[-1].total) == (20, 20)
    assert rendered_spans(analysis, [HAPPY, SAD], rendered) == (Span(5, 15), Span(30, 40))
    assert is_finished(analysis, [HAPPY, SAD], rendered)
    assert drain(render_edits(analysis, [HAPPY, SAD], rendered)) == 0


def test_only_what_changed_is_drawn_again(analysis: Analysis, rendered: Rendered) -> None:
    drain(render_edits(analysis, [HAPPY, SAD], rendered))
    milder = replace(SAD, intensity=0.5)
    assert rendered_spans(analysis, [HAPPY, milder], rendered) == (Span(5, 15),)
    assert drain(render_edits(analysis, [HAPPY, milder], rendered)) == 10
    assert drain(render_edits(analysis, [HAPPY, SAD], rendered)) == 0


def test_renaming_or_splitting_hairs_draws_nothing(analysis: Analysis, rendered: Rendered) -> None:
    drain(render_edits(analysis, [HAPPY], rendered))
    assert drain(render_edits(analysis, [replace(HAPPY, id="e9", face=1)], rendered)) == 0
    assert drain(render_edits(analysis, [replace(HAPPY, enabled=False)], rendered)) == 0


def test_frames_are_found_again_after_a_restart(analysis: Analysis, tmp_path: Path) -> None:
    with closing(Rendered(analysis.media, folder=tmp_path)) as first:
        drain(render_edits(analysis, [HAPPY], first))
    with closing(Rendered(analysis.media, folder=tmp_path)) as second:
        assert is_finished(analysis, [HAPPY], second)


def test_stopping_half_way_keeps_what_was_drawn(analysis: Analysis, rendered: Rendered) -> None:
    job = render_edits(analysis, [HAPPY], rendered)
    kept = next(job).done
    job.close()
    assert 1 <= kept < 10
    assert rendered_spans(analysis, [HAPPY], rendered) == (Span(5, 5 + kept),)
    assert drain(render_edits(analysis, [HAPPY], rendered)) == 10 - kept


def test_a_finished_frame_is_the_exports_frame(analysis: Analysis, rendered: Rendered) -> None:
    drain(render_edits(analysis, [HAPPY], rendered))
    painter = Painter(analysis.media, planner_of(analysis, rendered.renderer).plan([HAPPY]))
    drawn = painter.paint(10, read_frame(analysis.media, 10).picture)
    kept = rendered.get(painter.fingerprint(10))
    assert kept is not None
    whole = Region(0, 0, drawn.width, drawn.height)
    difference = read_rgb(drawn, whole, 0) - read_rgb(kept, whole, 0)
    assert np.abs(difference).mean() < 2.5
