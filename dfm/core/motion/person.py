"""The expression decoder of one person: a net over anybody's decoder, trusted as far as there is footage.

    mean = universal mean + trust * (what the net says - universal mean)

Trust is how many seconds s of the person's footage lie near a place of the valence-arousal plane, as
s / (s + k). Where there is none, what comes out is the universal decoder's. It reads no files and needs no
PyTorch.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dfm.core.affect.blendshape import Layers, run_layers
from dfm.core.affect.estimator import NAMES
from dfm.core.document.emotions import INTENSITIES, emotion
from dfm.core.faces.model import FaceModel
from dfm.core.motion.action_units import lip_parting, with_lip_gap
from dfm.core.motion.decoder import Seconds
from dfm.core.motion.life import life

SECONDS_TO_TRUST = 0.4
"""So many seconds of footage near a place count as much as the universal decoder."""
MOST_SPREAD = 0.8
"""Beside the footage a net may promise any spread: nobody varies more than this, unless anybody does."""
NEAR = 0.12
"""Standard deviation of what is near in the valence-arousal plane."""

Floats = NDArray[np.float32]


class Expressions(Protocol):
    """What knows how faces look at places (n, 2) of the plane under emotions (n, 8), rows of probabilities or
    of one 1, in the order of NAMES."""

    def mean(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> Floats:
        """Mean coefficients (n, 30) relative to the resting face."""
        ...

    def spread(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> Floats:
        """Their standard deviations (n, 30)."""
        ...

    def deviation(
        self, places: NDArray[np.floating], emotions: NDArray[np.floating], seconds: Seconds, seed: int
    ) -> Floats:
        """What a take adds to the mean (n, 30) at seconds (n,) since its origin."""
        ...


@dataclass(frozen=True, eq=False)
class PersonNet:
    """What was learned of a person.

    layers: of the default preset (2 + 8) -> 60, a change of the universal mean and of the logarithm of its
    spread, smooth in between; of the paper's preset 2 -> 30, the coefficients, with ReLUs in between.
    density (8 or 1, G, G): seconds of footage by emotion, arousal and valence, on a grid from -1 to 1; ways
    (K, 30): how coefficients of this person vary together, each of unit length over K (none: no life).
    """

    layers: Layers
    density: Floats
    ways: Floats

    @property
    def paper(self) -> bool:
        """Whether it is the paper's net."""
        return bool(self.layers[0][0].shape[1] == 2)

    @property
    def parameters(self) -> int:
        """How many numbers were learned."""
        return sum(weight.size + bias.size for weight, bias in self.layers)


class PersonDecoder:
    """Plays emotions as one person does, and as anybody where no footage shows how.

    What it plays parts the lips as anybody would: how far the person's are apart in the footage is speech.
    """

    def __init__(self, net: PersonNet, universal: Expressions, model: FaceModel) -> None:
        self._net, self._universal, self._model = net, universal, model

    def decode(
        self, label: str, curve: NDArray[np.float64], seconds: Seconds | None = None, seed: int = 0
    ) -> Floats:
        """Coefficients (n, 30) of a label along a curve (n, 2); see `Decoder.decode`."""
        emotions = one_hot(label, len(curve))
        found, anybody = self.mean(curve, emotions), self._universal.mean(curve, emotions)
        if seconds is not None and len(curve):
            found = found + self.deviation(curve, emotions, seconds, seed)
            anybody = anybody + self._universal.deviation(curve, emotions, seconds, seed)
        return with_lip_gap(self._model, found, anybody @ lip_parting(self._model))

    def mean(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> Floats:
        """Mean coefficients (n, 30) at places (n, 2) under emotions (n, 8)."""
        anybody = self._universal.mean(places, emotions)
        own = self._run(places, emotions)
        change = own - anybody if self._net.paper else own[:, : anybody.shape[1]]
        return np.asarray(anybody + self.trust(places, emotions)[:, None] * change, np.float32)

    def spread(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> Floats:
        """Standard deviations (n, 30) at places (n, 2) under emotions (n, 8)."""
        anybody = self._universal.spread(places, emotions)
        if self._net.paper:
            return anybody
        change = self._run(places, emotions)[:, anybody.shape[1] :]
        wider = anybody * np.exp(self.trust(places, emotions)[:, None] * change)
        return np.asarray(np.minimum(wider, np.maximum(anybody, MOST_SPREAD)), np.float32)

    def deviation(
        self, places: NDArray[np.floating], emotions: NDArray[np.floating], seconds: Seconds, seed: int
    ) -> Floats:
        """What a take adds to the mean (n, 30): the less, the nearer a place is to the neutral one."""
        anybody = self._universal.deviation(places, emotions, seconds, seed)
        felt = np.clip(np.linalg.norm(places, axis=1, keepdims=True) / INTENSITIES["low"], 0, 1)
        drawn = life(seconds, seed, len(self._net.ways)) @ self._net.ways
        own = felt * self.spread(places, emotions) * drawn
        return np.asarray(anybody + self.trust(places, emotions)[:, None] * (own - anybody), np.float32)

    def trust(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> Floats:
        """How far (n,) the person's own net counts, 0 to 1."""
        found = seconds_near(self._net.density, places, emotions)
        return np.asarray(found / (found + SECONDS_TO_TRUST), np.float32)

    def _run(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> Floats:
        if not self._net.paper:
            given = np.concatenate([places, emotions], axis=1).astype(np.float32)
            return run_layers(self._net.layers, given)
        found = np.asarray(places, np.float32)
        for weight, bias in self._net.layers[:-1]:
            found = np.maximum(found @ weight.T + bias, 0)
        weight, bias = self._net.layers[-1]
        return np.asarray(found @ weight.T + bias, np.float32)


def one_hot(label: str, count: int) -> Floats:
    """Rows (count, 8) that say this emotion alone."""
    rows = np.zeros((count, len(NAMES)), np.float32)
    rows[:, NAMES.index(emotion(label).name)] = 1
    return rows


def density_of(
    places: NDArray[np.floating], shares: NDArray[np.floating], seconds: NDArray[np.floating], side: int = 33
) -> Floats:
    """Seconds of footage (L, side, side) near each place of a grid, of frames at places (N, 2) that last so
    many seconds (N,) and belong to L emotions by these shares (N, L)."""
    axis = np.linspace(-1, 1, side)
    across = np.exp(-0.5 * np.square((axis[:, None] - places[None, :, 0]) / NEAR))
    along = np.exp(-0.5 * np.square((axis[:, None] - places[None, :, 1]) / NEAR))
    weighed = np.asarray(shares * np.asarray(seconds)[:, None], np.float64)
    return np.stack([(along * each) @ across.T for each in weighed.T]).astype(np.float32)


def seconds_near(
    density: Floats, places: NDArray[np.floating], emotions: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Seconds of footage (n,) near places (n, 2) under emotions (n, 8), between the points of a grid."""
    side = density.shape[-1]
    at = (np.clip(np.asarray(places, np.float64), -1, 1) + 1) / 2 * (side - 1)
    low = np.minimum(at.astype(np.int64), side - 2)
    (x, y), (u, v) = low.T, (at - low).T
    rows = sum(
        weight * density[:, y + down, x + right]
        for down, right, weight in (
            (0, 0, (1 - u) * (1 - v)), (0, 1, u * (1 - v)), (1, 0, (1 - u) * v), (1, 1, u * v)
        )
    )  # fmt: skip
    shares = np.ones((1, len(places))) if len(density) == 1 else np.asarray(emotions, np.float64).T
    return np.asarray((rows * shares).sum(axis=0), np.float64)
