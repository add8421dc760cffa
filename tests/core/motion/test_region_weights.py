"""A change of coefficients is weighed region by region: what is held back stays, what is not goes on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dfm.core.document.emotions import EMOTIONS, emotion
from dfm.core.document.regions import EVERYWHERE, Regions
from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import INNER_LIPS, LEFT_BROW, OUTER_LIPS, RIGHT_BROW
from dfm.core.motion.decoder import PrototypeDecoder
from dfm.core.motion.regions import region_maps, weighed
from dfm.core.motion.retarget import boundary_taper

BROWS, LIPS = (*RIGHT_BROW, *LEFT_BROW), (*OUTER_LIPS, *INNER_LIPS)
FELT = [row.name for row in EMOTIONS if row.name != "neutral"]


def felt(decoder: PrototypeDecoder, name: str) -> NDArray[np.float32]:
    """The coefficients (30,) of an emotion at full strength."""
    row = emotion(name)
    return np.asarray(decoder.decode(name, np.array([[row.valence, row.arousal]]))[0])


def moved(model: FaceModel, change: NDArray[np.float32], vertices: tuple[int, ...]) -> float:
    """How far a change moves some vertices in the picture, in centimetres."""
    shown = model.displacement(change) * boundary_taper(model)[:, None]
    return float(np.linalg.norm(shown[list(vertices)], axis=1).mean())


def test_the_parts_of_a_change_are_the_change(model: FaceModel) -> None:
    maps = region_maps(model)
    np.testing.assert_allclose(maps.sum(axis=0), np.eye(30), atol=1e-5)


def test_all_of_a_change_everywhere_is_the_very_same(model: FaceModel) -> None:
    change = np.random.default_rng(1).normal(size=(4, 30)).astype(np.float32)
    assert weighed(model, change, EVERYWHERE) is change
    np.testing.assert_allclose(weighed(model, change, Regions(0, 0, 0)), 0, atol=1e-4)


@settings(max_examples=20, deadline=None)
@given(weights=st.builds(Regions, *(st.floats(0, 1) for _ in range(3))))
def test_weights_act_in_proportion(model: FaceModel, weights: Regions) -> None:
    change = np.random.default_rng(2).normal(size=30).astype(np.float32)
    parts = [weighed(model, change, Regions(*row)) for row in np.eye(3)]
    wanted = sum(np.float32(weight) * part for (_, weight), part in zip(weights.items(), parts, strict=True))
    np.testing.assert_allclose(weighed(model, change, weights), wanted, atol=1e-4)


@pytest.mark.parametrize("name", ["happy", "surprise", "fear", "disgust"])
def test_without_the_mouth_the_lips_rest(model: FaceModel, decoder: PrototypeDecoder, name: str) -> None:
    change = felt(decoder, name)
    held = weighed(model, change, Regions(mouth=0))
    assert moved(model, held, LIPS) < 0.06 * moved(model, change, LIPS)


@pytest.mark.parametrize("name", ["surprise", "anger"])
def test_without_the_brows_the_brows_rest(model: FaceModel, decoder: PrototypeDecoder, name: str) -> None:
    change = felt(decoder, name)
    held = weighed(model, change, Regions(brows=0))
    assert moved(model, held, BROWS) < 0.15 * moved(model, change, BROWS)
    assert moved(model, held, LIPS) == pytest.approx(moved(model, change, LIPS), rel=0.05)


@pytest.mark.parametrize("name", FELT)
def test_what_is_not_held_back_stays(model: FaceModel, decoder: PrototypeDecoder, name: str) -> None:
    change = felt(decoder, name)
    lips, brows = moved(model, change, LIPS), moved(model, change, BROWS)
    assert moved(model, weighed(model, change, Regions(0, 0, 1)), LIPS) == pytest.approx(lips, rel=0.06)
    assert moved(model, weighed(model, change, Regions(1, 0, 0)), BROWS) > 0.6 * brows
