"""Footage of the benchmark, on rasters small enough for a test."""

from dataclasses import replace
from pathlib import Path

from dfm.core.benchmark_footage import clips_of, course_footage
from dfm.core.budgets import RATE, course_of
from dfm.core.evaluation.footage import Shape
from dfm.core.jobs import drain
from dfm.core.media.probe import probe


def test_every_clip_of_a_course_is_made(tmp_path: Path) -> None:
    course = course_of("reference")
    small = replace(course.sizes[0], shape=Shape(320, 180, RATE))
    clips = drain(course_footage(tmp_path, replace(course, sizes=(small,), held=(1, 2)), long=False))
    ((clip, size),) = clips.sized
    assert size is small
    assert (probe(clip).width, probe(clip).frames) == (320, RATE)
    assert [(label, probe(path).frames) for label, path in clips.held] == [
        ("720p, 1 s", RATE),
        ("720p, 2 s", 2 * RATE),
    ]
    assert probe(clips.bank).frames == 60 * RATE
    assert "720p (1 s at 30 frames/s, face 60 px high)" in clips.words


def test_a_given_video_serves_for_everything_and_is_promised_nothing(tmp_path: Path) -> None:
    clips = clips_of(tmp_path / "own.mp4", course_of("reference"))
    ((clip, size),) = clips.sized
    assert clip == clips.bank == tmp_path / "own.mp4"
    assert (size.name, size.drawing, size.analysis, size.reenact) == ("own.mp4", "", "", "")
    assert [label for label, _ in clips.held] == ["own.mp4"]
