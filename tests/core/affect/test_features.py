"""Features of frames, and of their mirror images."""

import numpy as np

from dfm.core.affect.features import FEATURES, Average, features_of, mirrored
from dfm.core.affect.observed import Observed
from dfm.core.faces.topology import BLENDSHAPES

AVERAGE = Average(np.full(52, 0.1, np.float32), np.full(30, 0.5, np.float32))


def _seen(resting: "np.ndarray[tuple[int], np.dtype[np.float32]] | None") -> Observed:
    chance = np.random.default_rng(1)
    shapes, mesh = chance.random((4, 52)).astype(np.float32), chance.normal(size=(4, 30)).astype(np.float32)
    return Observed(shapes, mesh, resting)


def test_blendshapes_count_from_the_persons_rest_or_the_average_one() -> None:
    resting = np.full(52, 0.3, np.float32)
    own, average = features_of(_seen(resting), AVERAGE), features_of(_seen(None), AVERAGE)
    assert own.shape == (4, FEATURES)
    assert np.allclose(average[:, :52] - own[:, :52], 0.2, atol=1e-6)
    assert np.allclose(own[:, 82:-1], 0.2)
    assert np.allclose(average[:, 82:-1], 0)
    assert (own[:, -1] == 1).all()
    assert (average[:, -1] == 0).all()


def test_mirroring_swaps_sides_and_twice_is_nothing() -> None:
    parity = np.where(np.arange(30) % 2, -1, 1).astype(np.float32)
    features = features_of(_seen(np.linspace(0, 0.2, 52).astype(np.float32)), AVERAGE)
    once = mirrored(features, parity)
    left, right = BLENDSHAPES.index("mouthSmileLeft"), BLENDSHAPES.index("mouthSmileRight")
    assert np.array_equal(once[:, left], features[:, right])
    assert np.array_equal(once[:, 53], -features[:, 53])
    assert np.array_equal(mirrored(once, parity), features)
