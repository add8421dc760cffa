"""`train prototypes` on a small folder, with a teacher who likes open mouths."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.errors import InputError, MissingWeights
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.jobs import drain
from dfm.core.training import prototypes, sitters
from dfm.core.training.affect_teacher import INPUT, Teacher
from dfm.core.training.playing import OPTIONAL, read_played


class Dark(Teacher):
    """Calls a face the more surprised, the darker the middle of its lower half is; else neutral."""

    def __init__(self, _: Path | None = None) -> None:
        """It needs no file."""

    def glance(self, square: NDArray[np.uint8]) -> NDArray[np.float32]:
        assert square.shape == (INPUT, INPUT, 3)
        dark = 1 - float(square[120:170, 80:120].mean()) / 255
        said = np.zeros(8, np.float32)
        said[2], said[0] = dark, 1 - dark
        return said


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitters, "SMALLEST", 40)
    monkeypatch.setattr(sitters, "CALM", 1.0)
    monkeypatch.setattr(sitters, "FRAMES", 2)
    monkeypatch.setattr(prototypes, "Teacher", Dark)
    monkeypatch.setattr(prototypes, "OPTIONAL", {"surprise": {}})


@pytest.mark.usefixtures("small")
def test_people_of_the_folder_sit_and_their_emotions_are_played(
    clips: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = weights.find
    monkeypatch.setattr(weights, "find", lambda name: Path() if "teacher" in name else found(name))
    report = drain(prototypes.train(clips.folder, tmp_path, ways=4))
    assert report.people + report.others == 4
    assert list(read_played(tmp_path / "prototypes.json")) == ["surprise"]
    row = report.rows[0]
    assert row.probability[1] >= row.probability[0] - 1e-6
    assert "surprise" in str(report)


@pytest.mark.usefixtures("small")
def test_a_sitter_shows_what_is_laid_on(clips: Any) -> None:
    model = load_face_model(weights.find("face_model"))
    sitter = drain(sitters.gather_sitters(clips.folder, Dark(), 1))[0]
    own, shown = (
        sitter.squares("surprise", each)[0]
        for each in (None, prototypes.shown(model, {"AU1": 1.0, "AU2": 1.0}))
    )
    assert own[0].shape == (INPUT, INPUT, 3)
    assert np.abs(own[0].astype(float) - shown[0]).max() > 20


def test_too_few_calm_people_are_said_to_be_too_few(
    clips: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prototypes, "Teacher", Dark)
    monkeypatch.setattr(prototypes, "FEWEST", 9)
    found = weights.find
    monkeypatch.setattr(weights, "find", lambda name: Path() if "teacher" in name else found(name))
    with pytest.raises(InputError, match="fewer than 9 calm"):
        drain(prototypes.train(clips.folder, tmp_path, ways=1))


def test_without_the_teacher_the_remedy_is_named(
    clips: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> Path:
        raise MissingWeights(f"{name} is not here")

    monkeypatch.setattr(weights, "find", missing)
    with pytest.raises(MissingWeights, match="expression_teacher"):
        drain(prototypes.train(clips.folder, tmp_path, ways=1))


def test_only_what_footage_never_shows_is_strange() -> None:
    assert prototypes.strangeness(np.full(30, 3.0, np.float32)) == 0
    assert prototypes.strangeness(np.full(30, 4.5, np.float32)) == pytest.approx(30)


def test_every_refined_emotion_can_be_shown(model: FaceModel) -> None:
    for name in OPTIONAL:
        assert prototypes.shown(model, {"AU4": 1.0, **dict.fromkeys(OPTIONAL[name], 1.0)}).shape == (30,)


@pytest.fixture(scope="module")
def model() -> FaceModel:
    return load_face_model(weights.find("face_model"))
