"""Numbers in words."""

import pytest

from dfm.ui.widgets.words import clock, count_words, rate_words, size_words


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
