"""The estimator `hsemotion`: EfficientNet-B0 on pictures, through ONNX Runtime where that is installed.

Its file is never needed and never shipped: `dfm models fetch hsemotion` brings it from its maker.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.affect.estimator import NAMES, Affect, softmax, within_disc
from dfm.core.affect.observed import Observed, Picture
from dfm.core.errors import InputError, MissingWeights

WEIGHTS = "hsemotion"
INPUT = 224
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
SPREAD = np.array([0.229, 0.224, 0.225], np.float32)
OUTPUTS = ("anger", "contempt", "disgust", "fear", "happy", "neutral", "sad", "surprise")
"""The order of its logits; valence and arousal follow them."""
CHUNK = 16


class HsEmotionEstimator:
    """Eight logits, valence and arousal of RGB squares around faces."""

    name = "hsemotion"
    looks = True

    def __init__(self, file: Path) -> None:
        try:
            runtime = import_module("onnxruntime")
        except ImportError as error:
            raise MissingWeights(f"{file.name} needs ONNX Runtime: run `pip install onnxruntime`.") from error
        try:
            self._session: Any = runtime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
        except Exception as error:  # the runtime's own exceptions have no common base
            raise MissingWeights(
                f"{file} is no ONNX model ({error}): remove it and fetch it again."
            ) from error
        self._input = self._session.get_inputs()[0].name

    def estimate(self, observed: Observed) -> Affect:
        """The affect of every picture."""
        if len(observed.pictures) != len(observed):
            raise InputError(
                "hsemotion looks at pictures, and there are none of these frames: choose blendshape."
            )
        rows = [
            self._run(observed.pictures[start : start + CHUNK])
            for start in range(0, len(observed.pictures), CHUNK)
        ]
        found = np.concatenate(rows) if rows else np.empty((0, len(OUTPUTS) + 2), np.float32)
        order = [OUTPUTS.index(name) for name in NAMES]
        return Affect(within_disc(found[:, len(OUTPUTS) :]), softmax(found[:, order]))

    def _run(self, pictures: Sequence[Picture]) -> NDArray[np.float32]:
        """Logits, valence and arousal (N, 10) of some pictures."""
        sized = [cv2.resize(each, (INPUT, INPUT), interpolation=cv2.INTER_AREA) for each in pictures]
        scaled = (np.stack(sized).astype(np.float32) / 255 - MEAN) / SPREAD
        found = self._session.run(None, {self._input: scaled.transpose(0, 3, 1, 2)})[0]
        if found.ndim != 2 or found.shape[1] != len(OUTPUTS) + 2:
            raise MissingWeights(
                f"The ONNX model answers {found.shape}, not 8 logits, valence and arousal: fetch it again."
            )
        return np.asarray(found, np.float32)


def hsemotion_estimator() -> HsEmotionEstimator:
    """The estimator with its fetched file; MissingWeights says how to have it."""
    return HsEmotionEstimator(weights.find(WEIGHTS))
