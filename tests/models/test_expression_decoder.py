"""Shapes of the decoder's net, and the neutral face at the origin."""

import torch

from dfm.models.expression_decoder import COEFFICIENTS, EMOTIONS, ExpressionConfig, ExpressionNet


def test_it_gives_a_mean_and_a_spread_of_each_coefficient() -> None:
    torch.manual_seed(0)
    net = ExpressionNet(ExpressionConfig((16, 8)))
    found = net(torch.randn(5, 2), torch.randn(5, EMOTIONS).softmax(dim=1))
    assert found.mean.shape == found.log_spread.shape == (5, COEFFICIENTS)
    assert bool((found.log_spread.exp() > 0).all())


def test_the_neutral_face_is_at_the_origin_whatever_was_learned() -> None:
    torch.manual_seed(1)
    net = ExpressionNet(ExpressionConfig((16, 8)))
    neutral = torch.eye(EMOTIONS)[:1]
    assert not net(torch.zeros(1, 2), neutral).mean.any()
    assert net(torch.ones(1, 2), neutral).mean.any()
