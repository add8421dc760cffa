"""The shipped face model, a decoder on it, and a face made of it."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from dfm.core import weights
from dfm.core.faces.model import FaceModel, load_face_model
from dfm.core.faces.topology import BLENDSHAPES
from dfm.core.motion.decoder import PrototypeDecoder

Shapes = Callable[..., NDArray[np.float32]]


@pytest.fixture(scope="session")
def model() -> FaceModel:
    """The face model that the project ships."""
    return load_face_model(weights.find("face_model"))


@pytest.fixture(scope="session")
def decoder(model: FaceModel) -> PrototypeDecoder:
    """The decoder that needs no training."""
    return PrototypeDecoder(model)


@pytest.fixture(scope="session")
def coefficients(model: FaceModel) -> Shapes:
    """coefficients(jawOpen=0.5, ...) are those of an expression (30,) given by blendshapes."""

    def of(**blendshapes: float) -> NDArray[np.float32]:
        row = np.zeros(len(BLENDSHAPES), np.float32)
        for name, value in blendshapes.items():
            row[BLENDSHAPES.index(name)] = value
        return model.coefficients_of_blendshapes(row)

    return of
