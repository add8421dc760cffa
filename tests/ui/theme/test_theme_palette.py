"""Both themes are legible: text stands out from whatever lies behind it."""

import pytest

from dfm.core.document.emotions import EMOTIONS
from dfm.ui.theme import DARK, LIGHT, Theme, contrast, readable_on
from dfm.ui.theme.palette import LEGIBLE

GROUNDS = ("window", "panel", "raised", "hover", "pressed", "field")


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ink", ["text", "quiet", "link", "alarm", "praise", "person"])
def test_text_is_legible(theme: Theme, ink: str) -> None:
    grounds = {name: contrast(theme.colour(ink), theme.colour(name)) for name in GROUNDS}
    assert {name: ratio for name, ratio in grounds.items() if ratio < LEGIBLE} == {}


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_text_on_colours_is_legible(theme: Theme) -> None:
    pairs = [("on_accent", ground) for ground in ("accent", "accent_hover", "accent_pressed")]
    pairs += [("on_danger", ground) for ground in ("danger", "danger_hover")]
    pairs += [("text", "selected"), ("text", "well")]
    weak = {pair: contrast(theme.colour(pair[0]), theme.colour(pair[1])) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < LEGIBLE} == {}


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_controls_and_focus_stand_out(theme: Theme) -> None:
    for ground in ("window", "panel", "raised", "field"):
        assert contrast(theme.accent, theme.colour(ground)) >= 3


def test_names_of_emotions_are_legible_on_their_colours() -> None:
    for row in EMOTIONS:
        assert contrast(readable_on(row.colour), row.colour) >= LEGIBLE


def test_contrast_runs_from_one_to_twenty_one() -> None:
    assert contrast("#777777", "#777777") == 1
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_a_colour_that_no_theme_has_is_an_error() -> None:
    with pytest.raises((KeyError, AttributeError)):
        DARK.colour("ultraviolet")
    with pytest.raises(KeyError):
        DARK.colour("name")
