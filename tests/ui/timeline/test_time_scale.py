"""Frames and pixels, there and back."""

from hypothesis import given, settings
from hypothesis import strategies as st

from dfm.ui.timeline.scale import MARGIN, MOST_PIXELS, TimeScale, fitting, zoomed

scales = st.builds(TimeScale, st.floats(0.001, MOST_PIXELS))


@settings(deadline=None)
@given(scales, st.integers(0, 10**6))
def test_a_boundary_is_found_where_it_lies(scale: TimeScale, frame: int) -> None:
    assert scale.boundary_at(scale.x_of(frame)) == frame
    assert scale.frame_at(scale.x_of(frame) + scale.pixels / 2) == frame


def test_nothing_lies_before_the_first_frame() -> None:
    assert TimeScale(2.0).boundary_at(-50) == TimeScale(2.0).frame_at(-50) == 0


@settings(deadline=None)
@given(st.integers(1, 10**6), st.floats(100, 4000))
def test_all_frames_fit(frames: int, width: float) -> None:
    assert fitting(frames, width).width_of(frames) <= width + 1e-6


@settings(deadline=None)
@given(st.integers(1, 10**5), st.floats(100, 4000), st.floats(1e-6, 1e6))
def test_zooming_stays_between_the_whole_video_and_single_frames(
    frames: int, width: float, factor: float
) -> None:
    scale = zoomed(TimeScale(1.0), factor, frames, width)
    assert fitting(frames, width).pixels <= scale.pixels <= MOST_PIXELS


def test_a_way_on_the_screen_is_so_many_frames() -> None:
    assert [TimeScale(4.0).frames_over(pixels) for pixels in (-9, -1, 1, 9)] == [-2, 0, 0, 2]
    assert TimeScale(4.0).x_of(3) == MARGIN + 12
