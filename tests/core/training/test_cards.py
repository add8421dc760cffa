"""Model cards on disk."""

from pathlib import Path

import pytest

from dfm.core.errors import WriteError
from dfm.core.training.cards import write_card


def test_a_card_is_written_as_it_is(tmp_path: Path) -> None:
    write_card(tmp_path / "card.md", "# Größe\n\n98 %\n")
    assert (tmp_path / "card.md").read_text("utf-8") == "# Größe\n\n98 %\n"


def test_a_card_that_cannot_be_written_is_told_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "card.md"
    with pytest.raises(WriteError, match="choose another folder") as failure:
        write_card(path, "text")
    assert str(path) in str(failure.value)
    assert failure.value.exit_code == 5
