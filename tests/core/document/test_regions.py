"""Weights of the face's regions are read exactly, written back, and every misfit is told in one sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfm.core.document.regions import EVERYWHERE, NAMES, Regions, format_regions, number_of, parse_regions
from dfm.core.errors import UsageError

regions = st.builds(Regions, *(st.floats(0, 1) for _ in NAMES))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("mouth=0", Regions(mouth=0)),
        ("brows=0.5,mouth=.25", Regions(0.5, 1, 0.25)),
        (" Eyes = 0 , BROWS=1 ", Regions(eyes=0)),
        ("brows=1,eyes=1,mouth=1", EVERYWHERE),
    ],
)
def test_text_becomes_weights(text: str, wanted: Regions) -> None:
    assert parse_regions(text) == wanted


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("", "write one as in brows=0.5,mouth=0"),
        ("mouth", "'mouth' weighs no region"),
        ("5", "'5' weighs no region"),
        ("mouth=0,", "weighs no region"),
        ("brow=0", "did you mean 'brows'?"),
        ("chin=0", "choose from brows, eyes, mouth"),
        ("=0", "choose from brows, eyes, mouth"),
        ("mouth=", "write a number from 0 to 1"),
        ("mouth=1.5", "write a number from 0 to 1"),
        ("mouth=-1", "write a number from 0 to 1"),
        ("mouth=nan", "write a number from 0 to 1"),
        ("mouth=0=1", "write a number from 0 to 1"),
        ("mouth=0,mouth=1", "has two weights; give it one"),
    ],
)
def test_text_that_cannot_be_understood_is_a_usage_error_with_a_remedy(text: str, remedy: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_regions(text)
    assert remedy in str(caught.value)


@given(regions)
def test_weights_are_found_again_from_their_text(some: Regions) -> None:
    text = format_regions(some)
    assert (parse_regions(text) if text else EVERYWHERE) == some
    assert "e-" not in text.replace("eyes", "")


def test_only_what_is_held_back_is_written() -> None:
    assert format_regions(EVERYWHERE) == ""
    assert format_regions(Regions(mouth=0, brows=0.5)) == "brows=0.5,mouth=0"
    assert Regions(mouth=0).held_back() == (("mouth", 0),)
    assert [name for name, _ in EVERYWHERE.items()] == ["brows", "eyes", "mouth"]


@pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan"), float("inf")])
@pytest.mark.parametrize("name", NAMES)
def test_a_weight_out_of_range_is_refused(name: str, weight: float) -> None:
    with pytest.raises(UsageError, match=f"of the {name} is out of range; choose 0 to 1"):
        Regions(**{name: weight})


@given(st.text(max_size=12))
def test_a_number_is_from_0_to_1_or_none(text: str) -> None:
    number = number_of(text)
    assert number is None or 0 <= number <= 1
