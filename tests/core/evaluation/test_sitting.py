"""A face found again in a clip is the one that the analysis knows, and what is missing is left out."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.analyze import Analysis
from dfm.core.document.timebase import Span
from dfm.core.evaluation import rooms
from dfm.core.evaluation.metrics import correlation
from dfm.core.evaluation.sitting import Sitting, shared
from dfm.core.faces.landmarks import MediaPipeBackend
from dfm.core.jobs import drain
from dfm.core.media.read import Frame, read_frames


@pytest.fixture(scope="module")
def analysis(short_clip: Path) -> Analysis:
    return drain(rooms.analysed(short_clip, use_cache=True))


@pytest.fixture(scope="module")
def frames(analysis: Analysis) -> list[Frame]:
    return list(read_frames(analysis.media, Span(0, 40)))


@pytest.fixture(scope="module")
def sitting(analysis: Analysis) -> Iterator[Sitting]:
    with closing(MediaPipeBackend(weights.find("face_landmarker"))) as backend:
        yield Sitting(analysis, backend)


def test_the_source_is_found_as_the_analysis_has_it(
    sitting: Sitting, analysis: Analysis, frames: list[Frame]
) -> None:
    found, track = sitting.find(frames), analysis.tracks[0]
    assert found.seen.frames.tolist() == list(range(40))
    apart = np.linalg.norm(found.seen.landmarks[..., :2] - track.points[:40][..., :2], axis=-1)
    assert np.median(apart) < 0.02 * track.boxes[:, 3].mean()
    assert correlation(found.seen.aperture, track.aperture[:40]) > 0.9
    assert found.expression.shape == (40, 30)
    assert (np.linalg.norm(found.places, axis=1) <= 1).all()


def test_a_picture_without_a_face_is_left_out(sitting: Sitting, frames: list[Frame]) -> None:
    blank = frames[1].picture.reformat(format="rgb24")
    empty = type(blank).from_ndarray(np.zeros_like(blank.to_ndarray()), "rgb24")
    some = sitting.find([frames[0], replace(frames[1], picture=empty), frames[2]])
    assert some.seen.frames.tolist() == [0, 2]
    nothing = sitting.find([replace(frames[1], picture=empty)])
    assert (len(nothing.seen.frames), nothing.expression.shape) == (0, (0, 30))
    both = shared([some, sitting.find(frames[1:3])])
    assert [each.seen.frames.tolist() for each in both] == [[2], [2]]
