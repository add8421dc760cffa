"""The two looks of the editor as values: a dark room in which the pictures are brightest, and a light one.

A theme names what a colour is for, not what it looks like. It knows nothing of Qt; `contrast` says how
well one colour is read on another.
"""

from dataclasses import dataclass

LEGIBLE = 4.5
"""The least contrast of text to what lies behind it (WCAG 2, level AA)."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as "#RRGGBB", by what they are for."""

    name: str
    is_dark: bool
    window: str
    """Behind everything, and between panels."""
    panel: str
    """What the user works on: palette, timeline, inspector."""
    raised: str
    """What can be pressed, and menus."""
    hover: str
    pressed: str
    field: str
    """Behind text that can be typed, and the troughs of sliders."""
    well: str
    """Around the pictures."""
    line: str
    edge: str
    """The outline of what can be pressed; stands out from a panel more than a line."""
    text: str
    quiet: str
    faint: str
    """Text of what cannot be used now."""
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    link: str
    """The accent as a colour of text."""
    danger: str
    danger_hover: str
    on_danger: str
    alarm: str
    """Danger as a colour of text."""
    done: str
    praise: str
    """Done as a colour of text."""
    selected: str
    """Behind selected rows and text."""
    person: str
    """What is of a person's own footage; no emotion has it."""

    def colour(self, name: str) -> str:
        """A colour by its name: `theme.colour("text")`."""
        value = getattr(self, name)
        if not isinstance(value, str) or not value.startswith("#"):
            raise KeyError(name)
        return value


DARK = Theme(
    name="dark",
    is_dark=True,
    window="#1B1C1F",
    panel="#232529",
    raised="#2B2E33",
    hover="#33373D",
    pressed="#1F2125",
    field="#191A1D",
    well="#121315",
    line="#383C43",
    edge="#454A52",
    text="#E6E7EA",
    quiet="#9CA0A8",
    faint="#6A6E76",
    accent="#4C9BE8",
    accent_hover="#66ADF2",
    accent_pressed="#3B86CF",
    on_accent="#0B1622",
    link="#6FB2F2",
    danger="#E5484D",
    danger_hover="#F0666A",
    on_danger="#140405",
    alarm="#FF8A8D",
    done="#4CA154",
    praise="#74C47B",
    selected="#2A4A6B",
    person="#EE82C4",
)

LIGHT = Theme(
    name="light",
    is_dark=False,
    window="#E4E5E8",
    panel="#F4F4F5",
    raised="#FFFFFF",
    hover="#ECEEF2",
    pressed="#DCE0E6",
    field="#FFFFFF",
    well="#C4C7CC",
    line="#D2D4D9",
    edge="#B4B8C0",
    text="#1D1F23",
    quiet="#565B64",
    faint="#8E939C",
    accent="#1C69BD",
    accent_hover="#2477CF",
    accent_pressed="#15559B",
    on_accent="#FFFFFF",
    link="#145CA9",
    danger="#C62B31",
    danger_hover="#D43C42",
    on_danger="#FFFFFF",
    alarm="#AE1F25",
    done="#2E7D37",
    praise="#22682B",
    selected="#C5DCF5",
    person="#A82573",
)

THEMES = {theme.name: theme for theme in (DARK, LIGHT)}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 (alike) to 21 (black on white); WCAG 2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(colour: str) -> str:
    """Near-black or white, whichever is read better on a colour."""
    return max(("#06070A", "#FFFFFF"), key=lambda ink: contrast(ink, colour))


def _luminance(colour: str) -> float:
    """The relative luminance of an sRGB colour, 0 to 1."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
