"""The prototypes as a decoder with a mean and a spread."""

import numpy as np

from dfm.core.faces.model import FaceModel
from dfm.core.motion.decoder import PrototypeDecoder
from dfm.core.motion.person import one_hot
from dfm.core.motion.prior import PrototypeExpressions

PLACES = np.array([[0.6, 0.2], [-0.3, 0.5]])


def test_one_emotion_is_its_prototype_and_mixtures_lie_between(
    decoder: PrototypeDecoder, model: FaceModel
) -> None:
    known = PrototypeExpressions(model)
    happy, sad = (known.mean(PLACES, one_hot(label, 2)) for label in ("happy", "sad"))
    np.testing.assert_allclose(happy, decoder.decode("happy", PLACES), atol=1e-6)
    both = known.mean(PLACES, (one_hot("happy", 2) + one_hot("sad", 2)) / 2)
    np.testing.assert_allclose(both, (happy + sad) / 2, atol=1e-6)
    assert known.spread(PLACES, one_hot("sad", 2)).shape == (2, 30)
    assert known.mean(PLACES[:0], one_hot("sad", 0)).shape == (0, 30)
    assert not known.deviation(PLACES, one_hot("sad", 2), np.zeros(2), 1).any()
