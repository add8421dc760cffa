"""`dfm train decoder`: what it prints, and its exit codes."""

from pathlib import Path

import pytest

from dfm.cli.commands.train_decoder import _named
from dfm.cli.main import main


def test_it_tells_what_was_learned_from_what(
    demo_clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "ada.dfmperson"
    words = ["train", "decoder", "--videos", f"{demo_clip}@1", "-o", str(out), "--epochs", "2", "-q"]
    assert main([*words, "--name", "Ada L"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"Ada L (default): {out}, ")
    assert "of 1 video: " in told
    assert "hardly shown" in told
    assert out.exists()
    assert main(words) == 5  # it exists
    assert "--overwrite" in capsys.readouterr().err
    assert main([*words, "--overwrite"]) == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--videos", "gone.mp4", "-o", "a.dfmperson"], 3, "gone.mp4 does not exist"),
        (["--videos", ".", "-o", "a.dfmperson"], 3, "holds no video"),
        (["--videos", ".", "-o", "a.mp4"], 2, "ends in .dfmperson"),
        (["--videos", ".", "-o", "nowhere/a.dfmperson"], 5, "does not exist"),
        (["--videos", ".", "-o", "a.dfmperson", "--face", "0"], 2, "--face"),
        (["--videos", ".", "-o", "a.dfmperson", "--preset", "best"], 2, "best"),
        (["-o", "a.dfmperson"], 2, "--videos"),
    ],
)
def test_what_cannot_be_done_is_said(
    words: list[str], code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["train", "decoder", *words, "-q"]) == code
    assert said in capsys.readouterr().err


def test_a_number_after_a_video_names_the_face_unless_it_is_part_of_its_name(tmp_path: Path) -> None:
    strange = tmp_path / "take@2"
    strange.touch()
    paths, named = _named(["a.mp4@3", str(strange), "b.mp4", "c@x.mp4"])
    assert [path.name for path in paths] == ["a.mp4", "take@2", "b.mp4", "c@x.mp4"]
    assert named == {Path("a.mp4"): 3}
