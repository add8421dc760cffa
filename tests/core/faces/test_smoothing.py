"""Jitter goes, blinks stay, and nothing is shifted in time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dfm.core.faces.smoothing import runs, smooth

JITTER = 0.02
RATES = [24.0, 25.0, 30000 / 1001, 50.0, 60.0]


def _noise(count: int, seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(0, JITTER, count).astype(np.float32)


def _eye(rate: float, seed: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """An eye that blinks once in three seconds, for a fifth of a second: clean, and as it is measured."""
    count = round(3 * rate)
    time = np.arange(count) / rate
    lid = np.clip(1 - np.abs(time - count // 2 / rate) / 0.1, 0, 1)
    clean = (1 - lid).astype(np.float32)
    return clean, clean + _noise(count, seed)


@pytest.mark.parametrize("rate", RATES)
def test_a_blink_keeps_its_depth_and_its_moment(rate: float) -> None:
    for seed in range(10):
        clean, measured = _eye(rate, seed)
        smoothed = smooth(measured, rate)
        assert 1 - smoothed.min() > 0.9 * (1 - measured.min())
        assert smoothed.argmin() == measured.argmin()
        closed = clean < 0.5
        assert np.abs(smoothed - clean)[closed].max() < 4 * JITTER


@pytest.mark.parametrize("rate", RATES)
def test_jitter_is_nearly_halved(rate: float) -> None:
    still = 5 + _noise(round(10 * rate))
    assert smooth(still, rate).std() < 0.65 * still.std()


def test_slow_movement_stays() -> None:
    time = np.arange(90, dtype=np.float32) / 30
    nod = np.sin(2 * np.pi * 0.8 * time).astype(np.float32)
    assert np.abs(smooth(nod, 30) - nod).max() < 0.02


@given(st.integers(0, 1000), st.sampled_from(RATES))
@settings(max_examples=25, deadline=None)
def test_time_has_no_direction(seed: int, rate: float) -> None:
    _, measured = _eye(rate, seed)
    np.testing.assert_allclose(smooth(measured[::-1].copy(), rate)[::-1], smooth(measured, rate), atol=1e-5)


@pytest.mark.parametrize("count", [1, 2, 5, 8])
def test_a_run_shorter_than_the_window_is_untouched(count: int) -> None:
    values = _noise(count).reshape(count, 1)
    np.testing.assert_array_equal(smooth(values, 30), values)


def test_lips_that_never_rest_are_not_taken_for_jitter() -> None:
    time = np.arange(120) / 30
    lips = np.sin(2 * np.pi * 4 * time).astype(np.float32)  # four syllables a second
    quiet = np.stack([_noise(120, seed) for seed in range(8)], 1)
    smoothed = smooth(np.column_stack([lips + _noise(120, 9), quiet]), 30)
    assert np.abs(smoothed[:, 0] - lips)[5:-5].max() < 4 * JITTER
    assert smoothed[:, 0].std() > 0.97 * lips.std()
    assert smoothed[:, 1:].std() < 0.65 * quiet.std()


def test_many_columns_are_smoothed_in_any_order_and_shape() -> None:
    values = np.stack([_noise(60, seed) for seed in range(150)], 1)
    order = np.random.default_rng(0).permutation(150)
    np.testing.assert_allclose(smooth(values[:, order], 30), smooth(values, 30)[:, order], atol=1e-6)
    cube = values.reshape(60, 50, 3)
    np.testing.assert_array_equal(smooth(cube, 30), smooth(values, 30).reshape(60, 50, 3))


@given(st.sets(st.integers(0, 60)))
def test_runs_are_the_unbroken_stretches(chosen: set[int]) -> None:
    frames = np.array(sorted(chosen), np.int32)
    found = [frames[run].tolist() for run in runs(frames)]
    assert [frame for run in found for frame in run] == sorted(chosen)
    for run in found:
        assert run == list(range(run[0], run[-1] + 1))
        assert run[0] - 1 not in chosen
        assert run[-1] + 1 not in chosen


def test_a_long_run_is_smoothed_in_stretches_as_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.stack([_noise(900, seed) + np.sin(np.arange(900) / 9) for seed in range(6)], 1)
    whole = smooth(values.astype(np.float32), 30)
    monkeypatch.setattr("dfm.core.faces.smoothing.STRETCH", 100)
    np.testing.assert_allclose(smooth(values.astype(np.float32), 30), whole, atol=1e-6)
    monkeypatch.setattr("dfm.core.faces.smoothing.SAMPLES", 300)
    np.testing.assert_allclose(smooth(values.astype(np.float32), 30), whole, atol=0.5 * JITTER)
