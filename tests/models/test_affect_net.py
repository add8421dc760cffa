"""Shapes of the affect net, and the unit disc."""

import torch

from dfm.models.affect_net import EMOTIONS, AffectConfig, AffectNet, in_disc


def test_it_reads_a_place_in_the_disc_and_logits_of_each_frame() -> None:
    torch.manual_seed(0)
    net = AffectNet(AffectConfig(inputs=12, hidden=(16, 8))).eval()
    with torch.no_grad():
        reading = net(torch.randn(5, 12) * 50)
    assert reading.place.shape == (5, 2)
    assert reading.logits.shape == (5, EMOTIONS)
    assert float(reading.place.norm(dim=1).max()) <= 1


def test_near_points_stay_and_far_ones_come_to_the_edge() -> None:
    drawn = in_disc(torch.tensor([[0.1, 0.0], [0.0, -30.0], [0.0, 0.0]]))
    assert torch.allclose(drawn, torch.tensor([[0.0997, 0.0], [0.0, -1.0], [0.0, 0.0]]), atol=1e-4)
    assert torch.isfinite(drawn).all()
