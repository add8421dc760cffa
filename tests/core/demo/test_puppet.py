"""The portrait as a puppet: where it moves, where it does not, and that teeth and lids do as they should."""

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.demo.lids import Lids
from dfm.core.demo.portrait import Portrait, portrait
from dfm.core.demo.puppet import Puppet
from dfm.core.faces.model import load_face_model
from dfm.core.faces.topology import LEFT_EYE, RIGHT_EYE

SIZE = 480


@pytest.fixture(scope="module")
def sitter() -> Portrait:
    """The portrait."""
    return portrait(load_face_model(weights.find("face_model")), SIZE)


@pytest.fixture(scope="module")
def puppet(sitter: Portrait) -> Puppet:
    """The portrait, ready to be moved."""
    return Puppet(load_face_model(weights.find("face_model")), sitter)


def test_the_portrait_shows_a_face_of_a_third_of_its_height(sitter: Portrait) -> None:
    assert sitter.picture.shape == (SIZE, SIZE, 3)
    height = np.ptp(sitter.points[:, 1])
    assert 0.28 * SIZE < height < 0.4 * SIZE
    assert np.all(np.abs(sitter.points[:, 0].mean() - SIZE / 2) < 0.05 * SIZE)


def test_only_the_face_moves(puppet: Puppet, sitter: Portrait) -> None:
    moved = puppet.draw(1.0, 0.0, 1.0, 0.0)
    change = np.abs(moved - sitter.picture).max(axis=2)
    low, high = sitter.points[:, :2].min(axis=0), sitter.points[:, :2].max(axis=0)
    reach = 0.35 * (high - low)
    far = np.ones((SIZE, SIZE), bool)
    (left, top), (right, bottom) = (low - reach).astype(int), (high + reach).astype(int)
    far[top:bottom, left:right] = False
    assert change[far].max() == 0
    assert change[~far].mean() > 2


def test_an_open_mouth_is_dark_below_the_teeth_and_a_closed_one_is_not(
    puppet: Puppet, sitter: Portrait
) -> None:
    x = int(sitter.points[[13, 14], 0].mean())
    top, bottom = int(sitter.points[13, 1]) - 4, int(sitter.points[14, 1]) + 18
    mouth = [
        puppet.draw(opening, 0.0, 0.0, 0.0)[top:bottom, x - 3 : x + 4].mean(axis=2) for opening in (0, 1)
    ]
    assert (mouth[1].mean(axis=1) < 50).sum() >= 4
    assert mouth[0].mean(axis=1).min() > 60
    assert mouth[1].mean(axis=1)[:12].max() > 150


def test_shut_lids_hide_the_eyes_and_leave_the_rest(sitter: Portrait) -> None:
    lids = Lids(sitter.picture, sitter.points)
    shut = lids.shut(sitter.picture, 1.0)
    assert lids.shut(sitter.picture, 0.0) is sitter.picture
    for outline in (RIGHT_EYE, LEFT_EYE):
        eye = sitter.points[list(outline), :2]
        x, y = eye.mean(axis=0).astype(int)
        window = np.s_[y - 2 : y + 2, x - 4 : x + 4]
        assert shut[window].mean() > 1.5 * sitter.picture[window].mean()
    brow = np.s_[: int(sitter.points[[66, 296], 1].max()) - 2]
    assert np.array_equal(shut[brow], sitter.picture[brow])


def test_lids_fall_step_by_step(sitter: Portrait) -> None:
    lids = Lids(sitter.picture, sitter.points)
    steps = [lids.shut(sitter.picture, amount) for amount in (0.25, 0.5, 0.75, 1.0)]
    changes = [float(np.abs(step - sitter.picture).mean()) for step in steps]
    assert changes == sorted(changes)
    assert changes[0] > 0
