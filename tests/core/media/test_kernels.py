"""The compiled loops agree with the same arithmetic written plainly in NumPy."""

import numpy as np
import pytest

from dfm.core.media import kernels


@pytest.mark.parametrize("step", [(0, 0), (1, 0), (1, 1)])
def test_reading_equals_the_plain_formula(step: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    luma = rng.integers(16, 236, (20, 24), dtype=np.uint8)
    shape = (20 >> step[1], 24 >> step[0])
    blue, red = (rng.integers(16, 241, shape, dtype=np.uint8) for _ in range(2))
    scale = tuple(np.float32(each) for each in (16, 255 / 219, 128, 1.5, -0.2, -0.5, 1.9))
    out = np.empty((9, 11, 3), np.float32)
    kernels.read_yuv(luma, blue, red, 5, 3, step, (0, 0), 0, scale, out)
    rows, columns = np.arange(3, 12), np.arange(5, 16)
    light = (luma[np.ix_(rows, columns)].astype(np.float64) - 16) * 255 / 219
    cb, cr = (
        each[np.ix_(rows >> step[1], columns >> step[0])].astype(np.float64) - 128 for each in (blue, red)
    )
    plain = np.stack([light + 1.5 * cr, light - 0.2 * cb - 0.5 * cr, light + 1.9 * cb], -1)
    assert np.abs(out - np.clip(plain, 0, 255)).max() < 1e-3


def test_chroma_takes_the_mean_of_what_it_covers() -> None:
    luma, blue, red = (np.full(shape, 128, np.uint8) for shape in ((4, 4), (2, 2), (2, 2)))
    before = np.zeros((4, 4, 3), np.float32)
    after = before.copy()
    after[0, 0, 2] = 40  # one of the four pixels under the first chroma sample turns bluer
    weights = tuple(np.float32(each) for each in (0.0, 1.0, 0.0, 1.0, 1.0, 1.0))
    limits = tuple(np.int32(each) for each in (16, 235, 240))
    mask = np.ones((4, 4), np.float32)
    kernels.after_yuv(luma, blue, red, 0, 0, (1, 1), (0, 0), (4, 4), 0, weights, limits, before, after, mask,
                      0, 2)  # fmt: skip
    assert blue.tolist() == [[138, 128], [128, 128]]
    assert (luma == 128).all()
    assert (red == 128).all()


def test_shifted_samples_keep_their_low_bits_clear() -> None:
    plane = np.full((2, 2), 500 << 6, np.uint16)
    before = np.zeros((2, 2, 3), np.float32)
    channel, limits = np.array([1, 0, 0], np.float32), (np.int32(64), np.int32(940))
    mask = np.array([[1, 0], [0.5, 1]], np.float32)
    kernels.after_component(plane, channel, 0, 0, 6, np.float32(4), limits, before, before + 3, mask)
    assert (plane >> 6).tolist() == [[512, 500], [506, 512]]
    assert not (plane & 63).any()
