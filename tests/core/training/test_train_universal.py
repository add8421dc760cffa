"""`train universal-decoder` on a small folder, through its front door."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.errors import InputError, MissingWeights
from dfm.core.jobs import drain
from dfm.core.motion.universal import load_universal
from dfm.core.training.playing import save_played
from dfm.core.training.universal import train
from dfm.core.training.universal_card import HeldOut
from dfm.core.training.universal_loop import Recipe

RECIPE = Recipe(steps=20, footage=16, photographs=8, prototypes=16, drawn=200, photographed=40)


@pytest.fixture(scope="module")
def trained(clips: Any, photos: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, HeldOut]:
    out = tmp_path_factory.mktemp("decoder")
    save_played(out / "prototypes.json", {"happy": {"AU12": 1.5}})
    return out, drain(train(clips.folder, photos, out, recipe=RECIPE))


def test_it_writes_a_decoder_that_the_program_finds_and_loads(
    trained: tuple[Path, HeldOut], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DFM_RESOURCES_DIR", str(trained[0]))
    found = load_universal()
    assert found.decode("happy", np.array([[0.7, 0.2]])).shape == (1, 30)
    np.testing.assert_allclose(found.decode("neutral", np.zeros((1, 2))), 0, atol=1e-6)
    assert weights.row("decoder").origin == "trained by dfm train universal-decoder"


def test_the_card_says_what_was_learned_from_and_how_well(trained: tuple[Path, HeldOut]) -> None:
    out, held = trained
    assert held.people == 4
    assert held.clips == 4
    assert min(held.decoder, held.prototypes, held.nothing) > 0
    card = (out / "decoder.md").read_text("utf-8")
    assert "- ada.mp4" in card
    assert "| happy | 12 1.50 |" in card
    assert "2 labelled photographs" in card


def test_too_few_people_are_said_to_be_too_few(photos: Path, clips: Any, tmp_path: Path) -> None:
    (tmp_path / "ada.mp4").write_bytes((clips.folder / "ada.mp4").read_bytes())
    (tmp_path / "clips.csv").write_text("file,use,person\nada.mp4,train,ada\n", "utf-8")
    with pytest.raises(InputError, match="fewer than"):
        drain(train(tmp_path, photos, tmp_path / "out", recipe=RECIPE))


def test_without_played_prototypes_the_remedy_is_named(photos: Path, clips: Any, tmp_path: Path) -> None:
    with pytest.raises(MissingWeights, match="dfm train prototypes"):
        drain(train(clips.folder, photos, tmp_path, recipe=RECIPE, played=tmp_path / "none.json"))
