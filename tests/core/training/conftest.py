"""A small folder of clips: one talking portrait bent into different people, and a clip to be left alone."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.media.probe import probe
from dfm.core.media.read import read_frame, read_frames

if TYPE_CHECKING:
    from dfm.core.training.renderer_store import Crops

FRAMES = 40
SIDE = 208
BENDS = {"ada": (1.0, 1.0), "ben": (0.86, 1.0), "cyd": (1.0, 0.88), "dan": (1.1, 0.96)}
"""How wide and how high each person's face is, over the portrait's own."""


@dataclass(frozen=True)
class Footage:
    """The folder, and its people."""

    folder: Path
    people: tuple[str, ...]


@pytest.fixture(scope="session")
def clips(short_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Footage:
    """Four people to learn from; one clip without a face; one marked `evaluate` that cannot be read."""
    folder = tmp_path_factory.mktemp("clips")
    frames = read_frames(probe(short_clip))
    pictures = [_middle(np.asarray(frame.picture.to_ndarray(format="rgb24"), np.uint8)) for frame in frames]
    rows = []
    for person, bend in BENDS.items():
        _write(folder / f"{person}.mp4", _bent(pictures[:FRAMES], *bend))
        rows.append((f"{person}.mp4", "train", person, "indoor;odd-colour" if person == "dan" else "indoor"))
    _write(folder / "nobody.mp4", [np.full((64, 64, 3), 90 + k, np.uint8) for k in range(FRAMES)])
    (folder / "secret.mp4").write_bytes(b"whoever opens this fails")
    rows += [
        ("nobody.mp4", "train", "nobody", ""),
        ("secret.mp4", "evaluate", "eve", ""),
        ("gone.mp4", "train", "fay", ""),
    ]
    with (folder / "clips.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("file", "use", "person", "tags"), *rows])
    return Footage(folder, tuple(BENDS))


def _middle(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The head of the portrait."""
    return np.ascontiguousarray(picture[20 : 20 + SIDE, 56 : 56 + SIDE])


def _bent(pictures: list[NDArray[np.uint8]], across: float, down: float) -> Iterator[NDArray[np.uint8]]:
    """The same pictures with a face of another width and height, and nodding in a way of its own."""
    middle = SIDE / 2
    for index, picture in enumerate(pictures):
        shift = 4 * np.sin(index / 9 + 10 * across)
        matrix = np.array(
            [[across, 0.0, middle * (1 - across) + shift], [0.0, down, middle * (1 - down)]], np.float64
        )
        bent = cv2.warpAffine(picture, matrix, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
        yield np.asarray(bent, np.uint8)


def _write(path: Path, pictures: Any) -> None:
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream("libx264", rate=30)
        stream.pix_fmt, stream.options = "yuv420p", {"crf": "12", "preset": "ultrafast"}
        for index, picture in enumerate(pictures):
            if index == 0:
                stream.height, stream.width = picture.shape[:2]
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame.pts, frame.time_base = index, Fraction(1, 30)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


@pytest.fixture(scope="session")
def photos(short_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A neutral picture of the portrait, one that is called happy, and one of nobody."""
    folder = tmp_path_factory.mktemp("photos")
    for name, frame in (("ada.png", 0), ("ben.png", 30)):
        rgb = read_frame(probe(short_clip), frame).picture.to_ndarray(format="rgb24")
        cv2.imwrite(str(folder / name), rgb[..., ::-1])
    cv2.imwrite(str(folder / "wall.png"), np.full((90, 90, 3), 90, np.uint8))
    rows = ["file,use,label", "ada.png,train,neutral", "ben.png,train,happy", "wall.png,train,sad"]
    (folder / "photos.csv").write_text("\n".join(rows), "utf-8")
    return folder


@pytest.fixture(scope="module")
def few_samples() -> Iterator[None]:
    """Pairs of frames enough for `train reference` to learn from and to measure something."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dfm.core.training.reference.SAMPLES", 8)
        patch.setattr("dfm.core.training.reference.MEASURED_SAMPLES", 4)
        yield


@pytest.fixture(scope="session")
def crops(short_clip: Path) -> "Crops":
    """The squares, 64 px a side, of the talking portrait."""
    from dfm.core.analyze import analyze
    from dfm.core.jobs import drain
    from dfm.core.training.renderer_store import collect

    return drain(collect(drain(analyze(short_clip)), 1, 64))
