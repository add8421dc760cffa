"""The prototypes as a decoder that knows a mean and a spread, to compare learned ones with."""

import numpy as np
from numpy.typing import NDArray

from dfm.core.affect.estimator import NAMES
from dfm.core.faces.model import EXPRESSIONS, FaceModel
from dfm.core.motion.decoder import PrototypeDecoder, Seconds

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
