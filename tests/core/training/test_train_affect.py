"""`train affect` on a small folder, through its front door."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.affect.blendshape import load_affect
from dfm.core.errors import InputError
from dfm.core.jobs import drain
from dfm.core.training.affect import CALM_LENGTH, knee_for, train
from dfm.core.training.affect_card import FoldResults
from dfm.core.training.affect_loop import Recipe

RECIPE = Recipe(nets=2, steps=20, batch=32, laid=120, photographed=40)


@pytest.fixture(scope="module")
def trained(clips: Any, photos: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FoldResults]:
    out = tmp_path_factory.mktemp("affect")
    return out, drain(train(clips.folder, photos, out, recipe=RECIPE))


def test_it_writes_nets_that_the_program_finds_and_loads(
    trained: tuple[Path, FoldResults], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, held = trained
    monkeypatch.setenv("DFM_RESOURCES_DIR", str(out))
    learned = load_affect(weights.find("affect"))
    assert len(learned.nets) == RECIPE.nets
    assert learned.knee == held.knee
    assert weights.row("affect").origin == "trained by dfm train affect"


def test_everyone_is_read_by_a_net_that_never_saw_them(trained: tuple[Path, FoldResults]) -> None:
    out, held = trained
    assert sorted(label for label, _ in held.readings) == [0, 1]
    assert len(held.calm) <= 4
    card = (out / "affect.md").read_text("utf-8")
    assert "of the 2 photographs" in card
    assert "- ada.mp4" in card


def test_too_few_people_are_said_to_be_too_few(photos: Path, clips: Any, tmp_path: Path) -> None:
    (tmp_path / "ada.mp4").write_bytes((clips.folder / "ada.mp4").read_bytes())
    (tmp_path / "clips.csv").write_text("file,use,person\nada.mp4,train,ada\n", "utf-8")
    with pytest.raises(InputError, match="fewer than"):
        drain(train(tmp_path, photos, tmp_path / "out", recipe=RECIPE))


def test_the_knee_is_the_least_that_keeps_calm_faces_calm() -> None:
    assert knee_for([np.array([0.1], np.float32)]) == 0
    assert knee_for([]) == 0
    far = 1.4 * CALM_LENGTH
    knee = knee_for([np.array([far], np.float32)])
    assert 0 < knee < 0.6
    assert (1 + knee) * far * far / (far + knee) == pytest.approx(CALM_LENGTH, rel=0.05)
    assert knee_for([np.array([0.9], np.float32)]) == pytest.approx(0.6)
