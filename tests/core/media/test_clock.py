"""Exact times pass through; times that a container rounded become exact again."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dfm.core.media.clock import clock_for
from dfm.core.media.info import MediaInfo
from dfm.core.media.timeline import Timeline

PLAIN = MediaInfo(
    path=Path("a.mp4"), size_bytes=1, container="mov", codec="h264", stream_index=0, width=64, height=64,
    rotation=0, pixel_aspect=Fraction(1), frame_rate=Fraction(25), time_base=Fraction(1, 12800), frames=4,
    start_pts=0, duration=Fraction(1), variable_rate=False, pix_fmt="yuv420p", bit_depth=8, color_range=1,
    color_matrix=1, color_primaries=1, color_transfer=1,
)  # fmt: skip


@given(start=st.integers(0, 10**9), gaps=st.lists(st.integers(1, 10**5), min_size=1, max_size=20))
def test_variable_times_pass_through(start: int, gaps: list[int]) -> None:
    pts = np.cumsum([start, *gaps])
    info = replace(PLAIN, variable_rate=True, start_pts=start, frames=len(pts))
    clock = clock_for(info, Timeline(pts, int(pts[-1]) + 7))
    assert [clock.ticks(index, int(each)) for index, each in enumerate(pts)] == pts.tolist()
    assert [clock.duration(index) for index in range(len(pts))] == [*gaps, 7]
    assert clock.tick == info.time_base


@given(start=st.integers(0, 10**6), frames=st.integers(2, 400))
def test_milliseconds_of_an_even_rate_become_exact(start: int, frames: int) -> None:
    rate = Fraction(30000, 1001)
    pts = np.array([start + round(index * 1000 / rate) for index in range(frames)])
    info = replace(PLAIN, frame_rate=rate, time_base=Fraction(1, 1000), start_pts=start, frames=frames)
    clock = clock_for(info, Timeline(pts, int(pts[-1]) + 33))
    exact = [clock.ticks(index, int(each)) * clock.tick for index, each in enumerate(pts)]
    assert {later - earlier for earlier, later in pairwise(exact)} == {1 / rate}
    assert all(abs(each * 1000 - int(told)) <= 1 for each, told in zip(exact, pts, strict=True))
    assert clock.duration(0) * clock.tick == 1 / rate


def test_a_program_streams_origin_is_taken_off() -> None:
    info = replace(PLAIN, time_base=Fraction(1, 90000), start_pts=126000, origin=Fraction(7, 5))
    clock = clock_for(info, Timeline(np.arange(4) * 3600 + 126000, 140400))
    assert [clock.ticks(index, 126000 + 3600 * index) for index in range(4)] == [0, 3600, 7200, 10800]


def test_frames_past_the_known_ones_last_the_usual_time() -> None:
    info = replace(PLAIN, variable_rate=True)
    clock = clock_for(info, Timeline(np.array([0, 512, 1024]), 1536))
    assert clock.duration(9) == 512
