"""`dfm demo` makes its folder and says where the result lies."""

from pathlib import Path

import pytest

from dfm.cli import main
from dfm.core.jobs import Job, Progress


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that a demo was asked for, of which none is made."""
    folders: list[Path] = []

    def demo(folder: Path) -> Job[Path]:
        assert folder.is_dir()
        folders.append(folder)
        yield Progress("animate", 1, 1)
        return folder / "side-by-side.mp4"

    monkeypatch.setattr("dfm.core.demo.demo", demo)
    return folders


def test_a_folder_is_made_and_the_result_is_named(
    asked: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "demo"
    assert main(["demo", "-o", str(folder)]) == 0
    assert asked == [folder]
    assert capsys.readouterr().out == f"The demo lies at {folder / 'side-by-side.mp4'}\n"


def test_a_script_gets_the_path_alone(
    asked: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "-q"]) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("out/demo/side-by-side.mp4\n", "")
    assert asked == [Path("out/demo")]


def test_a_folder_that_cannot_be_made_is_told_before_any_work(
    asked: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["demo", "-o", str(tmp_path / "file" / "demo")]) == 5
    assert asked == []
    assert "cannot be made" in capsys.readouterr().err
