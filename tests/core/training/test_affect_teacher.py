"""The teacher where it is installed, and that it may be missing."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.errors import MissingWeights
from dfm.core.jobs import drain
from dfm.core.training.affect_teacher import FRAMES, HEIGHTS, INPUT, Teacher, ask, open_teacher
from dfm.core.training.dataset import gather, read_faces


class Counting(Teacher):
    """Calls every face happy, and counts how many it saw."""

    def __init__(self) -> None:
        self.seen = 0

    def answer(self, square: NDArray[np.uint8]) -> NDArray[np.float32]:
        assert square.shape == (INPUT, INPUT, 3)
        self.seen += 1
        return np.array(np.eye(8)[1], np.float32)


def test_it_is_asked_once_about_frames_spread_over_a_clip(clips: Any) -> None:
    face = next(read_faces(drain(gather(clips.folder))))
    teacher = Counting()
    first = drain(ask(teacher, clips.folder / face.clip, face))
    again = drain(ask(teacher, clips.folder / face.clip, face))
    assert teacher.seen == len(HEIGHTS) * min(FRAMES, len(face.frames))
    assert first[0][0] == 0
    assert first[0][-1] == len(face.frames) - 1
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(first[1], again[1])


def test_without_its_package_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> Path:
        raise MissingWeights("not here")

    monkeypatch.setattr(weights, "find", missing)
    assert open_teacher() is None


def test_without_its_interpreter_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ai_edge_litert.interpreter", None)
    with pytest.raises(MissingWeights, match="ai-edge-litert"):
        Teacher(Path("model_optimized.tflite"))


def test_it_answers_with_probabilities_where_it_is_installed() -> None:
    teacher = open_teacher()
    if teacher is None:
        pytest.skip("facex or ai-edge-litert is not installed")
    found = teacher.answer(np.full((INPUT, INPUT, 3), 120, np.uint8))
    assert found.shape == (8,)
    assert found.sum() == pytest.approx(1, abs=1e-3)
