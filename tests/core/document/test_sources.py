"""A source is told from an intensity, a part and a span, whatever its path looks like."""

from fractions import Fraction

import pytest

from dfm.core.document.sources import Kind, Source, names_a_source, parse_source
from dfm.core.document.timebase import END, FrameNumber, Moment, Seconds
from dfm.core.errors import UsageError

PART = (Seconds(Fraction(1)), Seconds(Fraction(5, 2)))


@pytest.mark.parametrize(
    ("text", "name", "part", "intensity"),
    [
        ("ref:smile.jpg", "smile.jpg", None, 1.0),
        ("ref:smile.jpg:0.6", "smile.jpg", None, 0.6),
        ("ref:smile.jpg:low", "smile.jpg", None, 0.35),
        (" Ref: faces/smile.jpg : 1 ", "faces/smile.jpg", None, 1.0),
        ("ref:take.mp4#1.0-2.5", "take.mp4", PART, 1.0),
        ("ref:take.mp4#1.0-2.5:0.8", "take.mp4", PART, 0.8),
        ("ref:take.mp4#30f-end", "take.mp4", (FrameNumber(30), END), 1.0),
        ("ref:take.mp4#00:00:01-00:00:02.5:high", "take.mp4", PART, 0.85),
        ("ref:take.mp4#0:01.0-0:02.5", "take.mp4", PART, 1.0),
        (r"ref:C:\Users\me\smile.jpg", r"C:\Users\me\smile.jpg", None, 1.0),
        (r"ref:C:\Users\me\smile.jpg:0.5", r"C:\Users\me\smile.jpg", None, 0.5),
        ("ref:a:0.5.jpg", "a:0.5.jpg", None, 1.0),
        ("ref:me@home-1 #2.png", "me@home-1 #2.png", None, 1.0),
        ("ref:shot#1-2.jpg", "shot#1-2.jpg", None, 1.0),
        ("ref:shot#1-2.mp4#1.0-2.5:0.5", "shot#1-2.mp4", PART, 0.5),
        ("ref:https", "https", None, 1.0),
    ],
)
def test_paths_keep_their_signs(
    text: str, name: str, part: tuple[Moment, Moment] | None, intensity: float
) -> None:
    assert names_a_source(text)
    assert parse_source(text) == (Source(Kind.REFERENCE, name, part), intensity)


def test_a_preset_has_a_name_and_no_part() -> None:
    assert parse_source("preset:wry smile:0.8") == (Source(Kind.PRESET, "wry smile"), 0.8)
    assert parse_source("preset:a#1-2") == (Source(Kind.PRESET, "a#1-2"), 1.0)


@pytest.mark.parametrize("text", ["ref:", "ref: :0.5", "preset:", "ref:#1-2"])
def test_a_source_without_a_name_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no name of a"):
        parse_source(text)


@pytest.mark.parametrize("text", ["happy", "happy:high", "refuse", "smile.jpg", ""])
def test_an_emotion_is_no_source(text: str) -> None:
    assert not names_a_source(text)
    with pytest.raises(UsageError, match="names no source"):
        parse_source(text)
