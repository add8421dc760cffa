"""The net learns the mean of what it is shown, and how far the rest lies from it."""

import numpy as np
import pytest
import torch

from dfm.core.jobs import drain
from dfm.core.training.universal_lessons import Rows
from dfm.core.training.universal_loop import Recipe, expression_errors, learn
from dfm.models.expression_decoder import Expression

EVEN = np.ones(30, np.float32)


def _rows(spread: float, count: int = 2000) -> Rows:
    """A smile in the first coefficient, and chance in the second one."""
    chance = np.random.default_rng(0)
    strength = chance.uniform(0, 1, count).astype(np.float32)
    emotions = np.zeros((count, 8), np.float32)
    emotions[:, 1] = 1
    shown = np.zeros((count, 30), np.float32)
    shown[:, 0] = 3 * strength
    shown[:, 1] = chance.normal(0, spread, count)
    places = np.stack([strength, 0 * strength], axis=1)
    return Rows(places, emotions, shown, np.ones(count, np.float32))


def test_mean_and_spread_are_learned() -> None:
    recipe = Recipe(steps=400, likelihood=0.3)
    net = drain(learn([(_rows(0.5), 128)], EVEN, 0, recipe))
    with torch.no_grad():
        found = net(torch.tensor([[0.8, 0.0]]), torch.eye(8)[1:2])
    assert float(found.mean[0, 0]) == pytest.approx(2.4, abs=0.25)
    assert float(found.mean[0, 1]) == pytest.approx(0, abs=0.15)
    assert float(found.log_spread[0, 1].exp()) == pytest.approx(0.5, abs=0.15)


def test_one_sided_rows_are_mirrored() -> None:
    parity = EVEN.copy()
    parity[0] = -1
    net = drain(learn([(_rows(0.1), 128)], parity, 0, Recipe(steps=200)))
    with torch.no_grad():
        found = net(torch.tensor([[0.8, 0.0]]), torch.eye(8)[1:2])
    assert abs(float(found.mean[0, 0])) < 0.5


def test_the_same_seed_learns_the_same_net() -> None:
    nets = [drain(learn([(_rows(0.2, 200), 32)], EVEN, 4, Recipe(steps=5))) for _ in range(2)]
    for one, other in zip(nets[0].parameters(), nets[1].parameters(), strict=True):
        assert torch.equal(one, other)


def test_errors_are_named_and_unreduced() -> None:
    found = Expression(torch.zeros(3, 30), torch.zeros(3, 30))
    errors = expression_errors(found, torch.full((3, 30), 2.0))
    assert errors["mean"].tolist() == [4.0] * 3
    assert errors["spread"].tolist() == [2.0] * 3
