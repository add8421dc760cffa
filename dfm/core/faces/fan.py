"""The second landmark backend: 3D-FAN of face-alignment (Bulat and Tzimiropoulos 2017) behind S3FD.

It is the detector of the paper; it runs many times slower than the default on a processor. Its 68
points are lifted to the mesh by `lift`. The model files are verified before the package sees them, so that
it never downloads anything by itself.
"""

import pickle
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.errors import MissingWeights
from dfm.core.faces.landmarks import FoundFace, Landmarks
from dfm.core.faces.lift import SPARSE, Lifter
from dfm.core.faces.model import FaceModel

LEAST_SCORE = 0.7
"""Detections below this score are no faces."""
UNREADABLE = (OSError, ValueError, KeyError, AttributeError, RuntimeError, pickle.UnpicklingError)
"""What torch and the package raise over a file that is not what it should be."""
TOWARDS_VIEWER = np.array([1, 1, -1], np.float32)
"""FAN's depth grows towards the viewer; that of all landmarks here grows away from them."""


class Detector(Protocol):
    """What is used of `face_alignment.detection.FaceDetector`."""

    def detect_from_image(self, tensor_or_path: NDArray[np.uint8]) -> Sequence[NDArray[np.float32]]:
        """Left, top, right, bottom and score (5,) of each face of a picture."""
        ...


class Aligner(Protocol):
    """What is used of `face_alignment.FaceAlignment`."""

    @property
    def face_detector(self) -> Detector:
        """What finds faces."""
        ...

    def get_landmarks_from_image(
        self, image_or_path: NDArray[np.uint8], detected_faces: list[NDArray[np.float32]]
    ) -> list[NDArray[np.float32]]:
        """The points (68, 3) of each of the faces detected before."""
        ...


class FanBackend:
    """68 points of FAN, lifted to the mesh; `aligner` replaces the package's own for other weights."""

    name = "fan"

    def __init__(self, model: FaceModel, aligner: Aligner | None = None) -> None:
        if aligner is None:
            files = [weights.find(name) for name in ("s3fd", "fan_3d", "fan_depth")]
            aligner = load_aligner(*files)
        self._aligner: Aligner | None = aligner
        self._lifter = Lifter(model)
        self._lock = Lock()

    def find(self, rgb: NDArray[np.uint8]) -> list[FoundFace]:
        """Boxes of the faces in a picture."""
        return [
            FoundFace(float(left), float(top), float(right - left), float(bottom - top), float(score))
            for left, top, right, bottom, score in self._detect(rgb)
        ]

    def landmarks(self, rgb: NDArray[np.uint8]) -> Landmarks | None:
        """The points of the face nearest to the middle of a crop."""
        height, width = rgb.shape[:2]
        faces = [
            face
            for face in self._detect(rgb)
            if face[0] < width / 2 < face[2] and face[1] < height / 2 < face[3]
        ]
        if not faces:
            return None
        nearest = min(
            faces, key=lambda face: abs(face[0] + face[2] - width) + abs(face[1] + face[3] - height)
        )
        with self._lock:
            found = self._open_aligner().get_landmarks_from_image(np.ascontiguousarray(rgb), [nearest])
        points = np.asarray(found[0], np.float32)
        if points.shape != (SPARSE, 3) or not np.isfinite(points).all():
            return None
        return self._lifter.lift(points * TOWARDS_VIEWER)

    def close(self) -> None:
        """Free the nets."""
        self._aligner = None

    def _detect(self, rgb: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
        with self._lock:
            found = self._open_aligner().face_detector.detect_from_image(np.ascontiguousarray(rgb))
        return [np.asarray(face, np.float32)[:5] for face in found if face[4] >= LEAST_SCORE]

    def _open_aligner(self) -> Aligner:
        if self._aligner is None:
            raise ValueError("the backend is closed")
        return self._aligner


def load_aligner(s3fd: Path, fan: Path, depth: Path) -> Aligner:
    """face-alignment with these model files; MissingWeights where one cannot be read."""
    import face_alignment
    from face_alignment.models import FAN, ResNetDepth

    class _Aligner(face_alignment.FaceAlignment):  # type: ignore[misc]  # the package is untyped
        def _load_native(self, network_name: str, network_size: int, device: str, dtype: Any) -> Any:
            return _filled(FAN(network_size), fan)

        def _load_native_depth(self, device: str, dtype: Any) -> Any:
            return _filled(ResNetDepth(), depth)

    try:
        aligner: Aligner = _Aligner(
            face_alignment.LandmarksType.THREE_D,
            device="cpu",
            flip_input=False,
            face_detector="sfd",
            face_detector_kwargs={"path_to_detector": str(s3fd)},
            compile=False,
        )
    except UNREADABLE as error:
        raise _unreadable(s3fd) from error
    return aligner


def _filled(net: Any, file: Path) -> Any:
    """A net with the weights of a checkpoint, ready to be used."""
    import torch

    try:
        with torch.serialization.safe_globals(_plain_types()):
            stored = torch.load(file, map_location="cpu", weights_only=True)
        states = stored.get("state_dict", stored)
        net.load_state_dict({name.removeprefix("module."): value for name, value in states.items()})
    except UNREADABLE as error:
        raise _unreadable(file) from error
    return net.eval()


def _plain_types() -> list[Any]:
    """Types of the plain numbers that old training checkpoints keep beside the weights."""
    scalar = np.float64(0).__reduce__()[0]
    return [(scalar, "numpy.core.multiarray.scalar"), scalar, np.dtype, np.dtypes.Float64DType]


def _unreadable(file: Path) -> MissingWeights:
    return MissingWeights(
        f"{file} cannot be read as a model of face-alignment: remove it and fetch it again."
    )
