"""A frame under an edit: what is asked for is found again, and a frame left alone has no flaw."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dfm.core import weights
from dfm.core.evaluation import rooms
from dfm.core.evaluation.likeness import Judges
from dfm.core.evaluation.moments import moments_of
from dfm.core.evaluation.scene import SIDE, Drawn, Scene
from dfm.core.faces.landmarks import MediaPipeBackend
from dfm.core.jobs import drain


@pytest.fixture(scope="module")
def scene(short_clip: Path) -> Iterator[Scene]:
    """The calm frame of the demo clip."""
    analysis = drain(rooms.analysed(short_clip, use_cache=True))
    moment, _ = moments_of(analysis, rooms.face_model())
    with closing(MediaPipeBackend(weights.find("face_landmarker"))) as backend:
        yield Scene(analysis, moment, rooms.Studio("instant", analysis), backend, Judges())


def test_a_smile_is_found_again(scene: Scene) -> None:
    high, low = scene.draw("happy", "high", 0), scene.draw("happy", "low", 0)
    assert high.picture.shape == (SIDE, SIDE, 3)
    assert (high.picture != scene.source).any()
    assert 0 < scene.share(low, high) < scene.share(high, high)
    assert scene.share(high, high) == pytest.approx(0.8, abs=0.4)


def test_drawing_again_starts_from_the_source(scene: Scene) -> None:
    first = scene.draw("happy", "high", 0)
    scene.draw("anger", "high", 0)
    assert (scene.draw("happy", "high", 0).picture == first.picture).all()


def test_a_face_that_is_not_found_again_is_not_measured(scene: Scene) -> None:
    made = scene.draw("happy", "high", 0)
    lost = Drawn(made.picture, made.wanted, made.asked, None, None)
    assert scene.share(lost, made) != scene.share(lost, made)  # not a number
    assert scene.flaws(lost).shape == 1
