"""Looking between pixels."""

from typing import Any

import cv2
import numpy as np
import pytest

from dfm.core.render.interpolation import SPLINES, bilinear, compiled, cubic

HEIGHT, WIDTH = 23, 31


@compiled
def _sampled(picture: Any, x: Any, y: Any, sharp: bool, splines: Any, out: Any) -> None:
    size = (picture.shape[1], picture.shape[0])
    flat, strip = picture.reshape(size[1], 3 * size[0]), np.empty(12, np.float32)
    for k in range(len(x)):
        if sharp:
            red, green, blue = cubic(flat, size, x[k], y[k], splines, strip)
        else:
            red, green, blue = bilinear(flat, size, x[k], y[k])
        out[k, 0], out[k, 1], out[k, 2] = red, green, blue


@pytest.mark.parametrize(("sharp", "flag"), [(True, cv2.INTER_CUBIC), (False, cv2.INTER_LINEAR)])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_pictures_are_sampled_as_opencv_does_within_and_at_the_borders(
    sharp: bool, flag: int, dtype: type
) -> None:
    random = np.random.default_rng(0)
    picture = cv2.GaussianBlur(random.uniform(0, 255, (HEIGHT, WIDTH, 3)).astype(np.float32), (0, 0), 1.5)
    x = random.uniform(-2, WIDTH + 1, 4000).astype(np.float32)
    y = random.uniform(-2, HEIGHT + 1, 4000).astype(np.float32)
    x, y = (np.asarray(np.round(each * 32) / 32, np.float32) for each in (x, y))  # places OpenCV knows
    out = np.empty((len(x), 3), np.float32)
    picture = np.ascontiguousarray(picture.round().astype(dtype))
    _sampled(picture, x, y, sharp, SPLINES, out)
    wanted = cv2.remap(picture.astype(np.float32), x[None], y[None], flag, borderMode=cv2.BORDER_REPLICATE)[0]
    within = (x >= 0) & (x <= WIDTH - 1) & (y >= 0) & (y <= HEIGHT - 1)
    assert np.abs(out - wanted)[within].max() < 0.01
    assert np.abs(out - wanted).max() < 12  # beyond the border OpenCV's splines swing
