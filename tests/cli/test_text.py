"""Numbers, durations and columns as a person reads them."""

import pytest

from dfm.cli.text import columns, count, duration, plural, size


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0.0 s"), (0.42, "0.4 s"), (12.4, "12 s"), (59.7, "1 min 00 s"), (185, "3 min 05 s"),
     (7800, "2 h 10 min")],
)  # fmt: skip
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0 bytes"), (999, "999 bytes"), (3_758_596, "3.8 MB"), (2.5e9, "2.5 GB")]
)
def test_sizes(value: float, words: str) -> None:
    assert size(value) == words
    assert count(value, "bytes") == words


def test_counts_show_a_digit_only_where_it_says_something() -> None:
    assert (count(31.23, "frames"), count(312.3, "frames"), count(31, "frames")) == (
        "31.2 frames",
        "312 frames",
        "31 frames",
    )


def test_columns_line_up_and_end_without_blanks() -> None:
    assert columns([("a", "bb", "c"), ("aaa", "b", "")]) == "a    bb  c\naaa  b"
    assert columns([]) == ""


def test_plurals() -> None:
    assert [plural(n, "face") for n in (0, 1, 2)] == ["no faces", "1 face", "2 faces"]
