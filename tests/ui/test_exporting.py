"""Formats, guesses at sizes, and names: values alone."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dfm.core.document.timebase import Span
from dfm.core.media.encoding import CODECS, Encoding
from dfm.ui.exporting import FORMATS, Format, estimated_bytes, format_of, free_target, rough_words

if TYPE_CHECKING:
    from dfm.core.media.info import MediaInfo


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.codec)
def test_every_step_is_one_that_the_encoder_knows(each: Format) -> None:
    row = CODECS[each.codec]
    assert each.suffix in row.suffixes
    for quality in each.qualities:
        assert Encoding(each.codec, quality.value).row is row
    bits = [quality.bits for quality in each.qualities]
    assert bits == sorted(bits)
    usual = row.quality[2] if row.quality else None
    assert each.qualities[each.usual].value == usual
    assert each.nearest(usual) == each.nearest(None) == each.usual


def test_an_unknown_codec_is_the_first_format() -> None:
    assert format_of("gif") is FORMATS[0]
    assert format_of("prores").suffix == ".mov"


def test_the_guess_grows_with_what_is_written(short_media: "MediaInfo") -> None:
    best = FORMATS[0].qualities[-1]
    media = replace(short_media, width=1280, height=720, frames=300, frame_rate=Fraction(30))
    whole = estimated_bytes(media, best, None, audio=False, side_by_side=False)
    assert whole == round(1280 * 720 * 300 * best.bits / 8)
    assert estimated_bytes(media, best, Span(0, 150), audio=False, side_by_side=False) == whole // 2
    assert estimated_bytes(media, best, None, audio=False, side_by_side=True) == 2 * whole
    sound = estimated_bytes(media, best, None, audio=True, side_by_side=False) - whole
    assert sound == len(media.audio) * 160_000 > 0


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "10 kB"),
        (374_000, "370 kB"),
        (1_240_000, "1.2 MB"),
        (32_300_000, "32 MB"),
        (1_960_000_000, "2.0 GB"),
    ],
)
def test_a_guess_has_two_digits(size: int, words: str) -> None:
    assert rough_words(size) == words


def test_the_guess_is_near_for_the_demo_clip(demo_clip: Path, tmp_path: Path) -> None:
    from dfm.core.media.probe import probe
    from dfm.core.media.read import read_frames
    from dfm.core.media.write import VideoWriter

    info, span = probe(demo_clip), Span(0, 40)
    for each in FORMATS[:1] + FORMATS[2:]:
        quality = each.qualities[each.usual]
        target = tmp_path / f"out{each.suffix}"
        with VideoWriter(info, target, Encoding(each.codec, quality.value), span=span) as writer:
            for frame in read_frames(info, span):
                writer.write(frame)
        guess = estimated_bytes(info, quality, span, audio=True, side_by_side=False)
        assert 0.4 < guess / target.stat().st_size < 2.5


def test_a_name_that_no_file_has(tmp_path: Path) -> None:
    first = free_target(tmp_path, "talk edited", ".mp4")
    assert first == tmp_path / "talk edited.mp4"
    first.touch()
    second = free_target(tmp_path, "talk edited", ".mp4")
    second.touch()
    assert free_target(tmp_path, "talk edited", ".mp4").name == "talk edited 3.mp4"
