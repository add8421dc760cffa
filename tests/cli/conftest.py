"""Small videos made on the spot, and the program started as a user starts it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.data import astronaut

from dfm.core.jobs import Job, Progress

Dfm = Callable[..., "subprocess.CompletedProcess[str]"]
Asked = list[tuple[tuple[Any, ...], dict[str, Any]]]
StandIn = Callable[[str, str, object], Asked]


def make_video(path: Path, pictures: Iterable[NDArray[np.uint8]]) -> Path:
    """A video without sound, 25 pictures a second."""
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(25), options={"preset": "ultrafast"})
        for index, picture in enumerate(pictures):
            if index == 0:
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = "yuv420p"
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode())
    return path


def drifting_stripes(frames: int, size: tuple[int, int]) -> Iterator[NDArray[np.uint8]]:
    """Pictures in which nobody is to be seen."""
    width, height = size
    across = np.arange(width)[None, :, None] * np.array([1, 2, 3])
    for index in range(frames):
        yield np.broadcast_to((across + 5 * index) % 256, (height, width, 3)).astype(np.uint8)


def drifting_portrait(frames: int) -> Iterator[NDArray[np.uint8]]:
    """Pictures of one woman, a photograph in the public domain that slowly moves."""
    photograph = astronaut()
    for index in range(frames):
        left = 60 + round(8 * np.sin(index / 9))
        yield np.ascontiguousarray(photograph[:288, left : left + 320])


@pytest.fixture(scope="session")
def stripes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty frames without a face."""
    return make_video(tmp_path_factory.mktemp("videos") / "stripes.mp4", drifting_stripes(20, (96, 64)))


@pytest.fixture(scope="session")
def long_stripes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video that takes many seconds to analyse."""
    return make_video(tmp_path_factory.mktemp("videos") / "long.mp4", drifting_stripes(600, (640, 360)))


@pytest.fixture(scope="session")
def portrait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty frames of one face."""
    return make_video(tmp_path_factory.mktemp("videos") / "portrait.mp4", drifting_portrait(40))


@pytest.fixture(scope="session")
def long_portrait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video of one face that takes many seconds to reenact."""
    return make_video(tmp_path_factory.mktemp("videos") / "long.mp4", drifting_portrait(120))


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


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """stand_in(module, name, result) puts a job that only notes what it was asked in the place of a real
    one."""

    def replace(module: str, name: str, result: object) -> Asked:
        asked: Asked = []

        def job(*words: Any, **named: Any) -> Job[object]:
            yield Progress("work", 1, 1, "steps")
            asked.append((words, named))
            return result

        monkeypatch.setattr(import_module(module), name, job)
        return asked

    return replace


def command(*words: object) -> list[str]:
    """The words of a command line."""
    return [sys.executable, "-m", "dfm", *map(str, words)]


def environment() -> dict[str, str]:
    """The environment in which this source tree is the program."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
