"""One protocol for all who read valence, arousal and emotion from a face."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dfm.core.affect.observed import Observed
from dfm.core.document.emotions import EMOTIONS

NAMES = tuple(row.name for row in EMOTIONS)
"""The order of the probabilities."""


@dataclass(frozen=True, eq=False)
class Affect:
    """Of N frames: places (N, 2) in the valence-arousal plane, in the unit disc, and the probabilities (N, 8)
    of the emotions in the order of NAMES."""

    places: NDArray[np.float32]
    probabilities: NDArray[np.float32]

    @property
    def valence(self) -> NDArray[np.float32]:
        """Displeasure to pleasure, -1 to 1 (N,)."""
        return np.asarray(self.places[:, 0], np.float32)

    @property
    def arousal(self) -> NDArray[np.float32]:
        """Calm to excited, -1 to 1 (N,)."""
        return np.asarray(self.places[:, 1], np.float32)


class AffectEstimator(Protocol):
    """Reads what a face shows; `looks` tells whether it needs pictures."""

    name: str
    looks: bool

    def estimate(self, observed: Observed) -> Affect:
        """The affect of every frame; InputError where it needs pictures and there are none."""
        ...


def within_disc(places: NDArray[np.floating]) -> NDArray[np.float32]:
    """Places (N, 2), those outside the unit disc moved to its edge."""
    length = np.linalg.norm(places, axis=1, keepdims=True)
    return np.asarray(places / np.maximum(1.0, length), np.float32)


def softmax(logits: NDArray[np.floating]) -> NDArray[np.float32]:
    """Probabilities (N, K) of logits."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)
