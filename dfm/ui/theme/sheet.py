"""The style sheet of a theme: `editor.qss` with the theme's colours put in."""

from dataclasses import asdict
from pathlib import Path
from string import Template

from dfm.ui.theme.palette import Theme

_HERE = Path(__file__).parent
MARKS = ("check", "dash", "dot", "down", "up", "right")
"""The small drawings inside controls, one file a theme."""


def style_sheet(theme: Theme) -> str:
    """The whole style sheet of a theme; a name that no theme has is a KeyError."""
    colours = {name: value for name, value in asdict(theme).items() if isinstance(value, str)}
    marks = {f"mark_{name}": mark(name, theme).as_posix() for name in MARKS}
    return Template((_HERE / "editor.qss").read_text("utf-8")).substitute(colours, **marks)


def mark(name: str, theme: Theme) -> Path:
    """The file of a small drawing in the theme's colours."""
    return _HERE / "marks" / f"{name}-{theme.name}.svg"
