"""What renderers are given."""

import numpy as np

from dfm.core.render.renderer import COARSE, FITTING, Reference


def test_a_large_reference_has_a_small_copy() -> None:
    points = np.array([[10, 20, 0], [300, 20 + 2 * COARSE, 0]], np.float32)
    rgb = np.full((600, 400, 3), 90, np.uint8)
    small, scale = Reference(rgb, points).coarse
    assert scale == 0.5
    assert small.shape == (300, 200, 3)


def test_a_small_one_is_its_own() -> None:
    points = np.array([[10, 20, 0], [90, 120, 0]], np.float32)
    reference = Reference(np.zeros((140, 120, 3), np.uint8), points)
    assert reference.coarse[0] is reference.rgb
    assert reference.coarse[1] == 1


def test_a_reference_is_made_smaller_for_a_smaller_face_and_kept() -> None:
    points = np.array([[10, 20, 0], [300, 220, 0]], np.float32)
    rgb = np.tile(np.arange(400, dtype=np.uint8)[None, :, None], (300, 1, 3))
    reference = Reference(rgb, points)
    assert reference.fitting(reference.extent) is reference
    assert reference.fitting(1000) is reference
    half = reference.fitting(reference.extent / 2 / FITTING)
    assert half.rgb.shape == (150, 200, 3)
    assert abs(half.extent - reference.extent / 2) < 1e-3
    assert half is reference.fitting(reference.extent / 2 / FITTING)
    column = round(float(half.points[0, 0]))
    assert abs(int(half.rgb[5, column, 0]) - 10) <= 1
