"""Small videos made on the spot, and the program started as a user starts it."""

import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

Dfm = Callable[..., "subprocess.CompletedProcess[str]"]


def make_video(path: Path, *, frames: int, size: tuple[int, int] = (96, 64)) -> Path:
    """A video of drifting stripes, without a face or a sound."""
    width, height = size
    across = np.arange(width)[None, :, None] * np.array([1, 2, 3])
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(25), options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for index in range(frames):
            picture = np.broadcast_to((across + 5 * index) % 256, (height, width, 3)).astype(np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode())
    return path


@pytest.fixture(scope="session")
def stripes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty frames without a face."""
    return make_video(tmp_path_factory.mktemp("videos") / "stripes.mp4", frames=20)


@pytest.fixture(scope="session")
def long_stripes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video that takes many seconds to analyse."""
    return make_video(tmp_path_factory.mktemp("videos") / "long.mp4", frames=1500, size=(640, 360))


@pytest.fixture
def dfm(tmp_path: Path) -> Dfm:
    """Run `dfm` with some words in an empty folder, and see what it says."""

    def run(*words: object, **variables: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command(*words),
            cwd=tmp_path,
            env={**environment(), **variables},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def command(*words: object) -> list[str]:
    """The words of a command line."""
    return [sys.executable, "-m", "dfm", *map(str, words)]


def environment() -> dict[str, str]:
    """The environment in which this source tree is the program."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
