"""The demo clip: ordinary video, a face that does what the script says, and a voice in step with it."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.analyze import analyze
from dfm.core.demo import make_demo_clip
from dfm.core.demo.clip import RATE, SECONDS, SEED
from dfm.core.demo.speech import speak
from dfm.core.errors import WriteError
from dfm.core.jobs import Progress, drain
from dfm.core.media.probe import probe

Planes = list[NDArray[np.uint8]]
Decode = Callable[[Path], list[Planes]]


def sound_of(path: Path) -> NDArray[np.float32]:
    """The decoded sound (samples,)."""
    with av.open(str(path)) as file:
        return np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])


def test_the_clip_is_five_seconds_of_ordinary_video(demo_clip: Path) -> None:
    info = probe(demo_clip)
    assert (info.width, info.height, info.frames, info.frame_rate) == (640, 640, 150, Fraction(30))
    assert (info.codec, info.pix_fmt, info.duration) == ("h264", "yuv420p", Fraction(5))
    assert info.color_matrix == info.color_primaries == info.color_transfer == info.color_range == 1
    assert info.metadata["title"] == "A portrait that talks"
    assert "public-domain" in info.metadata["comment"]
    assert info.chapters == 2
    (sound,) = info.audio
    assert (sound.codec, sound.sample_rate, sound.duration) == ("aac", 48000, Fraction(5))


def test_the_lips_follow_the_script(demo_clip: Path) -> None:
    (track,) = drain(analyze(demo_clip)).tracks
    opening = speak(SECONDS, SEED).opening(np.arange(SECONDS * RATE) / RATE)
    assert np.corrcoef(opening, track.aperture)[0, 1] > 0.85
    assert np.median(track.aperture[opening < 0.02]) < 0.01
    assert np.median(track.aperture[opening > 0.9]) > 0.06


def test_the_voice_follows_the_lips_and_rests_with_them(demo_clip: Path) -> None:
    sound = sound_of(demo_clip)[: SECONDS * 48000]
    loudness = np.sqrt(np.square(sound.reshape(SECONDS * RATE, -1)).mean(axis=1))
    opening = speak(SECONDS, SEED).opening((np.arange(SECONDS * RATE) + 0.5) / RATE)
    assert np.corrcoef(opening, loudness)[0, 1] > 0.75
    assert loudness[:5].max() < 0.1 * loudness.max()
    assert 0.1 < np.abs(sound).max() < 0.9


def test_the_picture_reaches_its_edges_and_moves_a_little(demo_clip: Path, decode: Decode) -> None:
    luma = np.stack([planes[0] for planes in decode(demo_clip)[::5]]).astype(np.float32)
    for border in (luma[:, :2, 200:440], luma[:, 100:200, -2:], luma[:, 560:, :2]):
        assert border.mean(axis=(1, 2)).min() > 25
    steps = np.abs(np.diff(luma[:, :320, 160:480], axis=0)).mean(axis=(1, 2))
    assert steps.min() > 0.5
    assert steps.max() < 12


def test_one_seed_makes_one_clip(tmp_path: Path, decode: Decode) -> None:
    made = [
        decode(drain(make_demo_clip(tmp_path / f"{number}.mp4", seconds=1, size=128, seed=seed)))
        for number, seed in enumerate((1, 1, 2))
    ]
    first, again, other = ([planes[0].tobytes() for planes in each] for each in made)
    assert len(first) == 30
    assert first == again != other


def test_other_rates_and_lengths_are_possible(tmp_path: Path) -> None:
    seen: list[Progress] = []
    path = drain(make_demo_clip(tmp_path / "deep" / "clip.mp4", seconds=1, size=96, rate=24), seen.append)
    info = probe(path)
    assert (info.frames, info.frame_rate, info.width) == (24, Fraction(24), 96)
    assert [(each.stage, each.done, each.total) for each in seen][-1] == ("animate", 24, 24)


def test_a_stopped_clip_leaves_nothing(tmp_path: Path) -> None:
    job = make_demo_clip(tmp_path / "clip.mp4", seconds=1, size=96)
    next(job)
    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
    job.close()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(WriteError, match=r"clip\.mp4 could not be written"):
        drain(make_demo_clip(tmp_path / "file" / "clip.mp4", seconds=1, size=96))
    assert (tmp_path / "file").read_bytes() == b"mine"
