"""Frames are near when their lips, lids and heads are."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import INNER_LIPS, LEFT_BROW, LEFT_EYE, OUTER_LIPS, RIGHT_BROW, RIGHT_EYE
from dfm.core.render.choosing import POSE_SHARE, degrees_apart, distances, mouth_distances, slot_distances

STRAIGHT = np.eye(3, dtype=np.float32)


def about_y(degrees: float) -> NDArray[np.float32]:
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    return np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]], np.float32)


def heads(count: int) -> NDArray[np.float32]:
    return np.repeat(STRAIGHT[None], count, axis=0)


def expressions(count: int, seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=(count, 30)).astype(np.float32)


def test_a_frame_is_nearest_to_itself(model: FaceModel) -> None:
    bank = expressions(7, 0)
    found = distances(model, bank[[4, 2]], heads(2), bank, heads(7))
    assert found.shape == (2, 7)
    assert found.dtype == np.float32
    assert found.argmin(axis=1).tolist() == [4, 2]
    assert found.min(axis=1) == pytest.approx(0, abs=1e-3)


def test_mouths_are_apart_by_how_far_the_lips_move(model: FaceModel) -> None:
    one, other = expressions(1, 0), expressions(1, 1)
    lips = list(INNER_LIPS + OUTER_LIPS)
    moved = (model.displacement(one) - model.displacement(other))[0, lips]
    expected = np.sqrt(np.square(moved).sum() / len(lips))
    assert mouth_distances(model, one, other)[0, 0] == pytest.approx(expected, rel=1e-3)


def test_what_moves_lids_counts_too(model: FaceModel) -> None:
    lids = list(RIGHT_EYE + LEFT_EYE)
    lips = list(INNER_LIPS + OUTER_LIPS)
    reach = [np.square(model.expression[:, part]).sum(axis=(1, 2)) for part in (lids, lips)]
    blink = np.zeros((1, 30), np.float32)
    blink[0, int((reach[0] / reach[1]).argmax())] = 3
    calm = np.zeros((1, 30), np.float32)
    whole = distances(model, blink, heads(1), calm, heads(1))
    assert whole[0, 0] > 1.1 * mouth_distances(model, blink, calm)[0, 0]


def test_slots_want_mouth_lids_and_all(model: FaceModel) -> None:
    bank, wanted = expressions(5, 0), expressions(2, 1)
    found = slot_distances(model, wanted, heads(2), bank, heads(5))
    assert found.shape == (6, 2, 5)
    mouth = mouth_distances(model, wanted, bank)
    assert found[0] == pytest.approx(mouth, abs=1e-4)
    assert (found[1] == found[0]).all()
    assert (found[4:] == found[2:4]).all()
    assert found[3] == pytest.approx(distances(model, wanted, heads(2), bank, heads(5)), abs=1e-4)
    brows = model.expression[:, list(RIGHT_BROW + LEFT_BROW)]
    lips = model.expression[:, list(INNER_LIPS + OUTER_LIPS)]
    raised = np.zeros((1, 30), np.float32)
    raised[0, int((np.square(brows).sum((1, 2)) / np.square(lips).sum((1, 2))).argmax())] = 3
    calm = np.zeros((1, 30), np.float32)
    upper = slot_distances(model, raised, heads(1), calm, heads(1))[:, 0, 0]
    assert upper[2] > upper[0]


def test_a_turned_head_is_further_away(model: FaceModel) -> None:
    calm = np.zeros((3, 30), np.float32)
    bank = np.stack([STRAIGHT, about_y(10), about_y(-30)])
    found = distances(model, calm[:1], heads(1), calm, bank)
    assert found[0] == pytest.approx([0, 10 * POSE_SHARE, 30 * POSE_SHARE], abs=1e-3)


def test_angles_between_heads() -> None:
    angles = degrees_apart(np.stack([STRAIGHT, about_y(20)]), np.stack([about_y(20), about_y(-45)]))
    assert angles == pytest.approx(np.array([[20, 45], [0, 65]]), abs=0.1)
