"""The rule that the estimator has to beat."""

import numpy as np
import pytest

from dfm.core.affect.estimator import NAMES
from dfm.core.affect.features import Average
from dfm.core.affect.observed import Observed
from dfm.core.document.emotions import emotion
from dfm.core.evaluation.affect_baselines import RuleEstimator
from dfm.core.motion.prototypes import prototype

AVERAGE = Average(np.full(52, 0.1, np.float32), np.zeros(30, np.float32))


def _shown(name: str, resting: float, *, known: bool) -> Observed:
    shapes = (resting + 0.8 * prototype(name)).astype(np.float32)[None]
    own = np.full(52, resting, np.float32) if known else None
    return Observed(shapes, np.zeros((1, 30), np.float32), own)


@pytest.mark.parametrize("name", NAMES)
def test_prototypes_are_told_from_each_other(name: str) -> None:
    found = RuleEstimator(AVERAGE).estimate(_shown(name, 0.3, known=True))
    assert NAMES[int(found.probabilities[0].argmax())] == name
    place = np.array([emotion(name).valence, emotion(name).arousal])
    assert np.allclose(found.places[0], 0.8 * place, atol=1e-5)


def test_a_photograph_is_compared_with_the_average_face() -> None:
    found = RuleEstimator(AVERAGE).estimate(_shown("neutral", 0.1, known=False))
    assert NAMES[int(found.probabilities[0].argmax())] == "neutral"
