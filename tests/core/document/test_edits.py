"""The edit's text is understood exactly, and every misfit is told in one sentence."""

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfm.core.document.edits import (
    MOST_FRAMES,
    MOST_PINS,
    Edit,
    Pin,
    Speech,
    format_edit,
    moved,
    parse_edit,
    parse_intensity,
    ramp_frames,
    region_of,
    resolve,
)
from dfm.core.document.emotions import EMOTIONS, INTENSITIES, emotion, region, region_around
from dfm.core.document.performance import COEFFICIENTS, Performance
from dfm.core.document.regions import EVERYWHERE, Regions
from dfm.core.document.sources import Kind, Source
from dfm.core.document.timebase import END, Seconds, Span
from dfm.core.errors import InputError, UsageError

RATE = Fraction(30)
FRAMES = 240  # eight seconds
NTSC = Fraction(30000, 1001)

edits = st.builds(
    lambda row, intensity, start, length, regions: Edit(
        row.name, intensity, Span(start, start + length), regions=regions
    ),
    st.sampled_from(EMOTIONS),
    st.floats(0, 1),
    st.integers(0, 10**6),
    st.integers(1, 10**6),
    st.builds(Regions, *(st.sampled_from([1.0, 0.0, 0.5]) | st.floats(0, 1) for _ in range(3))),
)


@pytest.mark.parametrize(
    ("text", "emotion", "intensity", "span"),
    [
        ("happy:high@1.0-4.0", "happy", 0.85, Span(30, 120)),
        ("sad:0.6@6-8", "sad", 0.6, Span(180, 240)),
        ("surprised@2-end", "surprise", 0.6, Span(60, 240)),
        ("angry:low@00:00:01.500-00:00:03", "anger", 0.35, Span(45, 90)),
        ("fearful:1@45f-90f", "fear", 1.0, Span(45, 90)),
        ("disgusted:0@45f-2", "disgust", 0.0, Span(45, 60)),
        ("contempt:.25@0-END", "contempt", 0.25, Span(0, 240)),
        (" Neutral:MEDIUM @ 0f - 1f ", "neutral", 0.6, Span(0, 1)),
    ],
)
def test_text_becomes_an_edit(text: str, emotion: str, intensity: float, span: Span) -> None:
    edit = resolve(parse_edit(text), RATE, FRAMES)
    assert (edit.emotion, edit.intensity, edit.span) == (emotion, intensity, span)
    assert (edit.speech, edit.seed, edit.ramp, edit.face, edit.enabled) == (Speech.KEEP, 0, None, None, True)


def test_text_may_weigh_the_regions_of_the_face() -> None:
    edit = resolve(parse_edit("surprise:high@1.0-4.0,brows=0.5,mouth=0"), RATE, FRAMES)
    assert (edit.span, edit.regions) == (Span(30, 120), Regions(0.5, 1.0, 0.0))
    assert format_edit(edit) == "surprise:0.85@30f-120f,brows=0.5,mouth=0"
    assert parse_edit("happy@45f-end , eyes=.2").regions == Regions(eyes=0.2)
    assert parse_edit("happy@1-2").regions == EVERYWHERE


GRIN = Performance("grin", (0.5, 0.25), ((0.25,) * COEFFICIENTS,), source="grin.jpg")


@pytest.mark.parametrize(
    ("text", "name", "intensity", "regions"),
    [
        ("ref:grin.jpg@1.0-4.0", "grin.jpg", 1.0, EVERYWHERE),
        ("ref:grin.jpg:0.6@30f-120f,mouth=0.5", "grin.jpg", 0.6, Regions(mouth=0.5)),
        ("ref:me@1-2, at home.jpg@1-4", "me@1-2, at home.jpg", 1.0, EVERYWHERE),
        (r"ref:C:\me\a-b.jpg:low@1-4", r"C:\me\a-b.jpg", 0.35, EVERYWHERE),
    ],
)
def test_text_may_ask_for_a_reference(text: str, name: str, intensity: float, regions: Regions) -> None:
    request = parse_edit(text)
    assert request.source == Source(Kind.REFERENCE, name)
    with pytest.raises(UsageError, match="not known yet"):
        resolve(request, RATE, FRAMES)
    edit = resolve(replace(request, performance=GRIN), RATE, FRAMES, seed=4)
    assert edit == Edit(
        "happy", intensity, Span(30, 120), seed=4, origin=30, regions=regions, performance=GRIN
    )


def test_a_performance_names_its_edit_and_says_where_it_plays() -> None:
    edit = Edit("sad", 0.6, Span(30, 120), performance=GRIN)
    assert (edit.emotion, edit.name, Edit("sad", 0.6, Span(0, 9)).name) == ("happy", "grin", "Sad")
    assert region_of(edit).valence == pytest.approx(0.3)
    assert format_edit(edit) == "ref:grin.jpg:0.6@30f-120f"


