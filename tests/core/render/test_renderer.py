"""What renderers are given."""

import numpy as np

from dfm.core.render.renderer import COARSE, Reference


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
