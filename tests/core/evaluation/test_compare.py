"""Pictures are compared sample by sample: one changed sample is found, at its place, whatever the format."""

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame

from dfm.core.evaluation.compare import changed_pixels, hull_mask
from dfm.core.media.picture import copy_picture
from dfm.core.media.planes import plane_array


def picture(name: str, width: int = 64, height: int = 48) -> VideoFrame:
    """A textured picture of a pixel format."""
    rgb = np.random.default_rng(2).integers(16, 236, (height, width, 3), dtype=np.uint8)
    return av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format=name)


@pytest.mark.parametrize(
    "name", ["yuv420p", "yuv422p", "yuv444p", "nv12", "yuv420p10le", "gray", "gbrp", "rgb24"]
)
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_copy_has_no_changed_pixel(name: str, rotation: int) -> None:
    one = picture(name)
    changed = changed_pixels(one, copy_picture(one), rotation)
    assert changed is not None
    assert changed.shape == ((48, 64) if rotation % 180 == 0 else (64, 48))
    assert not changed.any()


def test_one_luma_sample_is_one_pixel() -> None:
    one = picture("yuv420p")
    other = copy_picture(one)
    plane_array(other, 0, np.uint8)[5, 9] ^= 1
    changed = changed_pixels(one, other, 0)
    assert changed is not None
    assert np.argwhere(changed).tolist() == [[5, 9]]
    turned = changed_pixels(one, other, 90)
    assert turned is not None
    assert np.argwhere(turned).tolist() == [[9, 48 - 1 - 5]]


def test_one_chroma_sample_is_its_cell() -> None:
    one = picture("yuv420p", 33, 21)
    other = copy_picture(one)
    plane_array(other, 2, np.uint8)[10, 16] ^= 1
    changed = changed_pixels(one, other, 0)
    assert changed is not None
    assert np.argwhere(changed).tolist() == [[20, 32]]


def test_the_padding_of_rows_does_not_count() -> None:
    one = picture("yuv420p", 50, 20)
    other = copy_picture(one)
    plane_array(other, 0, np.uint8)[:, 50:] ^= 255
    changed = changed_pixels(one, other, 0)
    assert changed is not None
    assert not changed.any()


def test_different_formats_cannot_be_compared() -> None:
    assert changed_pixels(picture("yuv420p"), picture("yuv444p"), 0) is None
    assert changed_pixels(picture("yuv420p"), picture("yuv420p", 66), 0) is None


def test_the_hull_grows_by_pixels() -> None:
    square = np.array([[20, 20], [40, 20], [40, 30], [20, 30], [30, 25]], np.float32)
    assert hull_mask(square, 60, 80).sum() == 21 * 11
    grown = hull_mask(square, 60, 80, 3)
    assert grown[17, 30]
    assert not grown[16, 30]
    assert hull_mask(square + 1000, 60, 80).sum() == 0