@pytest.mark.parametrize("text", ["ref:a.jpg", "ref:@1-2", "ref:a.jpg@2", "preset:@1-2", "ref:a.jpg@1-x"])
def test_a_reference_that_cannot_be_read_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="edit"):
        parse_edit(text)


def test_a_request_keeps_exact_times_until_a_video_is_known() -> None:
    request = parse_edit("happy@0.1-end")
    assert (request.start, request.end) == (Seconds(Fraction(1, 10)), END)
    assert resolve(request, RATE, 90).span == Span(3, 90)
    assert resolve(request, NTSC, 150).span == Span(3, 150)


def test_a_video_of_varying_rate_is_cut_at_its_own_frames() -> None:
    times = [Fraction(0), Fraction(1), Fraction(4), Fraction(5)]
    assert resolve(parse_edit("happy@1-4"), RATE, 4, times).span == Span(1, 2)
    with pytest.raises(InputError, match="past the end of the video, which ends at frame 4"):
        resolve(parse_edit("happy@1-20"), RATE, 4, times)


def test_what_the_text_does_not_say_is_passed_on() -> None:
    edit = resolve(parse_edit("happy@1-2"), RATE, FRAMES, speech=Speech.REPLACE, seed=7, ramp=4, face=2)
    assert (edit.speech, edit.seed, edit.ramp, edit.face) == (Speech.REPLACE, 7, 4, 2)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("", "write LABEL"),
        ("happy", "write LABEL"),
        ("happy@", "write LABEL"),
        ("happy@1", "write LABEL"),
        ("happy@1-2-3", "write LABEL"),
        ("happy@-1-2", "write LABEL"),
        ("happy:@1-2", "write LABEL"),
        ("happy:low:high@1-2", "write LABEL"),
        ("happy@1-2@3-4", "write LABEL"),
        ("@1-2", "write LABEL"),
        ("hapy@1-2", "did you mean 'happy'?"),
        ("joy-ish@1-2", "choose from neutral, happy"),
        ("happy:hihg@1-2", "did you mean 'high'?"),
        ("happy:1.5@1-2", "a number from 0 to 1"),
        ("happy:-0.5@1-2", "a number from 0 to 1"),
        ("happy:nan@1-2", "a number from 0 to 1"),
        ("happy@soon-2", "write seconds"),
        ("happy@1-1:75", "write seconds"),
        ("happy@1,5-2", "write seconds"),
        ("happy@1-1,5", "'5' weighs no region"),
        ("happy@1-2,", "weighs no region"),
        ("happy@1-2,brow=0", "did you mean 'brows'?"),
        ("happy@1-2,mouth=2", "from 0 to 1"),
        ("happy@1-2,mouth=-1", "from 0 to 1"),
        ("happy@1-2,eyes=0,eyes=1", "give it one"),
        ("happy,mouth=0@1-2", "did you mean 'happy'?"),
    ],
)
def test_text_that_cannot_be_understood_is_a_usage_error_with_a_remedy(text: str, remedy: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_edit(text)
    assert f"'{text}'" in str(caught.value)
    assert remedy in str(caught.value)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("happy@9-10", "past the end of the video, which ends at 00:00:08.000 (frame 240); start it earlier"),
        ("happy@8-end", "start it earlier"),
        ("happy@7-8.5", "past the end of the video, which ends at 00:00:08.000 (frame 240); end it there"),
        ("happy@0f-241f", "end it there"),
        ("happy@end-end", "start it earlier"),
        ("happy@4-2", "put the earlier time first"),
        ("happy@2-2", "at least one frame"),
        ("happy@2-2.001", "at least one frame"),
    ],
)
def test_a_span_that_does_not_fit_is_an_input_error_with_a_remedy(text: str, remedy: str) -> None:
    request = parse_edit(text)
    with pytest.raises(InputError) as caught:
        resolve(request, RATE, FRAMES)
    assert f"'{text}'" in str(caught.value)
    assert remedy in str(caught.value)


def test_the_last_frame_of_a_two_frame_video_can_be_edited() -> None:
    assert resolve(parse_edit("sad@1f-end"), RATE, 2).span == Span(1, 2)


@given(edits)
def test_an_edit_is_found_again_from_its_text(edit: Edit) -> None:
    assert resolve(parse_edit(format_edit(edit)), RATE, edit.span.end) == edit


PARTS = st.sampled_from(
    ["happy", "sad", ":", "low", ".6", "@", "-", "1", "45f", "0:02", "end", " ", "x", ",mouth=0"]
)


