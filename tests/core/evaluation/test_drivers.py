"""Who drives: the frame itself is always right, baselines are what they say, unknown names are refused."""

from pathlib import Path

import numpy as np
import pytest

from dfm.core.errors import UsageError
from dfm.core.evaluation import rooms
from dfm.core.evaluation.drivers import MAKERS, MEAN, OWN, WORDS, checked, drivers_for, played
from dfm.core.evaluation.held_out import Halves, Part, halves_of
from dfm.core.jobs import drain
from dfm.core.motion.decoder import PrototypeDecoder


@pytest.fixture(scope="module")
def halves(short_clip: Path) -> Halves:
    return halves_of(drain(rooms.analysed(short_clip, use_cache=True)))


def test_the_frame_itself_and_the_mean_expression(halves: Halves) -> None:
    own, mean = drain(drivers_for([OWN, MEAN], halves, 0))
    assert (own.drive(halves.tested) == halves.tested.coefficients).all()
    assert np.allclose(mean.drive(halves.tested)[3], halves.learned.coefficients.mean(axis=0), atol=1e-5)


def test_a_decoder_of_labels_plays_the_mixture_of_emotions(halves: Halves) -> None:
    decoder = PrototypeDecoder(rooms.face_model())
    places = np.array([[0.5, 0.1]], np.float32)
    for column, name in enumerate(("neutral", "happy")):
        part = Part(
            halves.tested.track, places, np.eye(8, dtype=np.float32)[[column]], np.zeros((1, 30), np.float32)
        )
        assert np.allclose(played(decoder, part), decoder.decode(name, places.astype(float)), atol=1e-6)


def test_the_frame_itself_is_always_among_them() -> None:
    assert checked(None) == tuple(MAKERS)
    assert checked([MEAN]) == (OWN, MEAN)
    assert set(WORDS) == set(MAKERS)
    with pytest.raises(UsageError, match="no decoder 'tarot'; choose from own, mean"):
        checked(["tarot"])
