"""The reading by a rule that the embedded estimator has to beat: FACS prototypes and nothing learned."""

import numpy as np
from numpy.typing import NDArray

from dfm.core.affect.estimator import NAMES, Affect
from dfm.core.affect.features import Average
from dfm.core.affect.observed import Observed
from dfm.core.faces.topology import BLENDSHAPES
from dfm.core.motion.prototypes import SPEECH_AND_GAZE, prototype, valence_arousal

NEUTRAL_WITHIN = 0.15
"""A reading nearer to the origin than this is called neutral."""


class RuleEstimator:
    """A face's change from rest as a mixture of prototypes; the emotion is that of the nearest direction."""

    name = "FACS rule"
    looks = False

    def __init__(self, average: Average) -> None:
        self._average = average
        shapes = np.stack([prototype(name) for name in NAMES[1:]])
        judged = np.array([not each.startswith(SPEECH_AND_GAZE) for each in BLENDSHAPES])
        self._judged = judged | (shapes > 0).any(axis=0)
        self._directions = shapes / np.linalg.norm(shapes, axis=1, keepdims=True)

    def estimate(self, observed: Observed) -> Affect:
        """The rule's reading of every frame; all probability on one emotion."""
        resting = self._average.blendshapes if observed.resting is None else observed.resting
        change = (observed.blendshapes - resting).astype(np.float64)
        places = valence_arousal(change)
        nearest = (change * self._judged) @ self._directions.T
        chosen = np.where(np.linalg.norm(places, axis=1) < NEUTRAL_WITHIN, 0, 1 + nearest.argmax(axis=1))
        return Affect(places.astype(np.float32), _certain(chosen))


def _certain(chosen: NDArray[np.int64]) -> NDArray[np.float32]:
    return np.eye(len(NAMES), dtype=np.float32)[chosen]
