"""Cuts are found where they are, and nowhere else."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from dfm.core.document.timebase import Span
from dfm.core.media.picture import upright_rgb
from dfm.core.media.probe import probe
from dfm.core.media.read import read_frames
from dfm.core.media.shots import WINDOW, ShotFinder

Make = Callable[..., Path]
Footage = Callable[[str], Path]


def shots_of(path: Path) -> tuple[Span, ...]:
    info = probe(path)
    finder = ShotFinder(info.frame_rate)
    for frame in read_frames(info):
        finder.push(frame.index, upright_rgb(frame.picture, info.rotation, info.pixel_aspect, 160))
    return finder.shots(info.frames)


@pytest.mark.parametrize("cuts", [(), (30,), (12, 40), (1,), (59,), (6, 12, 18)])
def test_cuts_are_found_to_the_frame(make: Make, cuts: tuple[int, ...]) -> None:
    path = make("a.mp4", frames=60, scenes=cuts, sound=None, size=(160, 120))
    edges = [0, *cuts, 60]
    assert shots_of(path) == tuple(Span(a, b) for a, b in pairwise(edges))


def test_lost_frames_do_not_shift_the_cut() -> None:
    finder = ShotFinder(Fraction(30))
    dark, light = (np.full((90, 160, 3), level, np.uint8) for level in (30, 200))
    for index in [*range(10), *range(14, 20)]:
        finder.push(index, dark)
    for index in range(20, 40):
        finder.push(index, light)
    assert finder.shots(40) == (Span(0, 20), Span(20, 40))


def test_a_new_shot_is_known_a_little_later() -> None:
    finder = ShotFinder(Fraction(30))
    known = []
    for index in range(40):
        finder.push(index, np.full((90, 160, 3), 30 if index < 20 else 200, np.uint8))
        known.append(finder.begins_shot(20))
    assert known.index(True) == 20 + WINDOW
    assert not finder.begins_shot(19)


def test_no_frames_make_one_shot() -> None:
    assert ShotFinder(Fraction(30)).shots(7) == (Span(0, 7),)


def test_real_cuts(footage: Footage) -> None:
    assert len(shots_of(footage("face_recognition_short_hamilton_clip.mp4"))) == 4
    assert len(shots_of(footage("avobjects_demo.mp4"))) == 1
