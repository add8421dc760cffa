"""Landmark backends: from a small upright picture to faces and their 478 points.

A backend sees one picture at a time and remembers nothing; following a face over time is the
tracker's business, so that results do not depend on the order of calls.
"""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.topology import BLENDSHAPES, POINTS


@dataclass(frozen=True, slots=True)
class FoundFace:
    """A face's box in a picture: left, top, width, height in pixels, and the detector's score."""

    left: float
    top: float
    width: float
    height: float
    score: float


@dataclass(frozen=True, slots=True)
class Landmarks:
    """One face: points (478, 3) in pixels of the picture (z in pixels too, towards the viewer negative)."""

    points: NDArray[np.float32]
    blendshapes: NDArray[np.float32]


class LandmarkBackend(Protocol):
    """What the tracker needs of a landmark detector; several threads may use it at once."""

    name: str

    def find(self, rgb: NDArray[np.uint8]) -> list[FoundFace]:
        """Boxes of the faces in a picture (H, W, 3) whose faces fill at least a sixth of it."""
        ...

    def landmarks(self, rgb: NDArray[np.uint8]) -> Landmarks | None:
        """The points of the one face that a square crop (H, W, 3) is centred on, or None."""
        ...

    def close(self) -> None:
        """Free the models."""
        ...


class MediaPipeBackend:
    """MediaPipe FaceLandmarker: 478 points and 52 blendshapes a face (Grishchenko et al. 2020)."""

    name = "mediapipe"

    def __init__(self, model: Path, landmarkers: int = 1) -> None:
        """Open the models; with two `landmarkers`, two threads get their landmarks side by side."""
        from mediapipe.tasks.python import BaseOptions, vision

        with zipfile.ZipFile(model) as parts:
            detector = parts.read("face_detector.tflite")
        self._detector = vision.FaceDetector.create_from_options(
            vision.FaceDetectorOptions(
                base_options=BaseOptions(model_asset_buffer=detector),
                running_mode=vision.RunningMode.IMAGE,
                min_detection_confidence=0.6,
            )
        )
        options = vision.FaceLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=model.read_bytes()),
            running_mode=vision.RunningMode.IMAGE,
            num_faces=1,
            min_face_detection_confidence=0.4,
            output_face_blendshapes=True,
        )
        self._landmarkers: list[Any] = []
        self._free: SimpleQueue[Any] = SimpleQueue()
        try:
            for _ in range(landmarkers):
                self._landmarkers.append(vision.FaceLandmarker.create_from_options(options))
                self._free.put(self._landmarkers[-1])
        except BaseException:
            self.close()  # left to the garbage collector they can hang the process
            raise

    def find(self, rgb: NDArray[np.uint8]) -> list[FoundFace]:
        """Boxes of the faces in a picture; its short-range detector misses faces under a sixth of it."""
        from mediapipe import Image, ImageFormat

        picture = Image(image_format=ImageFormat.SRGB, data=np.ascontiguousarray(rgb))
        found = self._detector.detect(picture).detections
        return [
            FoundFace(box.origin_x, box.origin_y, box.width, box.height, face.categories[0].score)
            for face in found
            for box in (face.bounding_box,)
        ]

    def landmarks(self, rgb: NDArray[np.uint8]) -> Landmarks | None:
        """The points of the face in a crop; the crop must be contiguous, which this sees to."""
        from mediapipe import Image, ImageFormat

        height, width = rgb.shape[:2]
        picture = Image(image_format=ImageFormat.SRGB, data=np.ascontiguousarray(rgb))
        landmarker = self._free.get()
        try:
            result = landmarker.detect(picture)
        finally:
            self._free.put(landmarker)
        if not result.face_landmarks:
            return None
        points = np.array([(p.x, p.y, p.z) for p in result.face_landmarks[0]], dtype=np.float32)
        scores = np.array([c.score for c in result.face_blendshapes[0]], dtype=np.float32)
        if points.shape != (POINTS, 3) or len(scores) != len(BLENDSHAPES):
            return None
        return Landmarks(points * np.array([width, height, width], np.float32), scores)

    def close(self) -> None:
        """Free the models."""
        for landmarker in self._landmarkers:
            landmarker.close()
        self._detector.close()
