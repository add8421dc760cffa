"""Batches of a renderer's training: which frames, and that a step's batch is always the same."""

from contextlib import closing
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import torch

from dfm.core.training.renderer_batches import (
    batch_of,
    batches_from,
    lessons,
    mouth_corner,
    mouth_side,
    random_batch,
)
from dfm.core.training.renderer_store import OTHER, TOLD, TRUTH, Crops
from dfm.models.head2head_judges import STRIDES

CPU = torch.device("cpu")


def planes_of(crops: Crops, row: int, which: slice) -> torch.Tensor:
    return torch.from_numpy(crops.planes[row, which].astype(np.float32)) / 255


def test_a_frame_comes_with_the_two_before_it(crops: Crops) -> None:
    batch = batch_of([(crops, 10), (crops, 0)]).to(CPU)
    assert batch.conditions.shape == (2, 3, 6, 64, 64)
    for back in range(3):
        assert torch.allclose(batch.conditions[0, 2 - back], planes_of(crops, 10 - back, TOLD))
        assert torch.allclose(batch.truth[0, 2 - back], planes_of(crops, 10 - back, TRUTH))
    assert torch.allclose(batch.other[0], planes_of(crops, 10, OTHER))
    assert torch.equal(batch.conditions[1, 0], batch.conditions[1, 2])


def test_the_frames_of_a_run_are_learned_ones_as_far_apart_as_it_says(crops: Crops) -> None:
    strides = set()
    for seed in range(12):
        batch = random_batch([crops], 2, np.random.default_rng(seed)).to(CPU)
        assert len(batch.other) == 6
        strides.add(batch.stride)
        known = [planes_of(crops, int(row), TRUTH) for row in crops.learned]
        rows = [
            next(row for row, each in enumerate(known) if torch.allclose(each, picture))
            for picture in batch.truth[:, -1]
        ]
        assert rows[1] - rows[0] == rows[2] - rows[1] == batch.stride
    assert strides == set(STRIDES)


def test_a_step_s_batch_is_the_same_wherever_one_begins(crops: Crops) -> None:
    with (
        closing(batches_from([crops], 1, [5, 0], 0)) as all_of_them,
        closing(batches_from([crops], 1, [5, 0], 2)) as later,
    ):
        first, second = list(islice(all_of_them, 4)), list(islice(later, 2))
    assert torch.equal(first[2].other, second[0].other)
    assert torch.equal(first[3].truth, second[1].truth)
    assert not torch.equal(first[0].truth, first[1].truth)


def test_the_mouth_s_crop_stays_inside() -> None:
    side = mouth_side(64)
    assert np.array_equal(mouth_corner(np.array([32, 40], np.float32), 64), [40 - side // 2, 32 - side // 2])
    assert np.array_equal(mouth_corner(np.array([1, 63], np.float32), 64), [64 - side, 0])


def test_what_blends_learns_from_other_frames_than_what_generates(crops: Crops) -> None:
    teach, blend = (set(lessons(crops, each).tolist()) for each in (False, True))
    assert teach | blend == set(crops.learned.tolist())
    assert not teach & blend
    assert 0.15 < len(blend) / len(crops.learned) < 0.25
    with closing(batches_from([crops], 1, [0], 0)) as batches:
        assert [each.blending for each in islice(batches, 8)] == [False, False, False, True] * 2
    with closing(batches_from([crops], 1, [0], 0, blends=False)) as batches:
        assert not any(each.blending for each in islice(batches, 8))


def test_of_several_people_each_frame_comes_with_its_person_s_colours(crops: Crops) -> None:
    people = [replace(crops, person=name) for name in ("ann", "bob")]
    colours = {name: np.full((3, 64, 64), value, np.float32) for name, value in (("ann", 0.2), ("bob", 0.7))}
    seen = set()
    for seed in range(8):
        batch = random_batch(people, 1, np.random.default_rng(seed), colours=colours).to(CPU)
        assert batch.colours is not None
        assert batch.colours.shape == (3, 3, 64, 64)
        seen |= set(batch.colours.flatten().tolist())
    assert sorted(seen) == pytest.approx([0.2, 0.7])
    assert random_batch(people, 1, np.random.default_rng(0)).colours is None
