"""`dfm train` hands what was asked to the trainings of the shipped models, and says where the result lies."""

from pathlib import Path

import pytest

from dfm.cli import main
from tests.cli.conftest import StandIn

TRAINING = "dfm.core.training"


@pytest.mark.parametrize(
    ("model", "module", "said"),
    [
        ("face-model", "face_model", "The face model and its card lie in {}\n"),
        ("shading", "shading", "The shading and its card lie in {}\n"),
    ],
)
def test_a_model_is_learned_from_clips_into_a_folder(
    model: str, module: str, said: str, stand_in: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, out = stand_in(f"{TRAINING}.{module}", "train", None), tmp_path / "new" / "models"
    assert main(["train", model, "--clips", "takes", "-o", str(out), "-q"]) == 0
    assert asked == [((Path("takes"), out), {})]
    assert out.is_dir()
    assert capsys.readouterr().out == said.format(out)


def test_without_a_folder_the_program_s_own_resources_are_replaced(
    stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DFM_RESOURCES_DIR", str(tmp_path))
    asked = stand_in(f"{TRAINING}.face_model", "train", None)
    assert main(["train", "face-model", "--clips", "takes", "-q"]) == 0
    assert asked == [((Path("takes"), tmp_path), {})]


@pytest.mark.parametrize(
    ("model", "module", "noun"),
    [("affect", "affect", "affect nets"), ("universal-decoder", "universal", "universal decoder")],
)
def test_photographs_and_a_seed_go_along(
    model: str, module: str, noun: str, stand_in: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = stand_in(f"{TRAINING}.{module}", "train", None)
    words = ["--clips", "takes", "--photos", "faces", "--seed", "7", "-o", str(tmp_path), "-q"]
    assert main(["train", model, *words]) == 0
    assert asked == [((Path("takes"), Path("faces"), tmp_path), {"seed": 7})]
    assert noun in capsys.readouterr().out


def test_the_reference_net_gets_its_budget(stand_in: StandIn, tmp_path: Path) -> None:
    from dfm.core.training.reference import Budget

    asked = stand_in(f"{TRAINING}.reference", "train", None)
    words = ["--clips", "takes", "--minutes", "2.5", "--device", "cpu", "--size", "large", "--resume"]
    assert main(["train", "reference", *words, "-o", str(tmp_path), "-q"]) == 0
    assert asked == [((Path("takes"), tmp_path, Budget(2.5, "cpu", True, size="large")), {})]


def test_prototypes_print_their_report(
    stand_in: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = stand_in(f"{TRAINING}.prototypes", "train", "a table")
    words = ["--clips", "takes", "--ways", "3", "--emotion", "sad", "--emotion", "fear"]
    assert main(["train", "prototypes", *words, "-o", str(tmp_path), "-q"]) == 0
    assert asked == [((Path("takes"), tmp_path), {"seed": 0, "ways": 3, "emotions": ["sad", "fear"]})]
    assert capsys.readouterr().out == f"a table\nHow emotions are played lies in {tmp_path}\n"


def test_an_ablation_prints_a_table_and_writes_nothing(
    stand_in: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = stand_in(f"{TRAINING}.ablation", "ablate", "a table")
    assert main(["train", "ablation", "--clips", "takes", "--steps", "9", "--device", "cpu", "-q"]) == 0
    assert asked == [((Path("takes"), 9), {"device": "cpu"})]
    assert capsys.readouterr().out == "a table\n"


@pytest.mark.parametrize("steps", ["0", "-1", "many", "1.5"])
def test_steps_that_are_no_number_are_refused(steps: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "ablation", "--clips", "takes", "--steps", steps]) == 2
    assert "give 1 or more" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_refused_before_any_work(
    stand_in: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = stand_in(f"{TRAINING}.shading", "train", None)
    (tmp_path / "file").write_text("in the way")
    assert main(["train", "shading", "--clips", "takes", "-o", str(tmp_path / "file" / "models")]) == 5
    assert asked == []
    assert "cannot be made" in capsys.readouterr().err
