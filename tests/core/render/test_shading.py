"""Shading maps are linear in the change, survive a file, and refuse what is none."""

from pathlib import Path

import numpy as np
import pytest

from dfm.core.errors import MissingWeights
from dfm.core.faces.model import FaceModel
from dfm.core.render.shading import ShadingMaps, load_shading


def test_shading_is_linear_and_zero_without_change(shading: ShadingMaps) -> None:
    change = np.random.default_rng(1).normal(size=30).astype(np.float32)
    assert np.abs(shading.of(np.zeros(30, np.float32))).max() == 0
    assert np.allclose(shading.of(2 * change), 2 * shading.of(change), atol=1e-4)


def test_a_smile_darkens_the_nasolabial_folds(model: FaceModel, shading: ShadingMaps) -> None:
    from dfm.core.motion.action_units import coefficients_of

    texture = shading.of(coefficients_of(model, {"AU12": 1.0}))
    size = texture.shape[0]
    for wing, corner in ((129, 61), (358, 291)):
        outer = 0.5 * model.uv[wing] + 0.5 * model.uv[corner]
        x, y = np.round(outer * size).astype(int)
        assert texture[y - 5 : y + 6, x - 5 : x + 6].min() < -0.05


def test_maps_survive_a_file(tmp_path: Path, shading: ShadingMaps) -> None:
    shading.save(tmp_path / "maps.safetensors")
    assert np.array_equal(load_shading(tmp_path / "maps.safetensors").maps, shading.maps)


def test_what_is_no_file_of_maps_is_told(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.safetensors"
    wrong.write_bytes(b"no maps")
    with pytest.raises(MissingWeights, match=r"wrong\.safetensors"):
        load_shading(wrong)
