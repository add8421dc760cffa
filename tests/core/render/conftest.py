"""A frontal face of the mean shape, drawn as a picture in which every pixel is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.faces.topology import POINTS
from dfm.core.render.shading import ShadingMaps, load_shading

SIZE = (320, 360)


@pytest.fixture(scope="session")
def model() -> FaceModel:
    """The shipped face model."""
    return load_face_model(weights.find("face_model"))


@pytest.fixture(scope="session")
def shading() -> ShadingMaps:
    """The shipped shading."""
    return load_shading(weights.find("shading"))


@pytest.fixture
def points(model: FaceModel) -> NDArray[np.float32]:
    """The mean face (478, 3) in the middle of a picture of SIZE."""
    out = np.zeros((POINTS, 3), np.float32)
    out[:468] = model.mean * np.array([11, -11, -11], np.float32) + np.array([160, 175, 0], np.float32)
    return out


@pytest.fixture
def picture() -> NDArray[np.float32]:
    """A smooth coloured pattern (360, 320, 3) in 0..255."""
    rows, columns = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    waves = [120 + 60 * np.sin(columns / a) * np.cos(rows / b) for a, b in ((17, 23), (29, 13), (11, 31))]
    return np.stack(waves, axis=2).astype(np.float32)
