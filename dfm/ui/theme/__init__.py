"""The look: two themes as values, the style sheet made from them, fonts and icons that follow them."""

from dfm.ui.theme.hub import (
    body_font,
    current_theme,
    figures_font,
    label_font,
    system_theme,
    theme_hub,
)
from dfm.ui.theme.palette import DARK, LIGHT, THEMES, Theme, contrast, readable_on

__all__ = [
    "DARK",
    "LIGHT",
    "THEMES",
    "Theme",
    "body_font",
    "contrast",
    "current_theme",
    "figures_font",
    "label_font",
    "readable_on",
    "system_theme",
    "theme_hub",
]
