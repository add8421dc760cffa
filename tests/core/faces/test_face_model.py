"""The shipped 3D face model keeps what its text promises."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.errors import MissingWeights
from dfm.core.faces.model import EXPRESSIONS, FaceModel, load_face_model
from dfm.core.faces.topology import BLENDSHAPES, mirrored_blendshapes

FLIP = np.array([-1, 1, 1], np.float32)


def _mirrored(model: FaceModel, shape: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(shape[..., model.mirror, :] * FLIP, np.float32)


def test_sizes(model: FaceModel) -> None:
    assert model.mean.shape == (468, 3)
    assert model.expression.shape == (EXPRESSIONS, 468, 3)
    assert model.identity.shape[1:] == (468, 3)
    assert model.blendshape_map.shape == (EXPRESSIONS, 52)
    assert 15 < model.face_height < 20


def test_the_mean_face_is_symmetric(model: FaceModel) -> None:
    np.testing.assert_allclose(_mirrored(model, model.mean), model.mean, atol=1e-3)


def test_expressions_are_symmetric_or_antisymmetric(model: FaceModel) -> None:
    wanted = model.expression * model.expression_parity[:, None, None]
    np.testing.assert_allclose(_mirrored(model, model.expression), wanted, atol=1e-3)
    assert set(model.expression_parity) == {-1.0, 1.0}


def test_identities_are_symmetric_or_antisymmetric(model: FaceModel) -> None:
    mirrored = _mirrored(model, model.identity)
    for component, twin in zip(model.identity, mirrored, strict=True):
        least = min(np.abs(twin - component).max(), np.abs(twin + component).max())
        assert least < 0.02 * np.abs(component).max()


def test_mirrored_blendshapes_make_a_mirrored_face(model: FaceModel) -> None:
    twins = mirrored_blendshapes()
    for name in ("mouthSmileLeft", "browDownRight", "jawOpen", "noseSneerLeft"):
        shapes = np.zeros(52, np.float32)
        shapes[BLENDSHAPES.index(name)] = 1
        one = model.displacement(model.coefficients_of_blendshapes(shapes))
        other = model.displacement(model.coefficients_of_blendshapes(shapes[twins]))
        np.testing.assert_allclose(_mirrored(model, one), other, atol=0.03)


def test_blendshapes_move_what_they_are_named_after(model: FaceModel) -> None:
    def moved(name: str) -> NDArray[np.float32]:
        shapes = np.zeros(52, np.float32)
        shapes[BLENDSHAPES.index(name)] = 1
        return model.displacement(model.coefficients_of_blendshapes(shapes))

    assert moved("jawOpen")[14, 1] < -0.5
    smile = moved("mouthSmileLeft")
    assert smile[291, 1] > 0.2
    assert smile[291, 1] > 2 * smile[61, 1]
    assert moved("browInnerUp")[55, 1] > 0.2
    assert moved("eyeBlinkRight")[159, 1] < -0.2


def test_displacement_is_linear_and_works_on_many_frames(model: FaceModel) -> None:
    some = np.random.default_rng(0).normal(0, 1, (4, EXPRESSIONS)).astype(np.float32)
    every = model.displacement(some)
    assert every.shape == (4, 468, 3)
    np.testing.assert_allclose(model.displacement(some[0] + 2 * some[1]), every[0] + 2 * every[1], atol=1e-4)


def test_saved_and_read_again_it_is_the_same(model: FaceModel, tmp_path: Path) -> None:
    model.save(tmp_path / "copy.safetensors")
    copy = load_face_model(tmp_path / "copy.safetensors")
    np.testing.assert_array_equal(copy.expression, model.expression)
    np.testing.assert_array_equal(copy.mesh.triangles, model.triangles)
    assert model.unwrapper(16) is model.unwrapper(16)


@pytest.mark.parametrize("content", [None, b"", b"no tensors in here, only words"])
def test_a_damaged_file_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / f"damaged{len(content or b'none')}.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MissingWeights, match="is not a face model"):
        load_face_model(path)


def test_a_file_of_another_version_is_told(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    save_file({"mean": np.zeros((468, 3), np.float32)}, tmp_path / "older.safetensors")
    with pytest.raises(MissingWeights, match="train face-model"):
        load_face_model(tmp_path / "older.safetensors")
