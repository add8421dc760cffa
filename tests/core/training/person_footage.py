"""Made-up footage of a person, and made-up faces of videos."""

from collections import Counter
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from dfm.core.affect.estimator import softmax
from dfm.core.motion.decoder import Seconds
from dfm.core.training.person_frames import Footage
from dfm.core.training.person_looks import Looks
from dfm.core.training.person_tracks import Face

RATE = 30


class Nothing:
    """Anybody: no expression, and a spread of a half."""

    def mean(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> NDArray[np.float32]:
        return np.zeros((len(places), 30), np.float32)

    def spread(self, places: NDArray[np.floating], emotions: NDArray[np.floating]) -> NDArray[np.float32]:
        return np.full((len(places), 30), 0.5, np.float32)

    def deviation(
        self, places: NDArray[np.floating], emotions: NDArray[np.floating], seconds: Seconds, seed: int
    ) -> NDArray[np.float32]:
        return np.zeros((len(places), 30), np.float32)


def footage(frames: int = 300, videos: int = 3, seed: int = 0) -> Footage:
    """Somebody whose first coefficient is twice the valence and whose second is the arousal, with some noise;
    most places are pleasant."""
    chance = np.random.default_rng(seed)
    course = np.sin(np.arange(frames)[:, None] / (23.0, 31.0))
    places = (np.array([0.3, 0.1]) + np.array([0.3, 0.2]) * course).astype(np.float32)
    coefficients = chance.normal(0, 0.05, (frames, 30)).astype(np.float32)
    coefficients[:, 0] += 2 * places[:, 0]
    coefficients[:, 1] += places[:, 1]
    logits = np.zeros((frames, 8))
    logits[:, 1] = 6 * places[:, 0]
    return Footage(
        np.arange(frames) * videos // frames, places, softmax(logits), coefficients, coefficients,
        np.ones(frames, np.float32), np.full(frames, 1 / RATE, np.float32), np.zeros(30, np.float32),
        tuple(f"take{number}.mp4" for number in range(videos)), frames, Counter(),
    )  # fmt: skip


def face(video: str, number: int, looks: NDArray[np.floating], frames: int = 90) -> Face:
    """A face that looks like this (1027,), seen from the front."""
    boxes = np.tile(np.array([40.0, 40.0, 100.0, 120.0], np.float32), (frames, 1))
    track = SimpleNamespace(
        number=number, frames=np.arange(frames, dtype=np.int32), boxes=boxes,
        rotation=np.tile(np.eye(3, dtype=np.float32), (frames, 1, 1)),
        confidence=np.ones(frames, np.float32),
    )  # fmt: skip
    media = SimpleNamespace(path=Path(video), frame_rate=Fraction(RATE), upright_size=(640, 480))
    seen = Looks(np.full(frames, 0.2, np.float32), np.zeros(frames, np.float32),
                 np.asarray(looks, np.float32))  # fmt: skip
    analysis: Any = SimpleNamespace(media=media)
    return Face(analysis, cast(Any, track), seen)
