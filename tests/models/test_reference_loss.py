"""The objective of the reference net rewards what it says it does."""

import torch
from torch import Tensor

from dfm.models.reference_loss import blend, entropy, losses


def pictures(*colours: float) -> Tensor:
    """The net's inputs (1, 6 L + 4, 8, 8) with pictures of one grey each."""
    out = torch.zeros(1, 6 * len(colours) + 4, 8, 8)
    for place, colour in enumerate(colours):
        out[:, 6 * place : 6 * place + 3] = colour
    return out


def shares(*values: float) -> Tensor:
    return torch.tensor(values)[None, :, None, None].expand(1, len(values), 8, 8)


NOTHING = torch.zeros(1, 3, 8, 8)
EVERYWHERE = torch.ones(1, 1, 8, 8)


def test_a_blend_is_the_weighted_sum_and_the_residual() -> None:
    made = blend(pictures(0.2, 0.6), shares(0.25, 0.75), NOTHING + 0.1)
    assert torch.allclose(made, torch.full((1, 3, 8, 8), 0.6))


def test_a_perfect_blend_costs_only_what_it_borrows() -> None:
    parts = losses(pictures(0.2, 0.6), shares(0.0, 1.0), NOTHING, NOTHING + 0.6, EVERYWHERE)
    assert all(float(parts[name].detach().abs().max()) < 1e-6 for name in ("colour", "across", "down"))
    assert float(parts["borrowing"].mean()) > 0
    own = losses(pictures(0.6, 0.6), shares(1.0, 0.0), NOTHING, NOTHING + 0.6, EVERYWHERE)
    assert sum(float(part.mean()) for part in own.values()) < 1e-6


def test_what_does_not_matter_costs_nothing() -> None:
    importance = EVERYWHERE.clone()
    importance[..., :4] = 0
    parts = losses(pictures(0.2, 0.6), shares(1.0, 0.0), NOTHING, NOTHING + 0.6, importance)
    assert parts["colour"][..., :4].max() == 0
    assert parts["colour"][..., 4:].min() > 0.3


def test_edges_that_differ_cost_more() -> None:
    stripes = NOTHING.clone()
    stripes[..., ::2] = 0.2
    flat = NOTHING + 0.1
    given = pictures(0.1, 0.1)
    striped = losses(given, shares(1.0, 0.0), NOTHING, stripes, EVERYWHERE)
    shifted = losses(given, shares(1.0, 0.0), NOTHING, flat + 0.1, EVERYWHERE)
    assert torch.allclose(striped["colour"].mean(), shifted["colour"].mean())
    assert striped["across"].mean() > 0.1
    assert shifted["across"].mean() < 1e-6
    assert striped["down"].mean() < 1e-6


def test_mixing_and_inventing_cost() -> None:
    assert entropy(shares(0.5, 0.5)).mean() > 0.69
    assert entropy(shares(1.0, 0.0)).abs().max() < 1e-5
    parts = losses(pictures(0.5, 0.5), shares(0.5, 0.5), NOTHING + 0.1, NOTHING + 0.6, EVERYWHERE)
    assert parts["mixing"].mean() > 0
    assert parts["inventing"].mean() > 0
