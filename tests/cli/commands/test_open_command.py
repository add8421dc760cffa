"""`dfm` alone and `dfm FILE` open the editor; where there is no screen that is said in a sentence."""

from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from dfm.cli.commands.open import is_meant
from dfm.cli.parser import read_arguments


@pytest.mark.parametrize(
    ("words", "file"),
    [
        ((), None),
        (("open",), None),
        (("open", "talk"), Path("talk")),
        (("talk.mp4",), Path("talk.mp4")),
        (("a folder/talk.dfm",), Path("a folder/talk.dfm")),
    ],
)
def test_words_that_open_the_editor(words: Sequence[str], file: Path | None) -> None:
    command, values = read_arguments(words)
    assert command.__module__ == "dfm.cli.commands.open"
    assert values == {"file": file}


@pytest.mark.parametrize("words", [("--help",), ("talk",), ("talk.mp4", "more"), ("-q", "talk.mp4")])
def test_words_that_do_not(words: Sequence[str]) -> None:
    assert not is_meant(words)


def test_a_file_needs_no_ending_when_it_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("talk").touch()
    assert is_meant(("talk",))


def test_without_a_screen_it_says_so(dfm: "Callable[..., CompletedProcess[str]]") -> None:
    done = dfm(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert done.returncode == 1
    assert "no screen" in done.stderr
    assert done.stderr.count("\n") == 1
