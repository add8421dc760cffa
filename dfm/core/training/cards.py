"""Model cards: what was learned, from what, how good it is and where it ends."""

from pathlib import Path

from dfm.core.errors import WriteError


def write_card(path: Path, text: str) -> None:
    """Write a card as Markdown."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise WriteError(f"{path} cannot be written: choose another folder with --out.") from error
