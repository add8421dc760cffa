"""The gain of learned shading, found again in textures that were shaded by a known one."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.faces.model import FaceModel
from dfm.core.faces.shading_gain import FLOOR, LIMITS, log_detail, luminance_of, shading_gain
from dfm.core.render.shading import load_shading

FRAMES = 40
Textures = list[tuple[int, NDArray[np.uint8]]]


@pytest.fixture(scope="module")
def maps() -> NDArray[np.float32]:
    return load_shading(weights.find("shading")).maps


@pytest.fixture(scope="module")
def expression() -> NDArray[np.float32]:
    """A lively face: coefficients (FRAMES, 30)."""
    return np.random.default_rng(5).normal(0, 1.2, (FRAMES, 30)).astype(np.float32)


def _shaded(maps: NDArray[np.float32], expression: NDArray[np.float32], gain: float) -> Textures:
    """Textures of a bright, even skin under shading of this gain."""
    light = np.exp(gain * np.tensordot(expression, maps, axes=1))
    grey = np.clip((140 + FLOOR) * light - FLOOR, 0, 255).astype(np.uint8)
    return [(place, np.repeat(texture[..., None], 3, axis=2)) for place, texture in enumerate(grey)]


@pytest.mark.parametrize("gain", [0.8, 1.0, 1.3])
def test_a_known_gain_is_found_again(
    model: FaceModel, maps: NDArray[np.float32], expression: NDArray[np.float32], gain: float
) -> None:
    angles = np.zeros((FRAMES, 3), np.float32)
    found = shading_gain(_shaded(maps, expression, gain), expression, angles, maps, model)
    assert found == pytest.approx(gain, abs=0.12)


def test_stronger_shading_never_gives_a_smaller_gain_and_limits_hold(
    model: FaceModel, maps: NDArray[np.float32], expression: NDArray[np.float32]
) -> None:
    angles = np.zeros((FRAMES, 3), np.float32)
    found = [
        shading_gain(_shaded(maps, expression, gain), expression, angles, maps, model)
        for gain in (-1.0, 0.3, 1.0, 3.0)
    ]
    assert found == sorted(found)
    assert found[0] == LIMITS[0]
    assert found[-1] == pytest.approx(LIMITS[1], abs=0.1)


def test_too_little_evidence_is_a_gain_of_one(
    model: FaceModel, maps: NDArray[np.float32], expression: NDArray[np.float32]
) -> None:
    textures = _shaded(maps, expression, 1.5)
    angles = np.zeros((FRAMES, 3), np.float32)
    assert shading_gain([], expression, angles, maps, model) == 1
    assert shading_gain(textures[:7], expression, angles, maps, model) == 1
    turning = np.zeros_like(angles)
    turning[:, 0] = np.linspace(-80, 80, FRAMES)
    assert shading_gain(textures[::4], expression, turning, maps, model) == 1
    still = np.zeros_like(expression)
    assert shading_gain(textures, still, angles, maps, model) == pytest.approx(1, abs=1e-4)


def test_frames_turned_away_do_not_count(
    model: FaceModel, maps: NDArray[np.float32], expression: NDArray[np.float32]
) -> None:
    textures = _shaded(maps, expression, 1.2)
    angles = np.zeros((FRAMES, 3), np.float32)
    angles[::4, 0] = 40
    spoiled = [(k, texture if k % 4 else texture[::-1]) for k, texture in textures]
    kept = [(k, texture) for k, texture in textures if k % 4]
    assert shading_gain(spoiled, expression, angles, maps, model) == shading_gain(
        kept, expression, angles, maps, model
    )


def test_detail_has_no_brightness_and_nothing_beside_the_face(model: FaceModel) -> None:
    coverage = model.unwrapper(64).coverage
    texture = np.random.default_rng(0).integers(60, 200, (2, 64, 64)).astype(np.uint8)
    detail = log_detail(texture, coverage)
    assert not detail[:, ~coverage].any()
    assert np.abs(detail[:, coverage].mean(axis=1)).max() < 0.01
    brighter = log_detail((texture * 1.2).astype(np.uint8), coverage)
    assert np.abs(brighter - detail)[:, coverage].max() < 0.05


def test_luminance_weighs_green_most() -> None:
    colours = np.zeros((3, 1, 1, 3), np.uint8)
    for channel in range(3):
        colours[channel, 0, 0, channel] = 200
    red, green, blue = luminance_of(colours).ravel().astype(int)
    assert (red, green, blue) == (43, 143, 14)
    np.testing.assert_array_equal(luminance_of(np.full((1, 2, 2, 3), 255, np.uint8)), 255)
