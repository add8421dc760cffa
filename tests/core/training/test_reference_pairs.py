"""Who is source, target and reference, and who never is."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.evaluation.pairs import WITHHELD
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.render.choosing import degrees_apart, mouth_distances, slot_distances
from dfm.core.training.reference_pairs import MOST_DEGREES, NEAR_MOUTH, REFERENCES, Task, choose_tasks

FRAMES = 30


@pytest.fixture(scope="module")
def model() -> FaceModel:
    return load_face_model(weights.find("face_model"))


@pytest.fixture(scope="module")
def expression() -> NDArray[np.float32]:
    return np.random.default_rng(0).normal(size=(FRAMES, 30)).astype(np.float32)


def heads(degrees: NDArray[np.float64]) -> NDArray[np.float32]:
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    zero, one = np.zeros_like(sine), np.ones_like(sine)
    rows = [cosine, zero, sine, zero, one, zero, -sine, zero, cosine]
    return np.stack(rows, axis=1).reshape(-1, 3, 3).astype(np.float32)


ROTATION = heads(np.linspace(-20, 20, FRAMES))
NUMBERS = np.arange(FRAMES, dtype=np.int32) * 7


def chosen(model: FaceModel, expression: NDArray[np.float32], hard_share: float, seed: int = 0) -> list[Task]:
    return choose_tasks(model, expression, ROTATION, NUMBERS, 60, seed, hard_share)


def test_no_one_borrows_from_the_truth_or_its_neighbours(
    model: FaceModel, expression: NDArray[np.float32]
) -> None:
    tasks = chosen(model, expression, 0.5)
    assert len(tasks) > 50
    for task in tasks:
        assert len(set(task.references)) == REFERENCES
        assert {task.source, task.target}.isdisjoint(task.references)
        assert task.source != task.target
        assert np.abs(NUMBERS[list(task.references)] - NUMBERS[task.target]).min() > WITHHELD


def test_heads_of_source_and_target_are_turned_alike(
    model: FaceModel, expression: NDArray[np.float32]
) -> None:
    turned = degrees_apart(ROTATION, ROTATION)
    angles = np.array([turned[task.source, task.target] for task in chosen(model, expression, 0.0)])
    assert angles.max() < MOST_DEGREES
    assert (angles < 7).mean() > 0.3


def test_references_are_the_nearest_that_are_allowed(
    model: FaceModel, expression: NDArray[np.float32]
) -> None:
    near = slot_distances(model, expression, ROTATION, expression, ROTATION)
    for task in chosen(model, expression, 0.0):
        allowed = np.flatnonzero(np.abs(NUMBERS - NUMBERS[task.target]) > WITHHELD)
        allowed = allowed[allowed != task.source]
        for slot, reference in enumerate(task.references):
            free = np.setdiff1d(allowed, task.references[:slot])
            assert near[slot, task.target, reference] == near[slot, task.target, free].min()
        assert not task.hard


def test_hard_tasks_have_no_reference_with_the_wanted_mouth(
    model: FaceModel, expression: NDArray[np.float32]
) -> None:
    mouths = mouth_distances(model, expression, expression)
    tasks = chosen(model, expression, 1.0)
    assert tasks
    for task in tasks:
        assert task.hard
        assert mouths[task.target, list(task.references)].min() > NEAR_MOUTH * np.median(mouths)


def test_withholding_changes_no_source_and_no_target(
    model: FaceModel, expression: NDArray[np.float32]
) -> None:
    free, hard = (chosen(model, expression, share) for share in (0.0, 1.0))
    pairs = {(task.source, task.target) for task in free}
    assert {(task.source, task.target) for task in hard} <= pairs


def test_the_seed_decides(model: FaceModel, expression: NDArray[np.float32]) -> None:
    assert chosen(model, expression, 0.25, 3) == chosen(model, expression, 0.25, 3)
    assert chosen(model, expression, 0.25, 3) != chosen(model, expression, 0.25, 4)


def test_a_clip_of_few_frames_gives_no_tasks(model: FaceModel, expression: NDArray[np.float32]) -> None:
    assert choose_tasks(model, expression[:4], ROTATION[:4], NUMBERS[:4] * 9, 20, 0) == []
