"""Numbers in words."""

import pytest

from dfm.core.document.regions import Regions
from dfm.ui.widgets.words import (
    clock,
    count_words,
    duration_words,
    held_back_words,
    rate_words,
    share_words,
    size_words,
)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (12.4, "0:12"), (185, "3:05"), (3750, "1:02:30"), (-3, "0:00")]
)
def test_a_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_rates() -> None:
    assert rate_words(31.2, "frames") == "31 fps"
    assert rate_words(4.24, "frames") == "4.2 fps"
    assert rate_words(1.2e6, "bytes") == "1.2 MB/s"
    assert rate_words(12, "files") == "12 files/s"


def test_sizes_and_counts() -> None:
    assert [size_words(value) for value in (12, 3400, 71.5e6, 2e9)] == [
        "12 bytes",
        "3.4 kB",
        "71.5 MB",
        "2.0 GB",
    ]
    assert [count_words(number, "face") for number in (0, 1, 2)] == ["no faces", "1 face", "2 faces"]


def test_a_share_in_words_is_all_or_none_only_where_it_is() -> None:
    shares = (0.0, 0.001, 0.07, 0.5, 0.999, 1.0)
    assert [share_words(share) for share in shares] == ["0 %", "1 %", "7 %", "50 %", "99 %", "100 %"]


def test_regions_in_words_are_those_held_back() -> None:
    assert held_back_words(Regions()) == "Whole face"
    assert held_back_words(Regions(mouth=0)) == "Mouth 0 %"
    assert held_back_words(Regions(0.5, 1.0, 0.2)) == "Brows 50 %, mouth 20 %"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "1 second"), (40, "40 seconds"), (59.6, "1 minute"), (725, "12 minutes"), (3600, "60 minutes")],
)
def test_lengths_of_time(seconds: float, words: str) -> None:
    assert duration_words(seconds) == words
