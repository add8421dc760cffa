"""What is known of anybody's expressions, where nothing is known of the person.

That is the universal decoder. Where its weights are missing, the prototypes stand in for its mean, with one
spread everywhere and no life.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.affect.estimator import NAMES
from dfm.core.errors import DfmError
from dfm.core.faces.model import EXPRESSIONS, FaceModel, load_face_model
from dfm.core.motion.decoder import PrototypeDecoder, Seconds
from dfm.core.motion.person import Expressions
from dfm.core.motion.universal import load_universal

SPREAD = 0.25


class PrototypeExpressions:
    """The prototypes' coefficients, mixed by the probabilities of the emotions."""

    def __init__(self, model: FaceModel) -> None:
        self._decoder = PrototypeDecoder(model)

    def mean(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> NDArray[np.float32]:
        """Mean coefficients (n, 30)."""
        curve = np.asarray(places, np.float64)
        played = (self._decoder.decode(name, curve) for name in NAMES)
        mixed = sum(share[:, None] * each for share, each in zip(np.asarray(emotions).T, played, strict=True))
        return np.asarray(mixed, np.float32)

    def spread(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> NDArray[np.float32]:
        """The same standard deviations (n, 30) everywhere."""
        return np.full((len(places), EXPRESSIONS), SPREAD, np.float32)

    def deviation(
        self, places: NDArray[np.floating], emotions: NDArray[np.floating], seconds: Seconds, seed: int
    ) -> NDArray[np.float32]:
        """Nothing: a prototype is always the mean one."""
        return np.zeros((len(places), EXPRESSIONS), np.float32)


def universal_expressions() -> Expressions:
    """What every person's decoder falls back to."""
    try:
        return load_universal()
    except DfmError:
        return _made(weights.find("face_model"))


@lru_cache(maxsize=2)
def _made(path: Path) -> Expressions:
    return PrototypeExpressions(load_face_model(path))
