"""A clip cut in two: which frames are where, and what the second part may know of the first."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dfm.core.analyze import Analysis
from dfm.core.errors import InputError
from dfm.core.evaluation import rooms
from dfm.core.evaluation.held_out import halves_of
from dfm.core.jobs import drain


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    return drain(rooms.analysed(short_clip, use_cache=True))


def test_the_first_seventy_per_cent_are_learned_from(analysis: Analysis) -> None:
    halves = halves_of(analysis)
    first, last = halves.learned.track.frames, halves.tested.track.frames
    assert first[-1] < int(0.7 * analysis.media.frames) <= last[0]
    assert len(first) + len(last) == len(analysis.tracks[0].frames)
    assert halves.tested.places.shape == (len(last), 2)
    assert halves.tested.emotions.shape == (len(last), 8)
    back = halves.tested.coefficients + halves.resting
    assert np.allclose(back, halves.tested.track.expression, atol=1e-5)


def test_nothing_of_the_end_shapes_what_is_learned(analysis: Analysis) -> None:
    track = analysis.tracks[0]
    spoilt = track.blendshapes.copy()
    spoilt[int(0.7 * analysis.media.frames) :] = 0.9
    other = halves_of(replace(analysis, tracks=(replace(track, blendshapes=spoilt),)))
    halves = halves_of(analysis)
    assert (other.resting == halves.resting).all()
    assert (other.learned.places == halves.learned.places).all()


def test_a_part_is_a_track_of_its_own(analysis: Analysis) -> None:
    part = analysis.tracks[0].part(slice(5, 9))
    assert part.frames.tolist() == analysis.tracks[0].frames[5:9].tolist()
    assert (part.points[1] == analysis.tracks[0].points[6]).all()
    assert part.boxes.shape == (4, 4)


def test_a_face_that_is_gone_at_the_end_cannot_be_tested(analysis: Analysis) -> None:
    early = replace(analysis, tracks=(analysis.tracks[0].part(slice(0, 30)),))
    with pytest.raises(InputError, match="hardly shows the face"):
        halves_of(early)
