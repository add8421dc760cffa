"""A real face: scikit-image's portrait in the public domain, seen by the real landmark model."""

from collections.abc import Callable, Iterator
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from dfm.core import weights
from dfm.core.faces.landmarks import Landmarks, MediaPipeBackend
from dfm.core.faces.model import FaceModel, load_face_model


@pytest.fixture(scope="session")
def model() -> FaceModel:
    """The face model that the project ships."""
    return load_face_model(weights.find("face_model"))


@pytest.fixture(scope="session")
def backend() -> Iterator[MediaPipeBackend]:
    """The landmark model."""
    opened = MediaPipeBackend(weights.find("face_landmarker"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def portrait() -> NDArray[np.uint8]:
    """One woman (256, 256, 3), her face in the middle."""
    astronaut: Any = data.astronaut
    return np.ascontiguousarray(astronaut()[:256, 96:352])


@pytest.fixture(scope="session")
def portrait_face(backend: MediaPipeBackend, portrait: NDArray[np.uint8]) -> Landmarks:
    """Her landmarks in pixels of the portrait."""
    found = backend.landmarks(portrait)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def as_frame() -> Callable[[NDArray[np.uint8]], av.VideoFrame]:
    """A picture as it comes from a decoder."""

    def convert(rgb: NDArray[np.uint8]) -> av.VideoFrame:
        return av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), "rgb24").reformat(format="yuv420p")

    return convert
