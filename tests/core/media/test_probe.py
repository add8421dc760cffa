"""Probing tells what a file is, exactly, and refuses in one sentence what is no video."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from dfm.core.errors import InputError
from dfm.core.media.probe import probe

Make = Callable[..., Path]
ONE = 65536
TURNS = {
    90: (0, ONE, 0, -ONE, 0, 0, 64 * ONE, 0, 1 << 30),
    180: (-ONE, 0, 0, 0, -ONE, 0, 96 * ONE, 64 * ONE, 1 << 30),
    270: (0, -ONE, 0, ONE, 0, 0, 0, 96 * ONE, 1 << 30),
}


def test_a_plain_video(make: Make) -> None:
    info = probe(make("a.mp4", frames=24, aspect=Fraction(4, 3), colours=(1, 9, 9, 16)))
    assert (info.width, info.height, info.frames) == (96, 64, 24)
    assert info.frame_rate == Fraction(30000, 1001)
    assert info.duration == 24 / Fraction(30000, 1001)
    assert not info.variable_rate
    assert info.pixel_aspect == Fraction(4, 3)
    assert (info.color_range, info.color_matrix, info.color_primaries, info.color_transfer) == (1, 9, 9, 16)
    assert [(each.codec, each.sample_rate, each.channels) for each in info.audio] == [("aac", 48000, 1)]
    assert info.warnings == ()


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv"])
def test_containers_agree_on_rate_and_frames(make: Make, name: str) -> None:
    info = probe(make(name, frames=24))
    assert (info.frame_rate, info.frames, info.variable_rate) == (Fraction(30000, 1001), 24, False)


@pytest.mark.parametrize(
    ("name", "codec", "sound", "rate"),
    [
        ("a.webm", "libvpx", "libopus", Fraction(25)),
        ("a.webm", "libvpx-vp9", "libopus", Fraction(25)),
        ("a.avi", "mpeg4", "mp2", Fraction(25)),
        ("a.avi", "libx264", "mp2", Fraction(25)),
        ("a.mpg", "mpeg1video", "mp2", Fraction(25)),
        ("a.ts", "mpeg2video", "mp2", Fraction(25)),
    ],
)
def test_other_containers_are_read(make: Make, name: str, codec: str, sound: str, rate: Fraction) -> None:
    options = {"bf": "0"} if name.endswith("avi") and codec == "mpeg4" else {}
    info = probe(make(name, codec=codec, sound=sound, rate=rate, frames=20, options=options))
    assert (info.frames, info.frame_rate, len(info.audio)) == (20, rate, 1)
    assert info.duration == 20 / rate


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_rotation_is_told_clockwise(make: Make, degrees: int) -> None:
    info = probe(make("a.mp4", frames=2, matrix=TURNS[degrees]))
    assert info.rotation == degrees
    assert info.display_matrix == TURNS[degrees]


def test_a_variable_rate_is_seen(make: Make) -> None:
    stamps = [0, 33, 66, 140, 150, 220, 300, 301]
    info = probe(make("a.mp4", frames=8, stamps=stamps, tick=Fraction(1, 1000), sound=None))
    assert info.variable_rate
    assert info.frames == 8


def test_ten_bits_are_seen(make: Make) -> None:
    info = probe(make("a.mp4", frames=3, pix_fmt="yuv420p10le", sound=None))
    assert (info.pix_fmt, info.bit_depth) == ("yuv420p10le", 10)


def test_chapters_and_metadata_are_seen(make: Make) -> None:
    info = probe(make("a.mp4", chapters=3, metadata={"title": "Tea"}))
    assert (info.chapters, info.metadata["title"]) == (3, "Tea")


def test_two_frames_and_sixteen_pixels_are_enough(make: Make) -> None:
    info = probe(make("a.mp4", frames=2, size=(16, 16), sound=None))
    assert (info.frames, info.width, info.height) == (2, 16, 16)


def _cut(path: Path, share: float) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def test_a_video_cut_off_after_its_index_is_described_with_a_warning(make: Make) -> None:
    path = _cut(make("a.mp4", frames=48, muxer={"movflags": "faststart"}, noise=60), 0.6)
    info = probe(path)
    assert 5 < info.frames < 40
    assert "a.mp4 breaks off" in info.warnings[0]


def test_a_video_cut_off_before_its_index_is_refused(make: Make) -> None:
    path = _cut(make("a.mp4", frames=48), 0.6)
    with pytest.raises(InputError, match=r"a\.mp4 cannot be read"):
        probe(path)


def test_nothing_and_folders_and_empty_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        probe(tmp_path / "none.mp4")
    with pytest.raises(InputError, match="directory"):
        probe(tmp_path)
    (tmp_path / "zero.mp4").touch()
    with pytest.raises(InputError, match="zero bytes"):
        probe(tmp_path / "zero.mp4")
    (tmp_path / "text.mp4").write_text("once upon a time\n" * 50)
    with pytest.raises(InputError, match=r"text\.mp4 cannot be read"):
        probe(tmp_path / "text.mp4")


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.gif", "a.bmp", "a.webp"])
def test_an_image_is_refused(tmp_path: Path, name: str) -> None:
    import cv2

    path = tmp_path / name
    assert cv2.imwrite(str(path), np.full((48, 64, 3), 90, np.uint8))
    with pytest.raises(InputError, match="is an image"):
        probe(path)


def test_sound_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"
    with av.open(str(path), "w") as out:
        sound = out.add_stream("aac", rate=48000)
        piece = av.AudioFrame.from_ndarray(np.zeros((1, 4096), np.int16), "s16", "mono")
        piece.sample_rate = 48000
        out.mux(sound.encode(piece))
        out.mux(sound.encode(None))
    with pytest.raises(InputError, match="sound but no moving picture"):
        probe(path)


def test_a_video_whose_pictures_are_destroyed_is_refused(make: Make) -> None:
    path = make("a.mp4", frames=12, sound=None, muxer={"movflags": "faststart"})
    content = bytearray(path.read_bytes())
    start = content.find(b"mdat") + 4
    content[start:] = bytes(len(content) - start)
    path.write_bytes(content)
    with pytest.raises(InputError, match="no frame that can be decoded"):
        probe(path)
