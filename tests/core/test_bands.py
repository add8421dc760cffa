"""Rows of a picture, worked on by two cores."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.bands import in_bands


def test_rows_are_shared_out_once_each() -> None:
    done: NDArray[np.int64] = np.zeros(601, np.int64)

    def work(start: int, end: int) -> None:
        done[start:end] += 1

    in_bands(work, 601, 500)
    assert (done == 1).all()
    in_bands(work, 601, 1)
    assert (done == 2).all()


def test_what_fails_in_a_band_is_told() -> None:
    def work(start: int, end: int) -> None:
        if start > 0:
            raise ValueError("second half")

    with pytest.raises(ValueError, match="second half"):
        in_bands(work, 600, 500)
