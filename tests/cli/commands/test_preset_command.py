"""`dfm preset` keeps expressions under names, and `dfm reenact` shows them."""

import json
from pathlib import Path

import pytest

from dfm.cli import main
from tests.cli.conftest import Dfm


def test_a_preset_is_saved_listed_used_and_removed(dfm: Dfm, portrait: Path, tmp_path: Path) -> None:
    home = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert "no preset yet" in dfm("preset", "list", **home).stdout
    saved = dfm("preset", "save", "wry smile", "--from", portrait, "--at", "1.0", **home)
    assert (saved.returncode, saved.stdout) == (0, "wry smile: expression of portrait.mp4#25f\n")
    style = dfm("preset", "save", "talk", "--from", portrait, "--span", "0.4-1.4", "-q", **home)
    assert (style.returncode, style.stdout, style.stderr) == (0, "", "")
    again = dfm("preset", "save", "Talk", "--from", portrait, **home)
    assert (again.returncode, "overwrite" in again.stderr) == (5, True)
    rows = json.loads(dfm("preset", "list", "--json", **home).stdout)["presets"]
    assert [(row["name"], row["rate"]) for row in rows] == [("talk", "15"), ("wry smile", None)]
    assert "style, 1.0 s" in dfm("preset", "list", **home).stdout
    out, report = tmp_path / "out.mp4", tmp_path / "out.json"
    edits = ("--edit", "preset:wry smile:0.8@0-1", "--edit", f"ref:{portrait}#10f-30f@1-end,mouth=0")
    done = dfm("reenact", portrait, *edits, "-o", out, "--renderer", "instant", "--report", report, **home)
    assert done.returncode == 0, done.stderr
    told = json.loads(report.read_text())["edits"]
    assert [each["performance"]["source"] for each in told] == ["portrait.mp4#25f", "portrait.mp4#10f-30f"]
    assert dfm("preset", "remove", "WRY SMILE", **home).returncode == 0
    assert dfm("preset", "remove", "wry smile", **home).returncode == 2


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("a:b", "--from", "x.mp4"), 2, "cannot be called"),
        (("grin", "--from", "x.mp4"), 3, "does not exist"),
        (("grin", "--from", "x.mp4", "--at", "1", "--span", "1-2"), 2, "not allowed with"),
        (("grin", "--from", "x.mp4", "--span", "1"), 2, "cannot be read"),
        (("grin", "--from", "x.mp4", "--face", "2"), 2, "--at"),
        (("grin",), 2, "--from"),
    ],
)
def test_what_cannot_be_saved_is_told(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, sentence: str
) -> None:
    assert main(["preset", "save", *words]) == code
    assert sentence in capsys.readouterr().err
