"""The portrait of the demo: NASA's public-domain photograph of Eileen Collins, which scikit-image ships."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.errors import DfmError
from dfm.core.faces.alignment import Poses
from dfm.core.faces.fit import fit_track
from dfm.core.faces.landmarks import Landmarks, MediaPipeBackend
from dfm.core.faces.model import FaceModel

FACE = (124, 23, 204, 204)
"""Left, top, width and height of a square around the face, in pixels of the photograph."""
SCENE = (66, 0, 320, 320)
"""What the demo shows of the photograph."""
LANDMARK_SIZE = 512
SHARPEN = 0.45


@dataclass(frozen=True)
class Portrait:
    """The picture (S, S, 3) as R'G'B' in 0..255, the face's points (478, 3) in its pixels, and its fit:
    neutral (468, 3), pose of one frame, and expression (30,)."""

    picture: NDArray[np.float32]
    points: NDArray[np.float32]
    neutral: NDArray[np.float32]
    pose: Poses
    expression: NDArray[np.float32]


def portrait(model: FaceModel, size: int) -> Portrait:
    """The portrait at `size` x `size` pixels."""
    photograph = _photograph()
    left, top, side, _ = SCENE
    zoom = size / side
    found = _landmarks(photograph)
    points = np.asarray((found.points - np.array([left, top, 0])) * zoom, np.float32)
    fit = fit_track(model, points[None], found.blendshapes[None], 1.0)
    scene = photograph[top : top + side, left : left + side].astype(np.float32)
    return Portrait(_enlarged(scene, size), points, fit.neutral, fit.poses, fit.expression[0])


def _photograph() -> NDArray[np.uint8]:
    from skimage import data

    astronaut: Any = data.astronaut  # a function without types
    return np.asarray(astronaut(), np.uint8)


def _enlarged(scene: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """The scene at another size, with the edges that enlarging softens made crisp again."""
    how = cv2.INTER_CUBIC if size > len(scene) else cv2.INTER_AREA
    large = cv2.resize(scene, (size, size), interpolation=how)
    soft = cv2.GaussianBlur(large, (0, 0), max(size / len(scene), 0.6))
    return np.asarray(np.clip(large + SHARPEN * (large - soft), 0, 255), np.float32)


def _landmarks(photograph: NDArray[np.uint8]) -> Landmarks:
    """The face's landmarks in pixels of the photograph."""
    left, top, width, height = FACE
    crop = photograph[top : top + height, left : left + width]
    zoom = LANDMARK_SIZE / width
    enlarged = cv2.resize(crop, (LANDMARK_SIZE, LANDMARK_SIZE), interpolation=cv2.INTER_CUBIC)
    backend = MediaPipeBackend(weights.find("face_landmarker"))
    try:
        found = backend.landmarks(np.asarray(enlarged, np.uint8))
    finally:
        backend.close()
    if found is None:
        raise DfmError("The portrait of the demo shows no face; install scikit-image again.")
    points = found.points / zoom + np.array([left, top, 0])
    return Landmarks(np.asarray(points, np.float32), found.blendshapes)
