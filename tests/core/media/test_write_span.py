"""A part of a video, written: it begins at zero, shows exactly its frames, and its sound stays in step."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from dfm.core.document.timebase import Span
from dfm.core.media.encoding import Encoding
from dfm.core.media.info import MediaInfo
from dfm.core.media.probe import frame_times, probe
from dfm.core.media.read import read_frames
from dfm.core.media.write import VideoWriter

Make = Callable[..., Path]
Look = Callable[[Path], Any]
PACKET = Fraction(1024, 48000)


def cut(source: Path, target: Path, span: Span, codec: str = "h264", *, audio: bool = True) -> MediaInfo:
    """Pass the frames of a span through; the facts of the result."""
    info = probe(source)
    with VideoWriter(info, target, Encoding(codec), span=span, audio=audio) as writer:
        for frame in read_frames(info, span):
            writer.write(frame)
    return probe(target)


@pytest.mark.parametrize("start", [0, 7, 70])
def test_the_frames_are_those_of_the_span_from_zero_on(
    make: Make, look: Look, tmp_path: Path, start: int
) -> None:
    source = make("in.mp4", frames=90)
    result = cut(source, tmp_path / "out.mkv", Span(start, start + 20), "ffv1")
    before, after = look(source), look(result.path)
    assert after.planes == before.planes[start : start + 20]
    assert after.times[0] == 0
    assert result.frame_rate == Fraction(30000, 1001)
    assert result.frames == 20


@pytest.mark.parametrize(("name", "codec"), [("out.mp4", "h264"), ("out.mov", "prores"), ("out.mp4", "hevc")])
def test_times_are_exact_in_every_container(make: Make, tmp_path: Path, name: str, codec: str) -> None:
    result = cut(make("in.mp4", frames=60), tmp_path / name, Span(20, 32), codec)
    assert result.start_pts == 0
    assert frame_times(result) == tuple(index * Fraction(1001, 30000) for index in range(12))
    assert result.duration == 12 * Fraction(1001, 30000)


def test_the_sound_is_that_of_the_span_and_in_step(make: Make, look: Look, tmp_path: Path) -> None:
    source = make("in.mp4", frames=120)
    result = cut(source, tmp_path / "out.mp4", Span(30, 90))
    start, end = 30 * Fraction(1001, 30000), 90 * Fraction(1001, 30000)
    wanted = [(time - start, data) for time, data in look(source).packets["audio"] if start <= time < end]
    found = look(result.path).packets["audio"]
    assert [data for _, data in found] == [data for _, data in wanted]
    assert len(found) > 80
    assert all(
        abs(one - other) < Fraction(1, 10000) for (one, _), (other, _) in zip(found, wanted, strict=True)
    )
    assert 0 <= found[0][0] < PACKET
    assert abs(found[-1][0] + PACKET - result.duration) < PACKET


def test_sound_can_be_left_out(make: Make, tmp_path: Path) -> None:
    source = make("in.mp4", frames=30, chapters=1)
    result = cut(source, tmp_path / "out.mp4", Span(5, 25), audio=False)
    assert (result.audio, result.frames, result.chapters) == ((), 20, 1)
    assert probe(source).audio


def test_sound_that_has_to_be_converted_is_cut_too(make: Make, tmp_path: Path) -> None:
    source = make("in.avi", codec="mpeg4", sound="adpcm_ms", frames=100, rate=Fraction(25), options={})
    result = cut(source, tmp_path / "out.mp4", Span(25, 75))
    assert abs(result.audio[0].duration - 2) < Fraction(1, 10)
    with av.open(str(source)) as file:
        before = np.concatenate([each.to_ndarray().mean(0) for each in file.decode(audio=0)])
    with av.open(str(result.path)) as file:
        after = np.concatenate([each.to_ndarray().mean(0) for each in file.decode(audio=0)])
    middle = after[24000:33600]
    lags = range(-4800, 4801, 100)
    scores = [float(np.dot(middle, before[72000 + lag : 81600 + lag])) for lag in lags]
    assert abs(lags[int(np.argmax(scores))]) <= 2400  # within a packet of either kind


def test_chapters_are_cut_and_moved(make: Make, tmp_path: Path) -> None:
    source = make("in.mp4", frames=25, rate=Fraction(25), chapters=4)
    result = cut(source, tmp_path / "out.mp4", Span(10, 20))
    with av.open(str(result.path)) as file:
        chapters = [
            (
                each["metadata"]["title"],
                *(each[key] * Fraction(each["time_base"] or 1) for key in ("start", "end")),
            )
            for each in file.chapters()
        ]
    parts = [("Part 2", 0, Fraction(1, 10)), ("Part 3", Fraction(1, 10), Fraction(35, 100))]
    assert chapters == [*parts, ("Part 4", Fraction(35, 100), Fraction(4, 10))]


def test_uneven_times_keep_their_distances(make: Make, tmp_path: Path) -> None:
    stamps = [0, 40, 70, 130, 160, 200, 290, 300, 350, 400]
    source = make("in.mkv", frames=10, tick=Fraction(1, 1000), stamps=stamps, sound=None)
    result = cut(source, tmp_path / "out.mp4", Span(3, 8))
    assert [round(time * 1000) for time in frame_times(result)] == [0, 30, 70, 160, 170]
    assert result.start_pts == 0


def test_a_late_part_is_sought_and_its_sound_is_whole(make: Make, look: Look, tmp_path: Path) -> None:
    source = make("in.mkv", frames=600, rate=Fraction(30))
    result = cut(source, tmp_path / "out.mkv", Span(480, 540))
    wanted = [data for time, data in look(source).packets["audio"] if 16 <= time < 18]
    assert [data for _, data in look(result.path).packets["audio"]] == wanted
    assert len(wanted) > 80


def test_a_part_of_a_program_stream_begins_at_zero_too(make: Make, look: Look, tmp_path: Path) -> None:
    source = make("in.ts", frames=60, rate=Fraction(25))
    result = cut(source, tmp_path / "out.mp4", Span(20, 45))
    seen = look(result.path)
    assert (seen.times[0], len(seen.times)) == (0, 25)
    assert 0 <= seen.packets["audio"][0][0] < 2 * PACKET
    assert abs(seen.packets["audio"][-1][0] - 1) < 2 * PACKET
