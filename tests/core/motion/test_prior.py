"""The stand-in for a learned universal decoder."""

import numpy as np

from dfm.core.motion.decoder import PrototypeDecoder
from dfm.core.motion.person import one_hot
from dfm.core.motion.prior import PrototypeExpressions, universal_expressions


def test_one_emotion_is_its_prototype_and_mixtures_lie_between(decoder: PrototypeDecoder) -> None:
    known = universal_expressions()
    assert isinstance(known, PrototypeExpressions)
    places = np.array([[0.6, 0.2], [-0.3, 0.5]])
    happy, sad = (known.mean(places, one_hot(label, 2)) for label in ("happy", "sad"))
    np.testing.assert_allclose(happy, decoder.decode("happy", places), atol=1e-6)
    both = known.mean(places, (one_hot("happy", 2) + one_hot("sad", 2)) / 2)
    np.testing.assert_allclose(both, (happy + sad) / 2, atol=1e-6)
    assert known.spread(places, one_hot("sad", 2)).shape == (2, 30)
    assert known.mean(places[:0], one_hot("sad", 0)).shape == (0, 30)
