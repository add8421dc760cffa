"""The frames that are chosen: a closed mouth and an open one, apart from each other, eyes open."""

from pathlib import Path

import numpy as np
import pytest

from dfm.core.analyze import Analysis
from dfm.core.evaluation import rooms
from dfm.core.evaluation.moments import (
    APART,
    CALM,
    CANDIDATES,
    TALKING,
    calm_cost,
    candidates,
    moments_of,
    talking_cost,
)
from dfm.core.evaluation.pairs import WITHHELD
from dfm.core.faces.topology import BLENDSHAPES
from dfm.core.jobs import drain


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    """The demo clip, analysed."""
    return drain(rooms.analysed(short_clip, use_cache=True))


def test_two_frames_apart_with_open_eyes(analysis: Analysis) -> None:
    calm, talking = moments_of(analysis, rooms.face_model())
    track = analysis.tracks[0]
    assert (calm.name, talking.name) == (CALM, TALKING)
    assert abs(calm.frame.index - talking.frame.index) > WITHHELD
    for moment in (calm, talking):
        assert moment.frame.index == track.frames[moment.place]
        assert track.blendshapes[moment.place, BLENDSHAPES.index("eyeBlinkLeft")] < 0.5


def test_calm_costs_the_more_the_lips_part_and_talking_the_less(analysis: Analysis) -> None:
    model, track = rooms.face_model(), analysis.tracks[0]
    calm, talking = calm_cost(model, track), talking_cost(model, track)
    open_eyes = track.blendshapes[:, BLENDSHAPES.index("eyeBlinkLeft")] < 0.4
    widest, middle = (float(np.quantile(track.aperture[open_eyes], share)) for share in (0.95, 0.5))
    wide, shut = open_eyes & (track.aperture >= widest), open_eyes & (track.aperture <= middle)
    assert np.median(calm[wide]) > np.median(calm[shut])
    assert np.median(talking[wide]) < np.median(talking[shut])


def test_candidates_cost_little_and_lie_apart() -> None:
    cost = np.abs(np.arange(60) - 20.0)
    chosen = candidates(cost, np.arange(60, dtype=np.int32))
    assert chosen[0] == 20
    assert len(chosen) == CANDIDATES
    assert np.diff(sorted(chosen)).min() == APART
