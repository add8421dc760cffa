"""The lanes share the height that there is."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dfm.ui.timeline.lanes import LEAST_TRACK, Lanes, lay_out


def strips(lanes: Lanes) -> list[tuple[float, float]]:
    found = [lanes.film, *([lanes.sound] if lanes.sound else []), lanes.curves, *lanes.tracks.values()]
    return [(strip.top, strip.bottom) for strip in found]


@settings(deadline=None)
@given(st.floats(50, 900), st.booleans(), st.dictionaries(st.integers(1, 6), st.integers(1, 4), min_size=1))
def test_lanes_follow_each_other_and_every_track_has_room_for_its_rows(
    available: float, has_sound: bool, depths: dict[int, int]
) -> None:
    lanes = lay_out(available, has_sound=has_sound, depths=depths)
    found = strips(lanes)
    assert found[0][0] == 0
    assert all(one[1] < two[0] <= one[1] + 2 for one, two in itertools.pairwise(found))
    assert list(lanes.tracks) == sorted(depths)
    assert all(lanes.tracks[face].height >= max(LEAST_TRACK, 20 * rows) for face, rows in depths.items())


@pytest.mark.parametrize("available", [155, 200, 260, 300])
def test_one_face_fits_without_scrolling(available: float) -> None:
    assert lay_out(available, has_sound=True, depths={1: 2}).height <= available


def test_a_silent_video_has_no_lane_of_sound() -> None:
    assert lay_out(300, has_sound=False, depths={1: 1}).sound is None


def test_places_belong_to_faces() -> None:
    lanes = lay_out(300, has_sound=True, depths={1: 1, 3: 1})
    assert lanes.face_at(lanes.tracks[3].top + 1) == 3
    assert lanes.face_at(lanes.film.top) is None
    assert lanes.nearest_face(-100) == 1
    assert lanes.nearest_face(10_000) == 3
