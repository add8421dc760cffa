"""`train shading` on a small folder, through its front door."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.errors import InputError
from dfm.core.faces.model import load_face_model
from dfm.core.jobs import Progress, drain
from dfm.core.render.shading import load_shading
from dfm.core.training.dataset import TEXTURE, gather, read_faces
from dfm.core.training.shading import Measured, textures_of, train


@pytest.fixture(scope="module")
def trained(clips: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Measured, list[Progress]]:
    """The folder that was written, what was measured, and what was shown meanwhile."""
    out = tmp_path_factory.mktemp("shading")
    seen: list[Progress] = []
    measured = drain(train(clips.folder, out), seen.append)
    return out, measured, seen


def test_it_writes_maps_that_the_program_finds_and_loads(
    trained: tuple[Path, Measured, list[Progress]], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, _, seen = trained
    assert (seen[-1].stage, seen[-1].done, seen[-1].total) == ("learn", 1, 1)
    monkeypatch.setenv("DFM_RESOURCES_DIR", str(out))
    shading = load_shading(weights.find("shading"))
    assert shading.maps.shape == (30, TEXTURE, TEXTURE)
    assert np.isfinite(shading.maps).all()
    assert 0.001 < np.abs(shading.maps).max() < 1
    assert weights.row("shading").origin == "trained by dfm train shading"


def test_what_was_measured_are_shares(trained: tuple[Path, Measured, list[Progress]]) -> None:
    _, measured, _ = trained
    assert 0 < measured.seen < 1
    assert 0 <= measured.held_out < 1


def test_the_card_names_the_clips_that_were_fit_for_it(
    trained: tuple[Path, Measured, list[Progress]],
) -> None:
    out, measured, _ = trained
    card = (out / "shading.md").read_text("utf-8")
    assert f"the maps explain {100 * measured.seen:.1f} %" in card
    assert [line for line in card.splitlines() if line.endswith(".mp4")] == [
        "- ada.mp4",
        "- ben.mp4",
        "- cyd.mp4",
    ]  # dan.mp4 is tagged odd-colour, secret.mp4 is not for training


def test_textures_go_with_the_coefficients_of_their_frames(clips: Any) -> None:
    model = load_face_model(weights.find("face_model"))
    face = next(read_faces(drain(gather(clips.folder))))
    textures = textures_of(model, face)
    count = len(face.texture_frames)
    assert textures.luminance.shape == (count, TEXTURE, TEXTURE)
    assert textures.expression.shape == (count, 30)
    assert textures.turn.shape == (count, 2)
    assert np.abs(textures.turn).max() < 30


def test_no_list_is_told_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"clips\.csv cannot be read"):
        drain(train(tmp_path, tmp_path / "out"))
    assert not (tmp_path / "out").exists()
