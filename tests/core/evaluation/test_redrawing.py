"""Test frames drawn again: best by their own coefficients, and never from their own pixels."""

from pathlib import Path

import numpy as np
import pytest
import torch

from dfm.core.analyze import Analysis
from dfm.core.evaluation import rooms
from dfm.core.evaluation.crops import View, view_around
from dfm.core.evaluation.cross import Attempt
from dfm.core.evaluation.held_out import Halves, halves_of
from dfm.core.evaluation.redrawing import Redrawer
from dfm.core.jobs import drain
from dfm.core.media.read import read_frame
from dfm.core.render.trained_file import Facts, save_renderer
from dfm.models.head2head import Head2Head, Head2HeadConfig

PLACE = 9


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    return drain(rooms.analysed(short_clip, use_cache=True))


@pytest.fixture(scope="module")
def halves(analysis: Analysis) -> Halves:
    return halves_of(analysis)


@pytest.fixture(scope="module")
def real(analysis: Analysis, halves: Halves) -> View:
    track = halves.tested.track
    frame = read_frame(analysis.media, int(track.frames[PLACE]))
    return view_around(frame, analysis.media, track.points[PLACE])


def distance(attempt: Attempt) -> float:
    apart = np.abs(attempt.real.astype(float) - attempt.made)
    return float(apart[attempt.face].mean())


@pytest.mark.parametrize("renderer", ["instant", "reference"])
def test_its_own_coefficients_draw_a_frame_best(
    analysis: Analysis, halves: Halves, real: View, renderer: str
) -> None:
    track = halves.tested.track
    redrawer = Redrawer(renderer, analysis, halves.learned.track)
    own = redrawer.draw(track, PLACE, track.expression, real)
    other = redrawer.draw(track, PLACE, track.expression + 2, real)
    assert own.made.shape == (256, 256, 3)
    assert distance(own) < distance(other)
    assert distance(own) < 20
    assert 0.1 < own.face.mean() < 0.6


def test_the_trained_renderer_is_told_of_the_frames_before(
    analysis: Analysis, halves: Halves, real: View, tmp_path: Path
) -> None:
    path = tmp_path / "one.dfmrenderer"
    torch.manual_seed(0)
    save_renderer(Head2Head(Head2HeadConfig(64, (8, 16), 1)), Facts(), path)
    track = halves.tested.track
    redrawer = Redrawer("trained", analysis, halves.learned.track, path)
    driven = track.expression.copy()
    one = redrawer.draw(track, PLACE, driven, real)
    assert distance(one) < 25
    driven[PLACE - 1] += 2
    other = redrawer.draw(track, PLACE, driven, real)
    assert (one.made != other.made).any()
    driven[PLACE + 1 :] += 2
    assert (redrawer.draw(track, PLACE, driven, real).made == other.made).all()


def test_what_the_frame_itself_shows_is_not_looked_at(analysis: Analysis, halves: Halves, real: View) -> None:
    track = halves.tested.track
    redrawer = Redrawer("instant", analysis, halves.learned.track)
    black = View(np.zeros_like(real.rgb), real.left, real.top)
    seen, unseen = (redrawer.draw(track, PLACE, track.expression, each) for each in (real, black))
    assert (seen.made == unseen.made).all()
    assert not unseen.real.any()
