"""The arithmetic of the shading, on skin that was shaded by known maps."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.training.shading_maps import ClipTextures, Shading, centred, explained_share, learn_shading

SIZE = 48
FRAMES = 60


@pytest.fixture(scope="module")
def model() -> FaceModel:
    return load_face_model(weights.find("face_model"))


@pytest.fixture(scope="module")
def coverage(model: FaceModel) -> NDArray[np.bool_]:
    return model.unwrapper(SIZE).coverage


@pytest.fixture(scope="module")
def truth(model: FaceModel) -> NDArray[np.float32]:
    """Maps (30, SIZE, SIZE) with folds in the first four coefficients, each with its coefficient's parity."""
    maps = np.zeros((30, SIZE, SIZE), np.float32)
    for k in range(4):
        spots = np.random.default_rng(k).normal(0, 1, (SIZE, SIZE)).astype(np.float32)
        fold = cv2.GaussianBlur(spots, (0, 0), 1.5)
        fold = fold + model.expression_parity[k] * fold[:, ::-1]
        maps[k] = 0.05 * fold / fold.std()
    return maps


def _clip(truth: NDArray[np.float32], seed: int, gain: float = 1.0) -> ClipTextures:
    """Somebody with a skin of their own who moves in light that comes and goes."""
    chance = np.random.default_rng(seed)
    expression = chance.normal(0, 1, (FRAMES, 30)).astype(np.float32)
    skin = cv2.GaussianBlur(chance.normal(120, 60, (SIZE, SIZE)).astype(np.float32), (0, 0), 2)
    light = 1 + 0.2 * np.sin(np.arange(FRAMES) / 7)[:, None, None]
    shaded = skin * light * np.exp(gain * np.tensordot(expression, truth, axes=1))
    noisy = shaded + chance.normal(0, 1, shaded.shape)
    turn = chance.normal(0, 5, (FRAMES, 2)).astype(np.float32)
    return ClipTextures(np.clip(noisy, 0, 255).astype(np.uint8), expression, turn)


@pytest.fixture(scope="module")
def learned(truth: NDArray[np.float32], coverage: NDArray[np.bool_], model: FaceModel) -> Shading:
    clips = (_clip(truth, seed) for seed in range(4))  # a generator: clips are seen once, one at a time
    return learn_shading(clips, coverage, model.expression_parity)


def test_folds_are_found_where_they_are(
    learned: Shading, truth: NDArray[np.float32], coverage: NDArray[np.bool_]
) -> None:
    inside = cv2.erode(coverage.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    for k in range(4):
        found, wanted = learned.maps[k][inside], truth[k][inside]
        assert np.corrcoef(found, wanted)[0, 1] > 0.8, k
    strong = np.abs(learned.maps[:4]).mean()
    assert np.abs(learned.maps[4:]).mean() < 0.25 * strong


def test_maps_are_zero_beside_the_face_and_symmetric_as_their_coefficients(
    learned: Shading, coverage: NDArray[np.bool_], model: FaceModel
) -> None:
    assert learned.maps.shape == (30, SIZE, SIZE)
    assert not learned.maps[:, ~coverage].any()
    both = coverage & coverage[:, ::-1]
    mirrored = learned.maps[:, :, ::-1] * model.expression_parity[:, None, None]
    assert np.abs(mirrored - learned.maps)[:, both].max() < 0.15 * np.abs(learned.maps).max()


def test_the_share_that_is_explained_is_one_and_holds_for_strangers(
    learned: Shading, truth: NDArray[np.float32], coverage: NDArray[np.bool_]
) -> None:
    assert 0.4 < learned.explained < 1
    stranger = explained_share(_clip(truth, 50), learned, coverage)
    assert 0.3 < stranger < 1
    assert explained_share(_clip(truth, 50, gain=0.6), learned, coverage) > 0.2  # any gain will do
    assert explained_share(_clip(truth, 50, gain=-1), learned, coverage) == 0  # but no inverted folds


def test_light_on_all_of_the_face_is_no_shading(
    coverage: NDArray[np.bool_], truth: NDArray[np.float32], model: FaceModel
) -> None:
    even = learn_shading([_clip(0 * truth, 3)], coverage, model.expression_parity)
    folded = learn_shading([_clip(truth, 3)], coverage, model.expression_parity)
    assert np.abs(even.maps).mean() < 0.4 * np.abs(folded.maps).mean()


def test_features_and_detail_are_relative_to_the_clip(
    truth: NDArray[np.float32], coverage: NDArray[np.bool_]
) -> None:
    features, detail = centred(_clip(truth, 9), coverage)
    assert features.shape == (FRAMES, 34)
    assert detail.shape == (FRAMES, SIZE * SIZE)
    np.testing.assert_allclose(np.median(features, axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(np.median(detail, axis=0), 0, atol=1e-6)
    assert np.abs(detail).max() <= 0.5
