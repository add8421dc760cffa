"""What the net may choose, whatever its weights are."""

import pytest
import torch
from torch import Tensor

from dfm.models.reference_net import EDGE, LARGEST_RESIDUAL, ReferenceConfig, ReferenceNet, inside

SIZE = 64
LAYERS = ReferenceConfig().layers


def net(config: ReferenceConfig | None = None) -> ReferenceNet:
    """A net whose head says something."""
    torch.manual_seed(0)
    made = ReferenceNet(config)
    for head in (made.each, made.all):
        torch.nn.init.normal_(head.weight, std=0.5)
    return made.eval()


def inputs(layers: int = LAYERS, count: int = 1, size: int = SIZE) -> Tensor:
    """Random pictures that everyone saw, with a face over the whole square."""
    torch.manual_seed(1)
    out = torch.rand(count, 6 * layers + 4, size, size)
    out[:, 4 : 6 * layers : 6] = 0.8
    out[:, 5 : 6 * layers : 6] = 1
    out[:, -1] = 1
    return out


@torch.inference_mode()
def test_weights_sum_to_one_and_all_else_is_small() -> None:
    choice = net()(inputs(count=2))
    assert choice.weights.shape == (2, LAYERS, SIZE, SIZE)
    assert choice.residual.shape == (2, 3, SIZE, SIZE)
    assert choice.hidden.shape == (2, 1, SIZE, SIZE)
    assert torch.allclose(choice.weights.sum(1), torch.ones(2, SIZE, SIZE), atol=1e-5)
    assert choice.weights.std() > 0.01
    assert 0 < choice.residual.abs().max() <= LARGEST_RESIDUAL


@torch.inference_mode()
def test_an_untrained_net_takes_from_all_alike() -> None:
    choice = ReferenceNet()(inputs())
    assert torch.allclose(choice.weights, torch.full_like(choice.weights, 1 / LAYERS), atol=1e-3)
    assert choice.residual.abs().max() == 0
    assert torch.sigmoid(choice.hidden).max() < 0.05


@torch.inference_mode()
def test_what_a_net_may_not_do_it_does_not() -> None:
    choice = net(ReferenceConfig(residual=False))(inputs())
    assert choice.residual.abs().max() == 0


@torch.inference_mode()
def test_who_did_not_see_a_place_cannot_win_there() -> None:
    shown = inputs()
    shown[:, 6 * 2 + 4, :, :32] = 0
    weights = net()(shown).weights
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
    torch.nn.init.normal_(made.each.weight, std=1e4)  # as extreme as can be
    shown = inputs()
    shown[:, 4 + 6 : 6 * LAYERS : 6, :32] = 0
    weights = made(shown).weights
    assert weights[:, 0, :32].min() > 0.99
    assert weights[:, 0, 48:].mean() < 0.7


@torch.inference_mode()
def test_outside_the_face_and_at_its_edge_the_frame_itself_is_taken() -> None:
    shown = inputs()
    shown[:, -1, :, :24] = 0
    weights, residual, _ = net()(shown)
    assert weights[:, 0, :, :24].min() > 1 - 1e-6
    assert weights[:, 0, :, 24].min() > 0.5
    assert residual[..., :24].abs().max() == 0
    assert weights[:, 0, :, 50:].mean() < 0.7


def test_the_edge_is_soft() -> None:
    face = torch.zeros(1, 1, SIZE, SIZE)
    face[..., 20:] = 1
    row = inside(face)[0, 0, 32]
    assert row[:20].max() == 0
    assert row[20 + EDGE // 2 + 1 :].min() == pytest.approx(1)
    assert (row.diff() >= -1e-6).all()
    assert row.diff().max() < 0.3


@pytest.mark.parametrize("layers", [2, 3])
def test_it_can_be_made_for_other_numbers_of_pictures(layers: int) -> None:
    made = net(ReferenceConfig(layers, (8, 8, 16)))
    assert made.layers == layers
    assert made(inputs(layers, size=32)).weights.shape == (1, layers, 32, 32)


def test_it_is_small_and_learns() -> None:
    made = ReferenceNet()
    assert sum(each.numel() for each in made.parameters()) < 800_000
    choice = made(inputs(size=32))
    (choice.weights[:, 0].mean() + choice.residual.mean() + choice.hidden.mean()).backward()
    assert made.each.weight.grad is not None
    assert made.each.weight.grad.abs().max() > 0


@torch.inference_mode()
def test_the_order_of_the_references_makes_no_difference() -> None:
    made, shown = net(), inputs()
    order = [0, 3, 6, 1, 4, 2, 5]
    layers = shown[:, : 6 * LAYERS].reshape(1, LAYERS, 6, SIZE, SIZE)
    other = torch.cat([layers[:, order].flatten(1, 2), shown[:, 6 * LAYERS :]], 1)
    choice, again = made(shown), made(other)
    assert torch.allclose(choice.weights[:, order], again.weights, atol=1e-4)
    assert torch.allclose(choice.residual, again.residual, atol=1e-4)
    assert torch.allclose(choice.hidden, again.hidden, atol=1e-4)
