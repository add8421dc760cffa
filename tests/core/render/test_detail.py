"""Averaged pictures get their grain back; one picture alone stays as it is."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.media.picture import Region
from dfm.core.render.detail import bring_out_detail, smoothed
from dfm.core.render.square import SIDE, Square

SQUARE = Square(0.0, 0.0, SIDE, Region(0, 0, SIDE, SIDE))


def grain(seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(128, 8, (SIDE, SIDE, 3)).astype(np.float32)


def shares(share: float) -> NDArray[np.float32]:
    return np.full((4, 128, 128), share, np.float32)


def test_the_mean_of_five_gets_some_of_its_grain_back() -> None:
    mean = np.mean([grain(seed) for seed in range(5)], axis=0).astype(np.float32)
    before = float(mean.std())
    bring_out_detail(mean, shares(0.2), SQUARE)
    assert before == pytest.approx(8 / np.sqrt(5), rel=0.05)
    assert 1.15 * before < mean.std() < 8
    assert mean.mean() == pytest.approx(128, abs=0.1)


def test_a_picture_alone_and_what_is_smooth_stay() -> None:
    alone = grain(0)
    bring_out_detail(alone, shares(0.0), SQUARE)
    assert (alone == grain(0)).all()
    ramp = np.tile(np.linspace(20, 230, SIDE, dtype=np.float32)[:, None, None], (1, SIDE, 3))
    even = ramp.copy()
    bring_out_detail(even, shares(0.2), SQUARE)
    assert np.abs(even - ramp)[4:-4].max() < 0.05


def test_rows_are_alike_however_the_work_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = grain(3), grain(3)
    bring_out_detail(one, shares(0.15), SQUARE)
    monkeypatch.setattr("dfm.core.bands.LARGE", 10**9)
    bring_out_detail(other, shares(0.15), SQUARE)
    assert (one == other).all()


@pytest.mark.parametrize("radius", [1.0, 4.0])
def test_smoothing_takes_what_is_finer_and_leaves_what_is_broader(radius: float) -> None:
    fine = np.zeros((128, 128, 3), np.float32)
    fine[::2] = 100
    broad = np.tile(50 * np.sin(np.linspace(0, 6, 128, dtype=np.float32))[:, None, None], (1, 128, 3))
    assert smoothed(fine, radius)[20:-20].std() < 5
    assert np.abs(smoothed(broad, radius) - broad)[16:-16].max() < 3
