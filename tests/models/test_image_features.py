"""The features of a picture, and how differently two pictures look."""

import torch

from dfm.models.image_features import ImageFeatures, feature_distance


def net() -> ImageFeatures:
    torch.manual_seed(0)
    return ImageFeatures()


def picture(size: int = 64) -> torch.Tensor:
    return torch.rand(2, 3, size, size, generator=torch.Generator().manual_seed(1))


def test_the_features_are_four_maps_ever_coarser_and_deeper() -> None:
    shapes = [tuple(each.shape) for each in net()(picture())]
    assert shapes == [(2, 16, 32, 32), (2, 24, 16, 16), (2, 32, 8, 8), (2, 64, 4, 4)]


def test_the_picture_takes_a_gradient_and_the_net_none() -> None:
    features = net()
    given = picture().requires_grad_()
    (slope,) = torch.autograd.grad(
        feature_distance(features(given), features(picture().flip(0))).sum(), given
    )
    assert float(slope.abs().sum()) > 0
    assert not any(each.requires_grad for each in features.parameters())


def test_the_net_stays_as_it_was_trained() -> None:
    holder = torch.nn.ModuleList([net()]).train()
    assert not any(each.training for each in holder[0].modules())


def test_the_same_is_at_no_distance_and_what_differs_more_at_more() -> None:
    features = net()
    given, noise = picture(), torch.randn(2, 3, 64, 64, generator=torch.Generator().manual_seed(2))
    same, near, far = (feature_distance(features(given), features(given + k * noise)) for k in (0, 0.02, 0.2))
    assert same.shape == (2,)
    assert float(same.max()) == 0
    assert bool((near < far).all())
    assert float(near.min()) > 0


def test_only_what_the_mask_weighs_counts() -> None:
    features = net()
    given = picture(128)
    spoilt = given.clone()
    spoilt[..., :32] = 0
    away = torch.zeros(2, 1, 128, 128)
    away[..., 112:] = 1
    there = 1 - away
    made, true = features(spoilt), features(given)
    assert float(feature_distance(made, true, there).min()) > 20 * float(
        feature_distance(made, true, away).max()
    )
    assert float(feature_distance(made, true, torch.zeros_like(away)).max()) == 0


def test_a_gradient_at_no_distance_is_finite() -> None:
    features = net()
    given = picture().requires_grad_()
    (slope,) = torch.autograd.grad(feature_distance(features(given), features(picture())).sum(), given)
    assert bool(torch.isfinite(slope).all())
