"""What is measured of a picture against its truth, with judges and without."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from dfm.core.errors import MissingWeights
from dfm.core.evaluation import likeness
from dfm.core.evaluation.cross import Attempt
from dfm.core.evaluation.likeness import Judges, between_strangers
from dfm.core.faces.topology import POINTS
from dfm.models.image_features import ImageFeatures


class Describer:
    """Knows a face by its mean colour."""

    def describe(self, picture: NDArray[np.uint8], points: NDArray[np.float32]) -> NDArray[np.float64]:
        assert points.shape == (POINTS, 3)
        return np.asarray(picture.mean(axis=(0, 1)), np.float64)


def refused() -> ImageFeatures:
    raise MissingWeights("The net is missing: run `pip install it`.")


def attempts() -> list[Attempt]:
    random = np.random.default_rng(0)
    real, aligned, made = (random.integers(0, 256, (256, 256, 3), dtype=np.uint8) for _ in range(3))
    points = np.asarray(random.uniform(80, 180, (POINTS, 3)), np.float32)
    return [Attempt(real, aligned, made, np.ones((256, 256), np.bool_), points)]


def test_every_measure_is_best_for_the_truth_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    net = ImageFeatures()
    monkeypatch.setattr(likeness, "load_image_features", lambda: net)
    monkeypatch.setattr(likeness, "load_describer", Describer)
    judges, tried = Judges(), attempts()
    true, made = judges.score(tried, [tried[0].real]), judges.score(tried, [tried[0].made])
    assert judges.missing == ()
    assert (true.face, true.mouth, true.perceptual, true.perceptual_mouth) == (0, 0, 0, 0)
    assert (true.gmsd, true.identity) == pytest.approx((0, 1), abs=1e-6)
    assert min(made.face, made.mouth, made.perceptual, made.perceptual_mouth, made.gmsd) > 0
    assert made.identity < 1


def test_without_judges_the_rest_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "load_image_features", refused)
    monkeypatch.setattr(likeness, "load_describer", refused)
    judges, tried = Judges(), attempts()
    made = judges.score(tried, [tried[0].made])
    assert len(judges.missing) == 2
    assert made.face > 0
    assert made.gmsd > 0
    assert np.isnan([made.perceptual, made.perceptual_mouth, made.identity]).all()
    assert judges.describe(tried[0].real, tried[0].points) is None


def test_nothing_tried_is_nothing_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "load_image_features", refused)
    monkeypatch.setattr(likeness, "load_describer", refused)
    assert np.isnan(Judges().score([], []).face)


def test_strangers_are_compared_two_by_two() -> None:
    people = [np.array([1.0, 0]), np.array([0, 1.0]), np.array([1.0, 1.0])]
    assert between_strangers(people) == pytest.approx(np.sqrt(0.5))
    assert np.isnan(between_strangers(people[:1]))
