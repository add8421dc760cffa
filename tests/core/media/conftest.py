"""Small videos made on the spot, and ways to look into files as another program would."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from threading import enumerate as threads
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

RATE = Fraction(30000, 1001)


@dataclass
class Recipe:
    """What a synthetic video is made of; `stamps` are ticks of `tick` seconds, one a frame."""

    frames: int = 24
    size: tuple[int, int] = (96, 64)
    rate: Fraction = RATE
    codec: str = "libx264"
    pix_fmt: str = "yuv420p"
    tick: Fraction | None = None
    stamps: Sequence[int] | None = None
    colours: tuple[int, int, int, int] = (1, 1, 1, 1)
    aspect: Fraction | None = None
    matrix: tuple[int, ...] | None = None
    sound: str | None = "aac"
    sound_start: Fraction = Fraction(0)
    chapters: int = 0
    metadata: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=lambda: {"g": "8", "bf": "2"})
    muxer: dict[str, str] = field(default_factory=dict)
    scenes: Sequence[int] = ()  # frames at which another picture begins
    noise: int = 12


def picture(recipe: Recipe, index: int) -> NDArray[np.uint8]:
    """A sharp, textured picture that moves, with its own number in its grain."""
    width, height = recipe.size
    scene = sum(each <= index for each in recipe.scenes)
    x, y = np.arange(width, dtype=np.int16)[None, :], np.arange(height, dtype=np.int16)[:, None]
    wave = (
        np.stack(np.broadcast_arrays(x * 2 + index * 3, y * 3 + index, x + y + 40 * scene), -1) + 97 * scene
    )
    folded = np.abs((wave + 60) % 300 - 150) + 40
    folded += np.roll(_grain(recipe.size, recipe.noise), index * 37, 1)
    return np.asarray(np.clip(folded, 0, 255), np.uint8)


@lru_cache(maxsize=8)
def _grain(size: tuple[int, int], strength: int) -> NDArray[np.int16]:
    shape = (size[1], size[0], 3)
    return np.random.default_rng(0).integers(-strength, strength + 1, shape, dtype=np.int16)


def write(recipe: Recipe, path: Path) -> Path:
    """Make the video."""
    with av.open(str(path), "w", container_options=recipe.muxer) as out:
        out.metadata.update(recipe.metadata)
        if recipe.chapters:
            out.set_chapters([_chapter(number) for number in range(recipe.chapters)])
        video = _video_stream(out, recipe)
        sound = _sound_stream(out, recipe)
        for index in range(recipe.frames):
            out.mux(video.encode(_frame(recipe, index)))
        out.mux(video.encode(None))
        if sound is not None:
            _add_sound(out, sound, recipe)
    return path


def _chapter(number: int) -> Any:
    title = {"title": f"Part {number + 1}"}
    start = number * 250
    return {
        "id": number,
        "start": start,
        "end": start + 250,
        "time_base": Fraction(1, 1000),
        "metadata": title,
    }


def _video_stream(out: Any, recipe: Recipe) -> Any:
    tick = recipe.tick or 1 / recipe.rate
    video = out.add_stream(recipe.codec, rate=recipe.rate, time_base=tick)
    context = video.codec_context
    context.width, context.height = recipe.size
    context.pix_fmt, context.time_base = recipe.pix_fmt, tick
    context.options = {**recipe.options, "threads": "1"}
    context.color_range, context.colorspace, context.color_primaries, context.color_trc = recipe.colours
    if recipe.codec == "libx265":
        context.options = {**context.options, "x265-params": "log-level=none"}
    if recipe.aspect is not None:
        context.sample_aspect_ratio = recipe.aspect
    if recipe.matrix is not None:
        video.set_display_matrix(recipe.matrix)
    return video


def _frame(recipe: Recipe, index: int) -> av.VideoFrame:
    rgb = av.VideoFrame.from_ndarray(picture(recipe, index), "rgb24")
    limits = {"dst_colorspace": recipe.colours[1], "dst_color_range": recipe.colours[0]}
    frame = rgb if recipe.pix_fmt == "rgb24" else rgb.reformat(format=recipe.pix_fmt, threads=1, **limits)
    frame.pts = recipe.stamps[index] if recipe.stamps else index
    frame.time_base = recipe.tick or 1 / recipe.rate
    return frame


def _sound_stream(out: Any, recipe: Recipe) -> Any:
    if recipe.sound is None:
        return None
    sound = out.add_stream(recipe.sound, rate=48000)
    sound.codec_context.layout = "mono"
    return sound


def _add_sound(out: Any, sound: Any, recipe: Recipe) -> None:
    seconds = recipe.frames / recipe.rate
    time = np.arange(int(seconds * 48000)) / 48000
    wave = (np.sin(time * 2 * np.pi * (220 + 200 * time)) * 9000).astype(np.int16)
    for start in range(0, len(wave), 1024):
        piece = av.AudioFrame.from_ndarray(wave[None, start : start + 1024], "s16", "mono")
        piece.sample_rate, piece.time_base = 48000, Fraction(1, 48000)
        piece.pts = start + int(recipe.sound_start * 48000)
        out.mux(sound.encode(piece))
    out.mux(sound.encode(None))


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """make("a.mp4", frames=10, ...) writes a video and returns its path."""

    def make_one(name: str, **wishes: Any) -> Path:
        return write(Recipe(**wishes), tmp_path / name)

    return make_one


@dataclass
class Seen:
    """A file as PyAV alone sees it: exact times in seconds, planes, and packets by kind of track."""

    times: list[Fraction]
    planes: list[list[bytes]]
    packets: dict[str, list[tuple[Fraction, bytes]]]


@pytest.fixture
def look() -> Callable[[Path], Seen]:
    """Read a whole file without the code under test."""
    return look_into


def look_into(path: Path) -> Seen:
    """Decode every frame and collect every packet of the other tracks."""
    times: list[Fraction] = []
    planes: list[list[bytes]] = []
    with av.open(str(path)) as file:
        video: Any = file.streams.video[0]
        for frame in file.decode(video):
            times.append((frame.pts or 0) * video.time_base)
            planes.append(plane_bytes(frame))
    packets: dict[str, list[tuple[Fraction, bytes]]] = {}
    with av.open(str(path)) as file:
        for packet in file.demux():
            if packet.size and packet.pts is not None and packet.stream.type in ("audio", "subtitle"):
                found = packets.setdefault(packet.stream.type, [])
                found.append((packet.pts * Fraction(packet.time_base), bytes(packet)))
    return Seen(times, planes, packets)


def plane_bytes(frame: av.VideoFrame) -> list[bytes]:
    """The samples of each plane without the padding of its rows."""
    wide = 2 if max(each.bits for each in frame.format.components) > 8 else 1
    found = []
    for plane in frame.planes:
        rows = np.frombuffer(plane, np.uint8).reshape(plane.height, -1)  # type: ignore[call-overload]
        found.append(rows[:, : plane.width * wide].tobytes())
    return found


@pytest.fixture
def planes_of() -> Callable[[av.VideoFrame], list[bytes]]:
    """The samples of a picture, comparable across row paddings."""
    return plane_bytes


@pytest.fixture(autouse=True)
def no_thread_stays() -> Iterator[None]:
    """Every decoding or encoding thread has ended when its test ends."""
    yield
    assert [each.name for each in threads() if each.name.startswith("dfm-")] == []