@given(st.one_of(st.text(max_size=30), st.lists(PARTS, max_size=9).map("".join)))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    with suppress(UsageError, InputError):
        edit = resolve(parse_edit(text), RATE, FRAMES)
        assert 0 <= edit.span.start < edit.span.end <= FRAMES


def test_intensity_words_are_the_tables() -> None:
    assert {word: parse_intensity(word) for word in INTENSITIES} == dict(INTENSITIES)


@pytest.mark.parametrize(
    ("edit", "rate", "frames"),
    [
        (Edit("happy", 0.6, Span(0, 300)), Fraction(30), 20),
        (Edit("happy", 0.6, Span(0, 300)), NTSC, 20),
        (Edit("happy", 0.6, Span(0, 300)), Fraction(60), 40),
        (Edit("happy", 0.6, Span(0, 300)), Fraction(24), 16),
        (Edit("happy", 0.6, Span(0, 300), ramp=5), Fraction(60), 5),
        (Edit("happy", 0.6, Span(0, 300), ramp=0), Fraction(30), 0),
        (Edit("happy", 0.6, Span(0, 31)), Fraction(30), 15),
        (Edit("happy", 0.6, Span(0, 1)), Fraction(30), 0),
    ],
)
def test_transitions_scale_with_the_rate_and_take_half_at_most(
    edit: Edit, rate: Fraction, frames: int
) -> None:
    assert ramp_frames(edit, rate) == frames


def test_an_edit_takes_an_adjective_for_its_emotion() -> None:
    assert Edit("Angry", 0.6, Span(0, 9)) == Edit("anger", 0.6, Span(0, 9))


@pytest.mark.parametrize("intensity", [-0.1, 1.1, float("nan"), float("inf")])
def test_an_intensity_out_of_range_is_refused(intensity: float) -> None:
    with pytest.raises(UsageError, match="choose one from 0 to 1"):
        Edit("happy", intensity, Span(0, 9))


def test_what_no_edit_can_be_is_refused() -> None:
    with pytest.raises(InputError, match="is empty"):
        Edit("happy", 0.6, Span(4, 4))
    with pytest.raises(UsageError, match="The seed -1 is out of range"):
        Edit("happy", 0.6, Span(0, 9), seed=-1)
    with pytest.raises(UsageError, match="is out of range"):
        Edit("happy", 0.6, Span(0, 9), seed=2**64)
    with pytest.raises(UsageError, match="let it take 0 or more"):
        Edit("happy", 0.6, Span(0, 9), ramp=-1)
    with pytest.raises(UsageError, match="numbered from 1"):
        Edit("happy", 0.6, Span(0, 9), face=0)


@pytest.mark.parametrize("centre", [(1.0, 0.1), (-2.0, 0.0), (float("nan"), 0.0), (0.0, float("inf"))])
def test_a_place_outside_the_disc_is_refused(centre: tuple[float, float]) -> None:
    with pytest.raises(UsageError, match="inside the unit disc"):
        Edit("happy", 0.6, Span(0, 9), centre=centre)
    with pytest.raises(UsageError, match="inside the unit disc"):
        Pin(3, *centre)


def test_pins_lie_in_order_one_a_knot_and_not_too_many() -> None:
    edit = Edit("happy", 0.6, Span(0, 9), pins=(Pin(4, 0.1, 0.2), Pin(-1, 0.3, 0.4)))
    assert [pin.knot for pin in edit.pins] == [-1, 4]
    with pytest.raises(UsageError, match="pin it once"):
        Edit("happy", 0.6, Span(0, 9), pins=(Pin(4, 0.1, 0.2), Pin(4, 0.3, 0.4)))
    with pytest.raises(UsageError, match=f"pin {MOST_PINS} at most"):
        Edit("happy", 0.6, Span(0, 9), pins=(Pin(4, 0.1, 0.2),) * (MOST_PINS + 1))
    with pytest.raises(UsageError, match="no point"):
        Pin(MOST_FRAMES + 1, 0.0, 0.0)
    with pytest.raises(UsageError, match="origin"):
        Edit("happy", 0.6, Span(0, 9), origin=-MOST_FRAMES - 1)


def test_an_edit_plays_around_its_centre_or_where_its_label_puts_it() -> None:
    edit = Edit("sad", 0.6, Span(0, 9))
    assert region_of(edit) == region(emotion("sad"), 0.6)
    custom = Edit("sad", 0.6, Span(0, 9), centre=(-0.1, 0.7))
    assert region_of(custom) == region_around(-0.1, 0.7)


@given(edits, st.integers(0, 10**6))
def test_a_moved_edit_takes_its_origin_along_and_moves_back(edit: Edit, by: int) -> None:
    later = moved(edit, by)
    assert later.span.start - later.origin == edit.span.start - edit.origin
    assert moved(later, -by) == edit
