"""Who drives: the frame itself is always right, decoders are what they say, unknown names are refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dfm.core.errors import UsageError
from dfm.core.evaluation import rooms
from dfm.core.evaluation.drivers import (
    MAKERS,
    MEAN,
    OWN,
    PAPER,
    PERSON,
    PROTOTYPES,
    WORDS,
    Clip,
    checked,
    drivers_for,
)
from dfm.core.evaluation.held_out import Part, halves_of
from dfm.core.jobs import drain
from dfm.core.motion.decoder import PrototypeDecoder
from dfm.core.training import person


@pytest.fixture(scope="module")
def clip(demo_clip: Path) -> Clip:
    analysis = drain(rooms.analysed(demo_clip, use_cache=True))
    return Clip(analysis, halves_of(analysis), 0)


def test_the_frame_itself_and_the_mean_expression(clip: Clip) -> None:
    own, mean = drain(drivers_for([OWN, MEAN], clip))
    halves = clip.halves
    assert (own.drive(halves.tested) == halves.tested.coefficients).all()
    assert np.allclose(mean.drive(halves.tested)[3], halves.learned.coefficients.mean(axis=0), atol=1e-5)


def test_prototypes_are_mixed_by_the_emotions(clip: Clip) -> None:
    _, driver = drain(drivers_for([PROTOTYPES], clip))
    decoder, places = PrototypeDecoder(rooms.face_model()), np.array([[0.5, 0.1]], np.float32)
    track, nothing = clip.halves.tested.track, np.zeros((1, 30), np.float32)
    for column, name in enumerate(("neutral", "happy")):
        part = Part(track, places, np.eye(8, dtype=np.float32)[[column]], nothing)
        assert np.allclose(driver.drive(part), decoder.decode(name, places.astype(float)), atol=1e-6)


def test_a_persons_decoder_learns_from_the_first_part(clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person, "EPOCHS", {"default": 6})
    own, mean, driver = drain(drivers_for([MEAN, PERSON], clip))
    learned = clip.halves.learned
    wrong = [np.square(each.drive(learned) - own.drive(learned)).mean() for each in (driver, mean)]
    assert wrong[0] < 1.5 * wrong[1]
    assert driver.parameters > 1000
    assert 1 <= driver.epochs <= 6
    assert driver.seconds > 0


def test_the_papers_preset_learns_for_as_long_as_it_is_told(clip: Clip) -> None:
    _, driver = drain(drivers_for([PAPER], replace(clip, epochs=1)))
    assert driver.epochs == 1
    assert driver.parameters > 10_000_000
    assert driver.drive(clip.halves.tested).shape == clip.halves.tested.coefficients.shape


def test_the_frame_itself_is_always_among_them() -> None:
    assert checked(None) == tuple(MAKERS)
    assert checked([MEAN]) == (OWN, MEAN)
    assert set(WORDS) == set(MAKERS)
    with pytest.raises(UsageError, match="no decoder 'tarot'; choose from own, mean"):
        checked(["tarot"])
