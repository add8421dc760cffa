"""Steps of a renderer's training."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from dfm.core.errors import InputError
from dfm.core.training.renderer_batches import random_batch
from dfm.core.training.renderer_learner import Learner
from dfm.core.training.renderer_recipe import Objective, Recipe
from dfm.core.training.renderer_store import Crops
from dfm.models.gan_losses import Game
from dfm.models.head2head import Head2HeadConfig
from dfm.models.head2head_judges import JudgesConfig

TINY = Recipe(Head2HeadConfig(64, (8, 16), 1), JudgesConfig(8, 1), Objective(perceptual=0))
CPU = torch.device("cpu")


def learned(recipe: Recipe, crops: Crops, steps: int) -> tuple[Learner, list[dict[str, float]]]:
    learner = Learner(recipe, CPU, 0)
    batch = random_batch([crops], 1, np.random.default_rng(1))
    return learner, [learner.step(batch) for _ in range(steps)]


def test_it_comes_nearer_to_what_it_is_shown(crops: Crops) -> None:
    learner, parts = learned(TINY, crops, 30)
    assert parts[-1]["generated"] < 0.8 * parts[0]["generated"]
    assert learner.steps == 30
    assert set(parts[0]) == {"colour", "generated", "adversarial", "matching", "judges"}
    moved = [
        float((value - learner.net.state_dict()[name]).abs().max()) for name, value in learner.average.items()
    ]
    assert max(moved) > 0


@pytest.mark.parametrize(
    "recipe",
    [
        replace(TINY, config=Head2HeadConfig(64, (8, 16), 1, reference=False)),
        replace(TINY, judges=JudgesConfig(8, 1, mouth=False, motion=False)),
        replace(TINY, objective=Objective(perceptual=0, adversarial=0)),
        replace(TINY, objective=Objective(perceptual=0, game=Game.LEAST_SQUARES)),
    ],
)
def test_every_part_can_be_left_out(recipe: Recipe, crops: Crops) -> None:
    _, parts = learned(recipe, crops, 2)
    assert all(np.isfinite(list(each.values())).all() for each in parts)
    assert ("adversarial" in parts[0]) == bool(recipe.objective.adversarial)


def test_a_base_of_another_size_is_refused(crops: Crops) -> None:
    base = learned(TINY, crops, 1)[0].averaged()
    started = Learner(TINY, CPU, 3, base)
    assert torch.equal(started.net.generator.last.weight, base.generator.last.weight)
    other = replace(TINY, config=Head2HeadConfig(64, (16, 16), 1))
    with pytest.raises(InputError, match="--size"):
        Learner(other, CPU, 0, base)
    with pytest.raises(InputError, match="--resume"):
        Learner(other, CPU, 0).restore(Learner(TINY, CPU, 0).state(), Path("a.checkpoint"))


def test_a_step_teaches_either_to_generate_or_to_blend(crops: Crops) -> None:
    learner = Learner(TINY, CPU, 0)
    for blending in (False, True):
        before = {name: value.clone() for name, value in learner.net.state_dict().items()}
        learner.step(random_batch([crops], 1, np.random.default_rng(1), blending))
        moved = {
            name.split(".")[0]
            for name, value in learner.net.state_dict().items()
            if not torch.equal(value, before[name])
        }
        assert moved == {"fusion" if blending else "generator"}
