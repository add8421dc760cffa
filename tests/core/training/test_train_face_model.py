"""`train face-model` on a small folder, through its front door."""

import csv
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.errors import InputError
from dfm.core.faces.fit import fit_track
from dfm.core.faces.model import load_face_model
from dfm.core.faces.topology import mirrored_blendshapes
from dfm.core.jobs import Progress, drain
from dfm.core.training.dataset import gather, read_faces
from dfm.core.training.face_model import HeldOut, measure, train


@pytest.fixture(scope="module")
def trained(clips: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, HeldOut, list[Progress]]:
    """The folder that was written, what was measured, and what was shown meanwhile."""
    out = tmp_path_factory.mktemp("trained") / "resources"
    seen: list[Progress] = []
    measured = drain(train(clips.folder, out), seen.append)
    return out, measured, seen


Trained = tuple[Path, HeldOut, list[Progress]]


def test_it_writes_a_model_that_the_program_finds_and_loads(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, _, _ = trained
    assert sorted(path.name for path in out.iterdir()) == [
        "face_model.md",
        "face_model.safetensors",
        "weights.json",
    ]
    monkeypatch.setenv("DFM_RESOURCES_DIR", str(out))
    model = load_face_model(weights.find("face_model"))
    assert model.expression.shape == (30, 468, 3)
    assert len(model.identity) == 4
    assert weights.row("face_model").origin == "trained by dfm train face-model"


def test_the_model_fits_the_footage_it_was_learned_from(trained: Trained, clips: Any) -> None:
    model = load_face_model(trained[0] / "face_model.safetensors")
    for face in read_faces(drain(gather(clips.folder))):
        fit = fit_track(model, face.points, face.blendshapes, face.pixel_aspect)
        assert fit.residual < 0.01
    again = measure(model, face)
    assert again.residual_percent == pytest.approx(100 * fit.residual)


def test_people_held_out_are_measured(trained: Trained) -> None:
    _, measured, _ = trained
    assert 0 < measured.residual_percent < 2
    assert 0.5 < measured.explained <= 1
    assert measured.by_blendshapes < measured.explained


def test_the_card_tells_what_was_measured_and_of_whom(trained: Trained, clips: Any) -> None:
    out, measured, _ = trained
    card = (out / "face_model.md").read_text("utf-8")
    assert f"{measured.residual_percent:.2f} % of the face's height" in card
    assert f"{100 * measured.explained:.1f} % of the variance" in card
    assert f"{len(clips.people)} clips of {len(clips.people)} people" in " ".join(card.split())
    for person in clips.people:
        assert f"- {person}.mp4 (" in card
    assert "secret" not in card
    assert "nobody" not in card


def test_progress_runs_to_its_end(trained: Trained) -> None:
    seen = trained[2]
    assert [each.stage for each in seen if each.stage == "measure on people held out"] == [
        "measure on people held out"
    ] * 4
    assert (seen[-1].stage, seen[-1].done, seen[-1].total) == ("learn", 1, 1)


def test_too_few_people_are_told(clips: Any, tmp_path: Path) -> None:
    with (tmp_path / "clips.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("file", "use", "person"), ("ada.mp4", "train", "ada")])
    shutil.copy(clips.folder / "ada.mp4", tmp_path)
    with pytest.raises(InputError, match="at least 4 are needed") as failure:
        drain(train(tmp_path, tmp_path / "out"))
    assert str(tmp_path) in str(failure.value)
    assert not (tmp_path / "out").exists()


def test_no_list_is_told_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"clips\.csv cannot be read"):
        drain(train(tmp_path, tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_mirrored_faces_are_measured_alike(trained: Trained, clips: Any) -> None:
    model = load_face_model(trained[0] / "face_model.safetensors")
    face = next(read_faces(drain(gather(clips.folder))))
    camera = face.points[:, :468].copy()
    mirrored = camera[:, model.mirror] * np.array([-1, 1, 1], np.float32)
    other = replace(
        face,
        points=np.concatenate([mirrored, mirrored[:, :10]], axis=1),
        blendshapes=face.blendshapes[:, mirrored_blendshapes()],
    )
    assert measure(model, other).residual_percent == pytest.approx(
        measure(model, face).residual_percent, rel=0.02
    )
