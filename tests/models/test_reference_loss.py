"""The objective of the reference net rewards what it says it does."""

import torch
from torch import Tensor

from dfm.models.reference_loss import Objective, blend, entropy, losses, unsteady
from dfm.models.reference_net import Choice

SIZE = 16
AIM = Objective()
NOTHING = torch.zeros(1, 3, SIZE, SIZE)
EVERYWHERE = torch.ones(1, 1, SIZE, SIZE)


def pictures(*colours: float, size: int = SIZE) -> Tensor:
    """The net's inputs (1, 6 L + 4, S, S) with pictures of one grey each."""
    out = torch.zeros(1, 6 * len(colours) + 4, size, size)
    for place, colour in enumerate(colours):
        out[:, 6 * place : 6 * place + 3] = colour
    return out


def choice(*shares: float, colour: float = 0.0) -> Choice:
    """The same for every pixel."""
    weights = torch.tensor(shares)[None, :, None, None].expand(1, len(shares), SIZE, SIZE)
    return Choice(weights, NOTHING + colour, torch.full((1, 1, SIZE, SIZE), -4.0))


def parts_of(
    chosen: Choice, made: Tensor, truth: Tensor, importance: Tensor = EVERYWHERE
) -> dict[str, float]:
    found = losses(chosen, made, truth, importance, torch.zeros_like(importance), AIM)
    return {name: float(part) for name, part in found.items()}


def test_a_blend_is_the_weighted_sum_and_the_residual() -> None:
    made = blend(pictures(0.2, 0.6), choice(0.25, 0.75, colour=0.1))
    assert torch.allclose(made, torch.full((1, 3, SIZE, SIZE), 0.6))


def test_a_blend_may_be_finer_than_what_the_net_saw() -> None:
    ramp = torch.linspace(0, 1, 2 * SIZE).expand(1, 3, 2 * SIZE, 2 * SIZE)
    inputs = pictures(0.2, 0.6, size=2 * SIZE)
    inputs[:, 6:9] = ramp
    made = blend(inputs, choice(0.0, 1.0))
    assert made.shape == ramp.shape
    assert torch.allclose(made, ramp, atol=1e-6)


def test_a_perfect_blend_costs_only_what_it_borrows() -> None:
    parts = parts_of(choice(0.0, 1.0), NOTHING + 0.6, NOTHING + 0.6)
    assert parts["colour"] == parts["edges"] == 0
    assert parts["borrowing"] > 0
    own = parts_of(choice(1.0, 0.0), NOTHING + 0.6, NOTHING + 0.6)
    assert sum(value for name, value in own.items() if name != "hiding") < 1e-6


def test_what_does_not_matter_costs_nothing() -> None:
    importance = EVERYWHERE.clone()
    importance[..., SIZE // 2 :] = 0
    wrong = NOTHING.clone()
    wrong[..., SIZE // 2 :] = 1
    assert parts_of(choice(1.0, 0.0), wrong, NOTHING, importance)["colour"] == 0
    assert parts_of(choice(1.0, 0.0), 1 - wrong, NOTHING, importance)["colour"] > 0.4


def test_edges_that_differ_cost_more() -> None:
    stripes = NOTHING.clone()
    stripes[..., ::2] = 0.2
    striped, shifted = (
        parts_of(choice(1.0, 0.0), NOTHING + 0.1, truth) for truth in (stripes, NOTHING + 0.2)
    )
    assert abs(striped["colour"] - shifted["colour"]) < 1e-6
    assert striped["edges"] > 0.1
    assert shifted["edges"] < 1e-6


def test_mixing_and_inventing_cost() -> None:
    even = torch.full((1, 2, 4, 4), 0.5)
    assert entropy(even).mean() > 0.69
    assert entropy(torch.tensor([1.0, 0.0])[None, :, None, None]).abs().max() < 1e-5
    parts = parts_of(choice(0.5, 0.5, colour=0.1), NOTHING, NOTHING)
    assert parts["mixing"] > 0
    assert parts["inventing"] > 0


def test_seeing_what_is_hidden_is_rewarded() -> None:
    covered = torch.zeros_like(EVERYWHERE)
    covered[..., :4] = 1
    blind = choice(1.0, 0.0)
    seeing = blind._replace(hidden=8 * covered - 4)
    costs = [
        float(losses(each, NOTHING, NOTHING, EVERYWHERE, covered, AIM)["hiding"]) for each in (blind, seeing)
    ]
    assert costs[1] < 0.1 * costs[0]


def test_a_steady_mistake_is_steady_and_a_changing_one_is_not() -> None:
    truth = torch.rand(2, 3, 8, 8)
    importance = torch.ones(2, 1, 8, 8)
    assert float(unsteady(truth + 0.1, truth, importance)) < 1e-6
    flickering = truth.clone()
    flickering[1] += 0.1
    assert abs(float(unsteady(flickering, truth, importance)) - 0.1) < 1e-6
