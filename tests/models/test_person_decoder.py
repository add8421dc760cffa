"""The nets of a person's decoder: the paper's exactly, and one that is far smaller."""

from itertools import pairwise

import pytest
import torch
from torch import nn

from dfm.models.person_decoder import OwnDecoder, PaperDecoder, root_mean_square, unlikeliness


def _size(net: nn.Module) -> int:
    return sum(each.numel() for each in net.parameters())


def test_the_papers_layers_are_the_papers() -> None:
    net = PaperDecoder()
    layers = [each for each in net.layers if isinstance(each, nn.Linear)]
    widths = [layer.in_features for layer in layers] + [layers[-1].out_features]
    assert widths == [2, 4096, 2048, 1024, 512, 128, 64, 30]
    assert net(torch.zeros(3, 2)).shape == (3, 30)
    assert isinstance(net.drop, nn.Dropout)
    assert _size(net) == sum(a * b + b for a, b in pairwise(widths))


def test_the_own_net_is_a_hundred_times_smaller_and_adds_nothing_at_first() -> None:
    net = OwnDecoder()
    assert 100 * _size(net) < _size(PaperDecoder())
    change = net(torch.rand(4, 2), torch.eye(8)[:4])
    assert change.mean.shape == change.log_spread.shape == (4, 30)
    assert not change.mean.any()
    assert not change.log_spread.any()


def test_the_losses() -> None:
    found, wanted = torch.zeros(2, 30), torch.full((2, 30), 3.0)
    assert float(root_mean_square(found, wanted)) == pytest.approx(3)
    residual = torch.full((1, 30), 2.0)
    at = [float(unlikeliness(residual, torch.full((1, 30), value)).mean()) for value in (0.0, 0.6931, 1.4)]
    assert at[1] == min(at)  # likeliest where the spread is the residual
