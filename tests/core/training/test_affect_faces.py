"""Photographs to learn from, and what is measured of clips."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dfm.core import weights
from dfm.core.affect.estimator import NAMES
from dfm.core.errors import InputError
from dfm.core.faces.model import load_face_model
from dfm.core.jobs import drain
from dfm.core.training.affect_faces import agreeing, average_of, measure_clip, person_of, photo_rows
from dfm.core.training.affect_teacher import unasked
from dfm.core.training.dataset import gather, read_faces


def _listed(folder: Path, *lines: str) -> None:
    (folder / "photos.csv").write_text("\n".join(["file,use,label,person", *lines]), "utf-8")


def test_only_labelled_photographs_for_training_that_are_there_count(tmp_path: Path) -> None:
    for name in ("a-1.jpg", "b.jpg", "c.jpg", "d.jpg"):
        (tmp_path / name).touch()
    used = ("a-1.jpg,train,surprised,", "d.jpg,train,sad,Dan")
    _listed(tmp_path, *used, "b.jpg,evaluate,sad,", "c.jpg,train,,", "gone.jpg,train,sad,")
    rows = photo_rows(tmp_path, "train")
    assert [(row.path.name, row.person, NAMES[row.label]) for row in rows] == [
        ("a-1.jpg", "a", "surprise"),
        ("d.jpg", "Dan", "sad"),
    ]


def test_without_a_list_or_without_any_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        photo_rows(tmp_path, "train")
    _listed(tmp_path, "gone.jpg,train,sad,")
    with pytest.raises(InputError, match="mark some"):
        photo_rows(tmp_path, "train")


def test_a_numbered_series_is_one_person() -> None:
    assert person_of("actor-3.png") == person_of("actor-12.png") == "actor"
    assert person_of("12.png") == "12.png"


def test_a_clip_is_measured_on_every_frame(clips: Any) -> None:
    model = load_face_model(weights.find("face_model"))
    faces = list(read_faces(drain(gather(clips.folder))))
    measured = [measure_clip(face, model, *unasked()) for face in faces]
    for face, clip in zip(faces, measured, strict=True):
        assert clip.observed.mesh.shape == (len(face.points), 30)
        assert len(clip.calm) <= len(face.points)
        assert clip.observed.resting is clip.resting
    average = average_of(measured)
    assert average.blendshapes.shape == (52,)
    assert average.mesh.shape == (30,)


def test_answers_that_contradict_a_plain_smile_or_frown_do_not_count() -> None:
    happy, sad = np.eye(8, dtype=np.float32)[[1, 7]]
    reading = np.array([[0.5, 0.0], [0.5, 0.0], [-0.5, 0.0], [0.1, 0.0]])
    assert agreeing(reading, np.stack([happy, sad, sad, sad])).tolist() == [True, False, True, True]
