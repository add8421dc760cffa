"""The face of a photograph: its landmarks, found as those of a video's frames are."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.errors import InputError
from dfm.core.faces.landmarks import LandmarkBackend, Landmarks
from dfm.core.faces.look import Looker
from dfm.core.faces.search import box_of, find_boxes

LEVELS = (0, 1, 2)
SQUARE = Fraction(1)
SMALLEST = 2
"""Pixels a side of a picture that can be looked at."""


@dataclass(frozen=True, eq=False)
class Photograph:
    """A picture (H, W, 3) and its largest face: points (478, 3) in its pixels and blendshapes (52,)."""

    rgb: NDArray[np.uint8]
    points: NDArray[np.float32]
    blendshapes: NDArray[np.float32]


def read_photograph(path: Path, backend: LandmarkBackend) -> Photograph:
    """The largest face of a photograph; InputError where it cannot be read or shows none."""
    rgb = read_rgb_file(path)
    found = list(_faces(rgb, backend))
    if not found:
        raise InputError(f"{path} shows no face that could be found: choose a larger or more frontal one.")
    face = max(found, key=lambda each: box_of(each.points).height)
    return Photograph(rgb, face.points, face.blendshapes)


def read_rgb_file(path: Path) -> NDArray[np.uint8]:
    """The picture (H, W, 3) of an image file, turned as its metadata says; InputError where it is none."""
    try:
        stored = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): name a photograph.") from error
    bgr = cv2.imdecode(stored, cv2.IMREAD_COLOR) if len(stored) else None
    if bgr is None or min(bgr.shape[:2]) < SMALLEST:
        raise InputError(f"The photograph {path} cannot be read: save it anew as JPEG or PNG.")
    even = bgr[: len(bgr) // 2 * 2, : bgr.shape[1] // 2 * 2]
    return np.ascontiguousarray(even[..., ::-1], np.uint8)


def _faces(rgb: NDArray[np.uint8], backend: LandmarkBackend) -> Iterator[Landmarks]:
    """The faces of the coarsest search that finds any."""
    picture = av.VideoFrame.from_ndarray(rgb, format="rgb24")
    looker = Looker(backend, 0, SQUARE)
    for level in LEVELS:
        boxes = find_boxes(backend.find, picture, 0, SQUARE, level)
        found = [face for box in boxes if (face := looker.look(picture, box)) is not None]
        if found:
            yield from found
            return
