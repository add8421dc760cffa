"""A person's decoder: its own where there is footage, anybody's elsewhere, alive and the same each time."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.affect.estimator import NAMES
from dfm.core.motion.person import (
    PersonDecoder,
    PersonNet,
    density_of,
    draws,
    gelu,
    one_hot,
    seconds_near,
)

SMILING = NAMES.index("happy")
SMILE = np.array([[0.6, 0.15]])


class Anybody:
    """Coefficients of 1 and spreads of 0.5, whatever is asked."""

    def mean(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> NDArray[np.float32]:
        return np.ones((len(places), 30), np.float32)

    def spread(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> NDArray[np.float32]:
        return np.full((len(places), 30), 0.5, np.float32)


def _net(seconds: float = 60.0, paper: bool = False) -> PersonNet:
    """A net that says 3 more (or 3, the paper's) and e times the spread, with footage of one smile."""
    count, outputs = (2, 30) if paper else (10, 60)
    bias = np.concatenate([np.full(30, 3.0), np.ones(outputs - 30)]).astype(np.float32)
    layers = ((np.zeros((4, count), np.float32), np.zeros(4, np.float32)),
              (np.zeros((outputs, 4), np.float32), bias))  # fmt: skip
    density = density_of(SMILE, one_hot("happy", 1), np.array([seconds]))
    ways = np.zeros((0 if paper else 2, 30), np.float32)
    ways[:, :] = np.sqrt(0.5)
    return PersonNet(layers, density.sum(axis=0, keepdims=True) if paper else density, ways)


def test_footage_is_followed_and_without_any_it_is_anybodys() -> None:
    decoder = PersonDecoder(_net(), Anybody())
    there, elsewhere = np.array([[0.6, 0.15]]), np.array([[-0.6, 0.5]])
    assert decoder.decode("happy", there)[0, 0] == pytest.approx(4, abs=0.05)
    np.testing.assert_allclose(decoder.decode("anger", elsewhere), 1, atol=1e-3)
    np.testing.assert_allclose(decoder.decode("sad", there), 1, atol=1e-3)  # the footage there was no sad one
    assert decoder.spread(there, one_hot("happy", 1))[0, 0] == pytest.approx(0.5 * np.e, rel=0.02)
    assert decoder.spread(elsewhere, one_hot("anger", 1))[0, 0] == pytest.approx(0.5, rel=0.01)


def test_leaving_the_footage_is_a_smooth_way_back() -> None:
    decoder = PersonDecoder(_net(2.0), Anybody())
    curve = np.linspace(0, 1, 60)[:, None] * np.array([-0.9, -0.2]) + SMILE
    values = decoder.decode("happy", curve)[:, 0]
    assert (np.diff(values) <= 1e-6).all()
    assert np.abs(np.diff(values)).max() < 0.25
    assert values[-1] == pytest.approx(1, abs=1e-3)


def test_little_footage_counts_little() -> None:
    values = [PersonDecoder(_net(each), Anybody()).decode("happy", SMILE)[0, 0] for each in (0, 0.1, 1, 30)]
    assert values[0] == 1
    assert values == sorted(values)
    assert values[1] < 2 < values[2]


def test_the_papers_net_knows_no_label_and_does_not_live() -> None:
    decoder = PersonDecoder(_net(paper=True), Anybody())
    seconds = np.array([0.0])
    happy, sad = (decoder.decode(label, SMILE, seconds) for label in ("happy", "sad"))
    np.testing.assert_array_equal(happy, sad)
    assert happy[0, 0] == pytest.approx(3, abs=0.05)
    assert decoder.decode("sad", np.array([[-0.8, -0.4]]))[0, 0] == pytest.approx(1, abs=1e-3)


def test_a_take_lives_and_another_seed_is_another_take() -> None:
    decoder = PersonDecoder(_net(), Anybody())
    seconds = np.arange(0, 6, 1 / 30)
    curve = np.repeat(SMILE, len(seconds), axis=0)
    still, one = decoder.decode("happy", curve), decoder.decode("happy", curve, seconds, 1)
    assert np.ptp(still) < 1e-6
    assert np.ptp(one[:, 0]) > 0.1
    assert np.abs(np.diff(one[:, 0])).max() < 0.1
    np.testing.assert_array_equal(one, decoder.decode("happy", curve, seconds, 1))
    assert np.abs(one - decoder.decode("happy", curve, seconds, 2)).max() > 0.1
    np.testing.assert_array_equal(one[60:], decoder.decode("happy", curve[60:], seconds[60:], 1))


def test_draws_have_unit_variance_and_also_begin_before_the_origin() -> None:
    at = np.arange(-20, 20, 0.1)
    many = np.stack([draws(at, seed, 3) for seed in range(60)])
    assert many.std() == pytest.approx(1, abs=0.25)
    assert np.abs(many).max() <= 2
    assert np.abs(np.diff(many, axis=1)).max() < 0.6
    assert draws(np.zeros(0), 0, 3).shape == (0, 3)


def test_the_grid_gives_back_what_lies_near() -> None:
    places = np.array([[0.5, 0.5], [0.5, 0.5], [-0.5, 0.0]])
    shares = np.zeros((3, 8))
    shares[:, SMILING] = 1
    density = density_of(places, shares, np.array([1.0, 1.0, 1.0]))
    at = seconds_near(density, np.array([[0.5, 0.5], [-0.5, 0.0], [0.9, -0.4]]), one_hot("happy", 3))
    np.testing.assert_allclose(at, [2, 1, 0], atol=0.02)
    assert seconds_near(density, np.array([[1.5, -1.5]]), one_hot("happy", 1)).shape == (1,)


def test_the_activation_is_pytorchs() -> None:
    import torch

    values = np.linspace(-4, 4, 50, dtype=np.float32)
    wanted = torch.nn.functional.gelu(torch.from_numpy(values), approximate="tanh").numpy()
    np.testing.assert_allclose(gelu(values), wanted, atol=1e-6)
