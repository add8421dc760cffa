"""Stretches of a series, and how the demo clip's person starts."""

from pathlib import Path

import numpy as np
import pytest

from dfm.core.errors import InputError
from dfm.core.evaluation import rooms
from dfm.core.evaluation.calm import LOOKS, liveliest, quietest, start_of
from dfm.core.jobs import drain
from tests.core.evaluation.test_accuracy import Judge


def test_the_quietest_stretch_has_the_lowest_mean() -> None:
    assert quietest(np.array([3.0, 1.0, 0.0, 1.0, 5.0]), 3) == slice(1, 4)
    assert quietest(np.array([3.0, 1.0]), 9) == slice(0, 2)


def test_the_liveliest_stretch_spreads_most() -> None:
    aperture = np.concatenate([np.zeros(60), np.sin(np.arange(48)), np.zeros(60)])
    found = liveliest(aperture)
    assert found.stop - found.start == 48
    assert abs(found.start - 60) < 5
    assert liveliest(np.zeros(3)) == slice(0, 3)


def test_both_readers_have_to_call_a_face_calm(short_clip: Path) -> None:
    analysis = drain(rooms.analysed(short_clip, use_cache=True))
    start = start_of(analysis, Judge("neutral"))
    assert len(start.frames) == len(start.answers) == LOOKS
    assert start.calm == (start.distance <= 0.15)
    assert not start_of(analysis, Judge("sad")).calm


def test_a_clip_without_a_face_is_refused(short_clip: Path) -> None:
    analysis = drain(rooms.analysed(short_clip, use_cache=True))
    nobody = type(analysis)(analysis.media, analysis.shots, (), analysis.backend)
    with pytest.raises(InputError, match="shows no face"):
        start_of(nobody, Judge("neutral"))
