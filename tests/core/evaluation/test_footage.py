"""Footage made for measuring has the size, the length and the face it was asked for."""

import itertools
from pathlib import Path

import av
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dfm.core.evaluation.footage import Shape, make_footage, to_and_fro
from dfm.core.jobs import drain


@given(st.integers(1, 40), st.integers(1, 200))
def test_to_and_fro_never_jumps(count: int, length: int) -> None:
    order = list(to_and_fro(count, length))
    assert len(order) == length
    assert set(order) == set(range(min(count, length)))
    assert all(abs(one - other) <= 1 for one, other in itertools.pairwise(order))


def test_the_face_gets_the_wanted_height(tmp_path: Path) -> None:
    pictures = []
    for shade in (200, 210, 220, 230):
        picture = np.zeros((128, 128, 3), np.uint8)
        picture[30:70, 40:80] = shade
        pictures.append(picture)
    shape = Shape(320, 180, 11, 1 / 3)
    made = drain(make_footage(pictures, (40, 30, 40, 40), shape, tmp_path / "made.mp4"))
    with av.open(str(made)) as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    assert len(frames) == 11
    assert frames[0].shape == (180, 320)
    rows = np.nonzero(frames[0][:, 160] > 120)[0]
    assert abs(len(rows) - 60) <= 2
    shades = [int(frame[81, 160]) for frame in frames]
    assert shades[3] > shades[0] + 10
    assert shades[3] > shades[6] + 10
