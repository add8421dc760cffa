"""Times as users type them into the transport."""

from fractions import Fraction

import pytest

from dfm.core.errors import UsageError
from dfm.ui.players.typed_time import read_time


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("00:00:03:12", 87),
        ("3:12", 87),
        ("3.5", 88),
        (" .2 ", 5),
        ("2.", 50),
        ("120f", 120),
        ("1.5s", 38),
        ("+10", 50),
        ("-10", 30),
        ("+1.0", 65),
        ("-0.4", 30),
    ],
)
def test_times_are_read(text: str, frame: int) -> None:
    assert read_time(text, Fraction(25), 40) == frame


@pytest.mark.parametrize("text", ["", "soon", "1:2:3:4:5", "3,5,", "--3", "1e9"])
def test_nonsense_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(UsageError, match="00:00:03:12"):
        read_time(text, Fraction(25), 0)
