"""Frames come out once each, in order, the same whichever way they were reached."""

import time
from collections.abc import Callable, Generator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dfm.core.document.timebase import Span
from dfm.core.errors import InputError
from dfm.core.media.probe import probe
from dfm.core.media.read import ReadReport, read_frame, read_frames

Make = Callable[..., Path]
Look = Callable[[Path], Any]
PlanesOf = Callable[[Any], list[bytes]]


def test_every_frame_comes_once_in_order(make: Make, look: Look) -> None:
    path = make("a.mp4", frames=30)
    info = probe(path)
    frames = list(read_frames(info))
    assert [each.index for each in frames] == list(range(30))
    assert [each.pts * info.time_base for each in frames] == look(path).times


@pytest.mark.parametrize("codec", ["libx264", "libx265", "mpeg4", "libvpx-vp9"])
def test_a_span_equals_the_same_part_of_the_whole(make: Make, planes_of: PlanesOf, codec: str) -> None:
    info = probe(make("a.mp4", frames=120, codec=codec, sound=None, options={"g": "30"}))
    whole = [planes_of(each.picture) for each in read_frames(info)]
    for start in (0, 5, 80, 117):
        part = list(read_frames(info, Span(start, min(120, start + 9))))
        assert [each.index for each in part] == list(range(start, min(120, start + 9)))
        assert [planes_of(each.picture) for each in part] == whole[start : start + 9]


def test_open_groups_of_pictures_are_whole_after_a_seek(make: Make, planes_of: PlanesOf) -> None:
    options = {"g": "12", "bf": "3", "x264-params": "open-gop=1:scenecut=0"}
    info = probe(make("a.mp4", frames=150, sound=None, options=options))
    whole = [planes_of(each.picture) for each in read_frames(info)]
    for start in range(70, 140, 7):
        assert [planes_of(each.picture) for each in read_frames(info, Span(start, start + 2))] == whole[
            start : start + 2
        ]


def test_an_avi_without_presentation_times_is_numbered(make: Make) -> None:
    info = probe(make("a.avi", codec="libx264", rate=Fraction(25), frames=100, sound=None))
    assert [each.index for each in read_frames(info)] == list(range(100))
    assert [each.index for each in read_frames(info, Span(70, 75))] == list(range(70, 75))


def test_an_empty_span_has_no_frames(make: Make) -> None:
    assert list(read_frames(probe(make("a.mp4")), Span(5, 5))) == []


def test_closing_early_stops_at_once(make: Make) -> None:
    frames = read_frames(probe(make("a.mp4", frames=120, sound=None)))
    assert next(frames).index == 0
    began = time.monotonic()
    frames.close()
    assert time.monotonic() - began < 1


def test_decoding_runs_only_a_few_frames_ahead(make: Make) -> None:
    report = ReadReport()
    frames = read_frames(probe(make("a.mp4", frames=90, sound=None)), read_ahead=4, report=report)
    next(frames)
    time.sleep(0.3)
    assert 4 <= report.frames <= 7
    assert [each.index for each in frames] == list(range(1, 90))


def test_an_exception_in_the_loop_leaves_no_thread(make: Make) -> None:
    info = probe(make("a.mp4", frames=60, sound=None))

    def job() -> Generator[int, None, None]:
        for frame in read_frames(info):
            yield frame.index

    steps = job()
    assert next(steps) == 0
    with pytest.raises(KeyboardInterrupt):
        steps.throw(KeyboardInterrupt())


def test_what_decodes_of_a_cut_off_file_is_read_and_reported(make: Make) -> None:
    path = make("a.mp4", frames=48, muxer={"movflags": "faststart"}, noise=60)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 6 // 10])
    info = probe(path)
    report = ReadReport()
    frames = list(read_frames(info, report=report))
    assert info.frames - 3 <= len(frames) <= info.frames
    assert report.frames == len(frames)
    assert info.warnings


def test_damage_in_the_middle_costs_only_the_frames_it_hits(make: Make) -> None:
    path = make(
        "a.avi", codec="mjpeg", pix_fmt="yuvj420p", rate=Fraction(25), frames=20, sound=None, options={}
    )
    info = probe(path)
    content = bytearray(path.read_bytes())
    at = content.find(b"00dc", len(content) // 2) + 8
    content[at : at + 700] = bytes(700)
    path.write_bytes(content)
    report = ReadReport()
    indices = [each.index for each in read_frames(info, report=report)]
    assert len(indices) >= 18
    assert indices[-1] == 19 or report.warnings


def test_one_frame_by_number(make: Make) -> None:
    info = probe(make("a.mp4", frames=100, sound=None))
    assert read_frame(info, 93).index == 93
    with pytest.raises(InputError, match="no frame 100"):
        read_frame(info, 100)


def test_a_file_that_vanished_is_told(make: Make) -> None:
    path = make("a.mp4")
    info = probe(path)
    path.unlink()
    with pytest.raises((InputError, FileNotFoundError)):
        list(read_frames(info))
