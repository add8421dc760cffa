"""`dfm train renderer` on the command line."""

from pathlib import Path
from typing import Any

import pytest

from dfm.cli.main import main
from dfm.cli.train_renderer import base_of
from dfm.core.training.renderer_recipe import RECIPES, Objective, Recipe
from dfm.models.head2head import Head2HeadConfig
from dfm.models.head2head_judges import JudgesConfig


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small net in the place of the small one."""
    recipe = Recipe(Head2HeadConfig(64, (8, 16), 1), JudgesConfig(8, 1), Objective(perceptual=0))
    monkeypatch.setitem(RECIPES, "small", recipe)


@pytest.mark.usefixtures("tiny")
def test_a_renderer_is_trained_and_used(
    short_clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "talk.dfmrenderer"
    words = ["train", "renderer", str(short_clip), "-o", str(out), "--minutes", "0.02", "--device", "cpu"]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "`reference` alone" in told
    assert told.endswith(f"{out}\n")
    assert main(words) == 5
    edit = ["reenact", str(short_clip), "--edit", "happy@0.5-0.7", "-o", str(tmp_path / "out.mp4"), "-q"]
    assert main([*edit, "--renderer", "trained", "--weights", str(out), "--device", "cpu"]) == 0
    assert main([*edit, "--renderer", "trained", "--overwrite"]) == 2


@pytest.mark.usefixtures("tiny")
def test_so_many_steps_are_taken_as_were_asked_for(
    short_clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", "renderer", str(short_clip), "--base", "none", "--device", "cpu"]
    files = [tmp_path / f"{name}.dfmrenderer" for name in ("one", "two")]
    for file in files:
        assert main([*words, "-o", str(file), "--steps", "3"]) == 0
        assert capsys.readouterr().out.startswith("3 steps in ")
    assert files[0].read_bytes() == files[1].read_bytes()
    assert main([*words, "-o", str(files[0]), "--overwrite", "--steps", "-1"]) == 2


def test_the_base_needs_clips(tmp_path: Path) -> None:
    words: list[Any] = [
        "train",
        "renderer-base",
        "--clips",
        str(tmp_path),
        "-o",
        str(tmp_path / "b.dfmrenderer"),
    ]
    assert main([*words, "-q"]) == 3


@pytest.mark.usefixtures("tiny")
def test_an_ablation_ends_in_a_table(
    short_clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", "renderer-ablation", str(short_clip), "-o", str(tmp_path), "--device", "cpu", "-q"]
    assert main([*words, "--steps", "2", "--base", "none", "--only", "full"]) == 0
    assert "| full " in capsys.readouterr().out
    assert main([*words, "--steps", "0"]) == 2
    assert main([*words, "--only", "nose"]) == 2


def test_a_base_is_named_or_none() -> None:
    assert base_of(None) == (None, True)
    assert base_of(Path("none")) == (None, False)
    assert base_of(Path("a.dfmrenderer")) == (Path("a.dfmrenderer"), False)
