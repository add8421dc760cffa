"""Samples count time from the first frame on, whichever way the sound lies in the file."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core.errors import InputError
from dfm.core.jobs import Progress, drain
from dfm.core.media.probe import probe
from dfm.core.media.sound import read_sound, sound_peaks

Make = Callable[..., Path]
RATE = 48000


def heard(path: Path, start: Fraction = Fraction(0), **wishes: Any) -> NDArray[np.float64]:
    """All sound from a moment on, the first channel."""
    blocks = list(read_sound(probe(path), start, **wishes))
    return np.concatenate(blocks)[:, 0].astype(np.float64) if blocks else np.zeros(0)


def chirp(seconds: NDArray[np.float64], length: float) -> NDArray[np.float64]:
    """The sound of the small videos."""
    wave = np.sin(seconds * 2 * np.pi * (220 + 200 * seconds)) * 9000
    return np.where((seconds >= 0) & (seconds < length), wave, 0)


def clicks(path: Path, times: Sequence[float], rate: int, layout: str, without: Sequence[int] = ()) -> Path:
    """A two-second video (from 0.48 s on) with a click at each time; packets `without` are missing."""
    with av.open(str(path), "w") as out:
        video: Any = out.add_stream("libx264", rate=25)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        sound: Any = out.add_stream("pcm_s16le", rate=rate)
        sound.codec_context.layout = layout
        for number in range(50):
            frame = av.VideoFrame(64, 64, "yuv420p")
            frame.pts, frame.time_base = 12 + number, Fraction(1, 25)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        channels = sound.codec_context.channels
        wave = np.zeros((rate * 5 // 2, channels), np.int16)
        for time in times:
            wave[round(time * rate) : round(time * rate) + rate // 1000] = 20000
        for first in range(0, len(wave), 1000):
            if first // 1000 in without:
                continue
            piece = av.AudioFrame.from_ndarray(wave[first : first + 1000].reshape(1, -1), "s16", layout)
            piece.sample_rate, piece.pts, piece.time_base = rate, first, Fraction(1, rate)
            out.mux(sound.encode(piece))
        out.mux(sound.encode(None))
    return path


def onsets(wave: NDArray[np.float64]) -> list[float]:
    """When something is heard, in seconds, to a millisecond."""
    loud = np.flatnonzero(np.abs(wave) > 6000) / RATE
    return [
        round(float(each), 3)
        for number, each in enumerate(loud)
        if not number or each - loud[number - 1] > 0.01
    ]


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mkv", "pcm_s16le"), ("a.mov", "pcm_s16le"), ("a.mp4", "aac")]
)
def test_the_sound_is_that_of_the_file(make: Make, name: str, codec: str) -> None:
    path = make(name, frames=45, rate=Fraction(30), sound=codec)
    wave = heard(path, channels=1)
    assert len(wave) == RATE * 3 // 2
    error = np.abs(wave - chirp(np.arange(len(wave)) / RATE, 1.5))[1000:-1000]
    assert error.max() < (2000 if codec == "aac" else 2)


@pytest.mark.parametrize("late", [Fraction(-1, 5), Fraction(1, 5), Fraction(7, 10)])
@pytest.mark.parametrize("name", ["a.mkv", "a.mp4"])
def test_a_late_or_early_sound_stays_in_time(make: Make, name: str, late: Fraction) -> None:
    stamps = None if late > 0 else [round(-late * 30000) + 1000 * each for each in range(45)]
    wishes = {"frames": 45, "rate": Fraction(30), "tick": Fraction(1, 30000), "sound": "aac"}
    wishes["stamps"] = stamps or [1000 * each for each in range(45)]
    muxer = {"movie_timescale": "48000"} if name.endswith("mp4") else {}
    path = make(name, sound_start=max(Fraction(0), late), muxer=muxer, **wishes)
    wave = heard(path, channels=1)
    expected = chirp(np.arange(len(wave)) / RATE - float(late), 1.5)
    assert len(wave) == RATE * 3 // 2
    inner = slice(2000, -2000)
    assert np.corrcoef(wave[inner], expected[inner])[0, 1] > 0.99
    if late > 0:
        assert not wave[: round((late - Fraction(1, 20)) * RATE)].any()


@pytest.mark.parametrize("rate", [48000, 44100, 22050])
@pytest.mark.parametrize("layout", ["mono", "stereo", "5.1"])
def test_clicks_are_heard_at_their_time(tmp_path: Path, rate: int, layout: str) -> None:
    path = clicks(tmp_path / "a.mkv", [0.68, 1.48, 2.23], rate, layout)
    assert onsets(heard(path)) == pytest.approx([0.2, 1.0, 1.75], abs=0.0021)
    assert onsets(heard(path, Fraction(9, 10))) == pytest.approx([0.1, 0.85], abs=0.0021)


@pytest.mark.parametrize("channels", [1, 2])
def test_one_channel_is_as_loud_from_both_sides(tmp_path: Path, channels: int) -> None:
    info = probe(clicks(tmp_path / "a.mkv", [1.48], RATE, "mono"))
    sound = np.concatenate(list(read_sound(info, channels=channels)))
    assert sound.max(0).tolist() == [20000] * channels


def test_missing_packets_are_silent_and_shift_nothing(tmp_path: Path) -> None:
    path = clicks(tmp_path / "a.mkv", [0.68, 1.48, 2.23], RATE, "mono", without=range(60, 80))
    assert onsets(heard(path)) == pytest.approx([0.2, 1.75], abs=0.0021)
    assert onsets(heard(path, Fraction(8, 10))) == pytest.approx([0.95], abs=0.0021)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts"])
@pytest.mark.parametrize("start", [Fraction(1, 7), Fraction(1), Fraction(2999, 1000)])
def test_from_any_moment_it_is_the_same_sound(make: Make, name: str, start: Fraction) -> None:
    path = make(name, frames=120, rate=Fraction(30))
    whole, part = heard(path), heard(path, start)
    expected = whole[round(start * RATE) :]
    assert len(part) == len(expected)
    assert np.abs(part - expected).max() < 400


def test_a_sound_that_ends_early_goes_on_silently(make: Make) -> None:
    path = make(
        "a.mkv",
        frames=90,
        rate=Fraction(30),
        tick=Fraction(1, 1000),
        stamps=[60 * each for each in range(90)],
    )
    info = probe(path)
    wave = heard(path)
    assert len(wave) == round(info.duration * RATE)
    assert wave[: RATE * 2].any()
    assert not wave[RATE * 7 // 2 :].any()


def test_there_is_nothing_where_there_is_no_sound(make: Make) -> None:
    info = probe(make("a.mp4", frames=10, sound=None))
    assert list(read_sound(info)) == []
    assert drain(sound_peaks(info)).shape == (0, 2)


def test_there_is_nothing_after_the_end(make: Make) -> None:
    info = probe(make("a.mp4", frames=30))
    assert list(read_sound(info, info.duration)) == []
    assert list(read_sound(info, info.duration + 5)) == []


def test_closing_lets_go_of_the_file(make: Make) -> None:
    path = make("a.mp4", frames=90)
    blocks = read_sound(probe(path))
    assert next(blocks).shape[1] == 2
    blocks.close()
    assert list(blocks) == []


def test_damaged_sound_keeps_its_length(make: Make) -> None:
    path = make("a.mkv", frames=90, noise=60)
    info = probe(path)
    content = bytearray(path.read_bytes())
    for place in range(len(content) // 4, len(content) - 500, len(content) // 9):
        content[place : place + 300] = bytes(300)
    path.write_bytes(content)
    wave = np.concatenate(list(read_sound(info)))
    assert len(wave) == round(info.duration * RATE)


def test_a_file_that_has_gone_is_told(make: Make) -> None:
    path = make("a.mp4", frames=10)
    info = probe(path)
    path.unlink()
    with pytest.raises(InputError, match="no longer there"):
        list(read_sound(info))


@pytest.mark.parametrize("per_second", [100, 30, 7])
def test_peaks_are_the_extremes_of_their_stretch(make: Make, per_second: int) -> None:
    path = make("a.mkv", frames=45, rate=Fraction(30), sound="pcm_s16le")
    seen: list[Progress] = []
    peaks = drain(sound_peaks(probe(path), per_second), seen.append)
    wave = chirp(np.arange(RATE * 3 // 2) / RATE, 1.5) / 32768
    count = -(-3 * per_second // 2)
    assert peaks.shape == (count, 2)
    edges = [round(each * RATE / per_second) for each in range(count)] + [len(wave)]
    for number, (first, last) in enumerate(pairwise(edges)):
        assert peaks[number] == pytest.approx([wave[first:last].min(), wave[first:last].max()], abs=0.012)
    assert seen[-1] == Progress("sound", 2, 2, "seconds")


def test_peaks_hear_both_channels(tmp_path: Path) -> None:
    info = probe(clicks(tmp_path / "a.mkv", [1.48], RATE, "stereo"))
    peaks = drain(sound_peaks(info))
    assert peaks.shape == (200, 2)
    assert np.flatnonzero(peaks[:, 1] > 0.5).tolist() == [100]
