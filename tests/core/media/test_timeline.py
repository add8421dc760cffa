"""Timestamps come out complete, in order and exact."""

from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dfm.core.media.probe import probe
from dfm.core.media.timeline import frame_times, timeline_of

Make = Callable[..., Path]
Look = Callable[[Path], Any]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.integers(1, 400), min_size=3, max_size=20))
def test_any_timestamps_are_kept(make: Make, gaps: list[int]) -> None:
    stamps = [0, *accumulate(gaps)]
    path = make("a.mp4", frames=len(stamps), stamps=stamps, tick=Fraction(1, 1000), sound=None, size=(16, 16))
    info = probe(path)
    assert frame_times(info) == tuple(Fraction(each, 1000) for each in stamps)


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.mp4", "libx264"), ("a.mkv", "libx264"), ("a.mpg", "mpeg1video"), ("a.webm", "libvpx-vp9")],
)
def test_times_are_those_that_decoding_tells(make: Make, look: Look, name: str, codec: str) -> None:
    path = make(name, codec=codec, rate=Fraction(25), sound=None)
    info = probe(path)
    times = look(path).times
    assert [int(each) * info.time_base for each in timeline_of(info).pts] == times
    assert len(times) == 24


def test_a_frame_is_found_by_its_time_alone(make: Make) -> None:
    timeline = timeline_of(probe(make("a.mp4", frames=5)))
    assert [timeline.index_of(int(each)) for each in timeline.pts] == [0, 1, 2, 3, 4]
    assert timeline.index_of(int(timeline.pts[3]) + 1) is None
    assert timeline.index_of(timeline.end) is None


def test_the_last_frame_lasts_to_the_end(make: Make) -> None:
    info = probe(make("a.mp4", frames=5))
    timeline = timeline_of(info)
    assert {timeline.duration_of(index) * info.time_base for index in range(5)} == {Fraction(1001, 30000)}


def test_hidden_reference_frames_of_vp8_are_not_counted(make: Make, look: Look) -> None:
    hidden = {"auto-alt-ref": "1", "lag-in-frames": "16", "b": "200k"}
    path = make("a.webm", codec="libvpx", rate=Fraction(25), frames=60, sound=None, options=hidden)
    assert probe(path).frames == len(look(path).times) == 60
