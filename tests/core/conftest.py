"""Videos written and read sample by sample, without the code under test."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

FOOTAGE = Path(__file__).resolve().parents[3] / "shared" / "clips"
Plane = NDArray[np.uint8]
Planes = list[Plane]
QUARTER_TURN = (0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30)
"""A display matrix that has players turn the stored picture by 90 degrees clockwise."""


@pytest.fixture(scope="session")
def decode() -> Callable[[Path], list[Planes]]:
    """The Y, U and V planes of every frame of an 8-bit video."""
    return decoded


def decoded(path: Path) -> list[Planes]:
    """Decode a whole video."""
    with av.open(str(path)) as file:
        return [planes_of(frame) for frame in file.decode(video=0)]


def planes_of(frame: av.VideoFrame) -> Planes:
    """Copies of the samples of an 8-bit picture's planes."""
    found = []
    for plane in frame.planes:
        rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)  # type: ignore[call-overload]
        found.append(rows[:, : plane.width].copy())
    return found


@pytest.fixture(scope="session")
def planes() -> Callable[[av.VideoFrame], Planes]:
    """The samples of one picture."""
    return planes_of


@pytest.fixture(scope="session")
def encode() -> Callable[..., Path]:
    """encode(path, frames, turned=False) writes 4:2:0 planes without loss, 30 frames/s."""
    return encoded


def encoded(path: Path, frames: Sequence[Planes], *, turned: bool = False) -> Path:
    """Write planes as lossless H.264; `turned` tells players to turn them by 90 degrees clockwise."""
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream("libx264", rate=30)
        stream.height, stream.width = frames[0][0].shape
        stream.pix_fmt, stream.options = "yuv420p", {"qp": "0", "preset": "ultrafast"}
        context = stream.codec_context
        context.color_range = context.colorspace = context.color_primaries = context.color_trc = 1
        if turned:
            stream.set_display_matrix(QUARTER_TURN)
        for index, parts in enumerate(frames):
            file.mux(stream.encode(_picture(parts, index)))
        file.mux(stream.encode(None))
    return path


def _picture(parts: Planes, index: int) -> av.VideoFrame:
    stacked = np.concatenate([part.ravel() for part in parts])
    height, width = parts[0].shape
    frame = av.VideoFrame.from_ndarray(stacked.reshape(height * 3 // 2, width), "yuv420p")
    frame.pts, frame.time_base = index, Fraction(1, 30)
    return frame


@pytest.fixture
def footage() -> Callable[[str], Path]:
    """The path of a real clip; the test is skipped where the clips are not at hand."""

    def find(name: str) -> Path:
        if not (FOOTAGE / name).exists():
            pytest.skip("the real clips are not at hand")
        return FOOTAGE / name

    return find
