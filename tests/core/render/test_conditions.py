"""What the trained renderer's net is told of a mesh."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import LEFT_EYE, LEFT_IRIS, RIGHT_EYE, RIGHT_IRIS
from dfm.core.render.conditions import conditions, face_of, inside, same_gaze

SIZE = 128


@pytest.fixture
def looking(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean face with irises in the middle of its eyes."""
    out = points.copy()
    for outline, iris in ((RIGHT_EYE, RIGHT_IRIS), (LEFT_EYE, LEFT_IRIS)):
        eye = out[list(outline)]
        out[list(iris)] = (eye.min(axis=0) + eye.max(axis=0)) / 2
        out[list(iris[1:]), :2] += np.array([[6, 0], [0, 6], [-6, 0], [0, -6]], np.float32)
    return out


def test_the_face_fills_the_square_and_its_eyes_look(model: FaceModel, looking: NDArray[np.float32]) -> None:
    told = conditions(model, looking, SIZE)
    assert told.shape == (6, SIZE, SIZE)
    face = face_of(told)
    assert 0.3 < face.mean() < 0.7
    iris, lids, open_ = told[3:]
    assert 0 < (iris > 0).sum() < (open_ > 0).sum()
    assert not ((iris > 0) & (open_ == 0)).any()
    assert lids.any()
    assert not (open_ > 0)[~face].any()


def test_where_the_face_lies_in_the_frame_makes_no_difference(
    model: FaceModel, looking: NDArray[np.float32]
) -> None:
    moved = looking * np.float32(2) + np.array([301, -77, 5], np.float32)
    apart = conditions(model, looking, SIZE).astype(int) - conditions(model, moved, SIZE)
    assert np.abs(apart).mean() < 0.5


def test_what_is_generated_fades_towards_the_edge(model: FaceModel, looking: NDArray[np.float32]) -> None:
    face = face_of(conditions(model, looking, SIZE))
    share = inside(face)
    assert share[~face].max() == 0
    assert share[SIZE // 2, SIZE // 2] == 1
    assert np.abs(np.diff(share, axis=0)).max() < 0.4


def test_a_glance_aside_is_another_gaze(looking: NDArray[np.float32]) -> None:
    assert same_gaze(looking, looking * 3) == 1
    aside = looking.copy()
    aside[list(LEFT_IRIS), 0] += 0.15 * np.ptp(looking[list(LEFT_EYE), 0])
    assert same_gaze(looking, aside) == 0
