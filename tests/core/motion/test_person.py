"""A person's decoder: its own where there is footage, anybody's elsewhere, alive and the same each time."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from dfm.core.affect.estimator import NAMES
from dfm.core.faces.model import FaceModel
from dfm.core.motion.action_units import lip_parting
from dfm.core.motion.decoder import Seconds
from dfm.core.motion.person import MOST_SPREAD, PersonDecoder, PersonNet, density_of, one_hot, seconds_near
from dfm.core.training.person import layers_of
from dfm.models.person_decoder import OwnDecoder, PaperConfig, PaperDecoder

SMILING = NAMES.index("happy")
SMILE = np.array([[0.6, 0.15]])
ELSEWHERE = np.array([[-0.6, 0.5]])


class Anybody:
    """Coefficients of 1 and spreads of 0.5, whatever is asked; a take adds its seed's tenth."""

    def mean(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> NDArray[np.float32]:
        return np.ones((len(places), 30), np.float32)

    def spread(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> NDArray[np.float32]:
        return np.full((len(places), 30), 0.5, np.float32)

    def deviation(
        self, places: NDArray[np.floating], emotions: NDArray[np.floating], seconds: Seconds, seed: int
    ) -> NDArray[np.float32]:
        return np.full((len(places), 30), 0.1 * seed, np.float32)


def _net(seconds: float = 60.0, paper: bool = False, widened: float = 0.4) -> PersonNet:
    """A net that says 3 more (or 3, the paper's) and a wider spread, with footage of one smile."""
    count, outputs = (2, 30) if paper else (10, 60)
    bias = np.concatenate([np.full(30, 3.0), np.full(outputs - 30, widened)]).astype(np.float32)
    layers = ((np.zeros((4, count), np.float32), np.zeros(4, np.float32)),
              (np.zeros((outputs, 4), np.float32), bias))  # fmt: skip
    density = density_of(SMILE, one_hot("happy", 1), np.array([seconds]))
    ways = np.full((0 if paper else 2, 30), np.sqrt(0.5), np.float32)
    return PersonNet(layers, density.sum(axis=0, keepdims=True) if paper else density, ways)


@pytest.fixture
def person(model: FaceModel) -> PersonDecoder:
    return PersonDecoder(_net(), Anybody(), model)


def test_footage_is_followed_and_without_any_it_is_anybodys(person: PersonDecoder) -> None:
    happy, anger, sad = (one_hot(label, 1) for label in ("happy", "anger", "sad"))
    assert person.mean(SMILE, happy)[0, 0] == pytest.approx(4, abs=0.05)
    np.testing.assert_allclose(person.mean(ELSEWHERE, anger), 1, atol=1e-3)
    np.testing.assert_allclose(person.mean(SMILE, sad), 1, atol=1e-3)  # the footage there was no sad one
    np.testing.assert_allclose(person.decode("anger", ELSEWHERE), 1, atol=1e-3)
    assert person.spread(SMILE, happy)[0, 0] == pytest.approx(0.5 * np.exp(0.4), rel=0.02)
    assert person.spread(ELSEWHERE, anger)[0, 0] == pytest.approx(0.5, rel=0.01)


def test_no_person_is_let_vary_without_bounds(model: FaceModel) -> None:
    wild = PersonDecoder(_net(widened=5.0), Anybody(), model)
    assert wild.spread(SMILE, one_hot("happy", 1)).max() == pytest.approx(MOST_SPREAD)


def test_lips_part_as_anybodys(person: PersonDecoder, model: FaceModel) -> None:
    played = person.decode("happy", SMILE, np.zeros(1), 2)
    assert np.abs(played - 1.2).max() > 1
    wanted = 1.2 * lip_parting(model).sum()
    assert played @ lip_parting(model) == pytest.approx([wanted], abs=1e-3)


def test_leaving_the_footage_is_a_smooth_way_back(model: FaceModel) -> None:
    decoder = PersonDecoder(_net(2.0), Anybody(), model)
    curve = np.linspace(0, 1, 60)[:, None] * np.array([-0.9, -0.2]) + SMILE
    values = decoder.mean(curve, one_hot("happy", 60))[:, 0]
    assert (np.diff(values) <= 1e-6).all()
    assert np.abs(np.diff(values)).max() < 0.25
    assert values[-1] == pytest.approx(1, abs=1e-3)


def test_little_footage_counts_little(model: FaceModel) -> None:
    decoders = [PersonDecoder(_net(each), Anybody(), model) for each in (0, 0.1, 1, 30)]
    values = [decoder.mean(SMILE, one_hot("happy", 1))[0, 0] for decoder in decoders]
    assert values[0] == 1
    assert values == sorted(values)
    assert values[1] < 2 < values[2]


def test_the_papers_net_knows_no_label_and_does_not_live(model: FaceModel) -> None:
    decoder = PersonDecoder(_net(paper=True), Anybody(), model)
    happy, sad = (decoder.mean(SMILE, one_hot(label, 1)) for label in ("happy", "sad"))
    np.testing.assert_array_equal(happy, sad)
    assert happy[0, 0] == pytest.approx(3, abs=0.05)
    assert decoder.mean(ELSEWHERE, one_hot("sad", 1))[0, 0] == pytest.approx(1, abs=1e-3)
    assert np.abs(decoder.deviation(SMILE, one_hot("sad", 1), np.zeros(1), 5)).max() < 0.02
    assert decoder.deviation(ELSEWHERE, one_hot("sad", 1), np.zeros(1), 5)[0, 0] == pytest.approx(
        0.5, abs=0.01
    )


def test_a_take_lives_and_another_seed_is_another_take(person: PersonDecoder) -> None:
    seconds = np.arange(0, 6, 1 / 30)
    curve = np.repeat(SMILE, len(seconds), axis=0)
    still, one = person.decode("happy", curve), person.decode("happy", curve, seconds, 1)
    assert np.ptp(still, axis=0).max() < 1e-5
    assert np.ptp(one[:, 0]) > 0.1
    assert np.abs(np.diff(one, axis=0)).max() < 0.2
    np.testing.assert_array_equal(one, person.decode("happy", curve, seconds, 1))
    assert np.abs(one - person.decode("happy", curve, seconds, 2)).max() > 0.1
    np.testing.assert_allclose(one[60:], person.decode("happy", curve[60:], seconds[60:], 1), atol=1e-5)


def test_no_frame_is_no_coefficient(person: PersonDecoder) -> None:
    assert person.decode("happy", np.zeros((0, 2))).shape == (0, 30)
    assert person.decode("happy", np.zeros((0, 2)), np.zeros(0), 1).shape == (0, 30)


def test_the_grid_gives_back_what_lies_near() -> None:
    places = np.array([[0.5, 0.5], [0.5, 0.5], [-0.5, 0.0]])
    shares = np.zeros((3, 8))
    shares[:, SMILING] = 1
    density = density_of(places, shares, np.array([1.0, 1.0, 1.0]))
    at = seconds_near(density, np.array([[0.5, 0.5], [-0.5, 0.0], [0.9, -0.4]]), one_hot("happy", 3))
    np.testing.assert_allclose(at, [2, 1, 0], atol=0.02)
    assert seconds_near(density, np.array([[1.5, -1.5]]), one_hot("happy", 1)).shape == (1,)


@pytest.mark.parametrize("paper", [True, False])
def test_the_layers_say_what_the_nets_say(model: FaceModel, paper: bool) -> None:
    torch.manual_seed(0)
    net = PaperDecoder(PaperConfig(widths=(32, 16))) if paper else OwnDecoder()
    torch.nn.init.normal_(next(net.layers[-1].parameters()))
    places = np.random.default_rng(0).uniform(-0.5, 0.5, (5, 2)).astype(np.float32)
    emotions = one_hot("happy", 5)
    everywhere = np.full((1 if paper else 8, 3, 3), 1e6, np.float32)
    found = PersonDecoder(PersonNet(layers_of(net.eval()), everywhere, np.zeros((0, 30), np.float32)),
                          Anybody(), model).mean(places, emotions)  # fmt: skip
    with torch.no_grad():
        if isinstance(net, PaperDecoder):
            wanted = net(torch.from_numpy(places)).numpy()
        else:
            wanted = 1 + net(torch.from_numpy(places), torch.from_numpy(emotions)).mean.numpy()
    np.testing.assert_allclose(found, wanted, atol=1e-4)
