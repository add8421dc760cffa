"""What the net may choose, whatever its weights are."""

import pytest
import torch
from torch import Tensor

from dfm.models.reference_net import EDGE, LARGEST_RESIDUAL, ReferenceConfig, ReferenceNet, inside

SIZE = 64


def net(config: ReferenceConfig | None = None) -> ReferenceNet:
    """A net whose head says something."""
    torch.manual_seed(0)
    made = ReferenceNet(config)
    for head in (made.logit, made.colour):
        torch.nn.init.normal_(head.weight, std=0.5)
    return made.eval()


def inputs(layers: int = 5, count: int = 1, size: int = SIZE) -> Tensor:
    """Random pictures that everyone saw, with a face over the whole square."""
    torch.manual_seed(1)
    out = torch.rand(count, 6 * layers + 4, size, size)
    out[:, 4 : 6 * layers : 6] = 0.8
    out[:, 5 : 6 * layers : 6] = 1
    out[:, -1] = 1
    return out


@torch.inference_mode()
def test_weights_sum_to_one_and_the_residual_is_small() -> None:
    weights, residual = net()(inputs(count=2))
    assert weights.shape == (2, 5, SIZE, SIZE)
    assert residual.shape == (2, 3, SIZE, SIZE)
    assert torch.allclose(weights.sum(1), torch.ones(2, SIZE, SIZE), atol=1e-5)
    assert weights.std() > 0.01
    assert residual.abs().max() <= LARGEST_RESIDUAL
    assert residual.abs().max() > 0


@torch.inference_mode()
def test_an_untrained_net_takes_from_all_alike() -> None:
    weights, residual = ReferenceNet()(inputs())
    assert torch.allclose(weights, torch.full_like(weights, 0.2), atol=1e-3)
    assert residual.abs().max() == 0


@torch.inference_mode()
def test_who_did_not_see_a_place_cannot_win_there() -> None:
    shown = inputs()
    shown[:, 6 * 2 + 4, :, :32] = 0
    weights, _ = net()(shown)
    assert weights[:, 2, :, :32].max() < 1e-2
    assert weights[:, 2, :, 32:].mean() > 0.05


@torch.inference_mode()
def test_who_is_not_present_cannot_win_and_fades_smoothly() -> None:
    shares = []
    for presence in (0.0, 0.5, 1.0):
        shown = inputs()
        shown[:, 6 * 3 + 5] = presence
        shares.append(float(net()(shown)[0][:, 3].mean()))
    assert shares[0] < 1e-2
    assert shares[0] < shares[1] < shares[2]


@torch.inference_mode()
def test_no_weights_of_the_net_can_overrule_that() -> None:
    made = net()
    torch.nn.init.normal_(made.logit.weight, std=1e4)  # as extreme as can be
    shown = inputs()
    shown[:, 4 + 6 : 30 : 6, :32] = 0
    weights, _ = made(shown)
    assert weights[:, 0, :32].min() > 0.99
    assert weights[:, 0, 48:].mean() < 0.7


@torch.inference_mode()
def test_outside_the_face_and_at_its_edge_the_frame_itself_is_taken() -> None:
    shown = inputs()
    shown[:, -1, :, :24] = 0
    weights, residual = net()(shown)
    assert weights[:, 0, :, :24].min() > 1 - 1e-6
    assert weights[:, 0, :, 24].min() > 0.6
    assert residual[..., :24].abs().max() == 0
    assert weights[:, 0, :, 50:].mean() < 0.7


def test_the_edge_is_soft() -> None:
    face = torch.zeros(1, 1, SIZE, SIZE)
    face[..., 20:] = 1
    row = inside(face)[0, 0, 32]
    assert row[:20].max() == 0
    assert row[20 + EDGE // 2 + 1 :].min() == pytest.approx(1)
    assert (row.diff() >= -1e-6).all()
    assert row.diff().max() < 0.15


@pytest.mark.parametrize("layers", [2, 3])
def test_it_can_be_made_for_other_numbers_of_pictures(layers: int) -> None:
    made = net(ReferenceConfig(layers, (8, 8, 16, 16)))
    assert made.layers == layers
    weights, _ = made(inputs(layers, size=32))
    assert weights.shape == (1, layers, 32, 32)


def test_it_is_small_and_learns() -> None:
    made = ReferenceNet()
    assert sum(each.numel() for each in made.parameters()) < 800_000
    weights, residual = made(inputs(size=32))
    (weights[:, 0].mean() + residual.mean()).backward()
    assert made.logit.weight.grad is not None
    assert made.logit.weight.grad.abs().max() > 0


@torch.inference_mode()
def test_the_order_of_the_references_makes_no_difference() -> None:
    made, shown = net(), inputs()
    order = [0, 3, 1, 4, 2]
    layers = shown[:, :30].reshape(1, 5, 6, SIZE, SIZE)
    other = torch.cat([layers[:, order].flatten(1, 2), shown[:, 30:]], 1)
    (weights, residual), (shuffled, again) = made(shown), made(other)
    assert torch.allclose(weights[:, order], shuffled, atol=1e-4)
    assert torch.allclose(residual, again, atol=1e-4)
