"""The 3D face model (3DMM): mean, identity basis and a 30-component expression basis on the canonical mesh.

    shape(identity a, expression c) = mean + a . identity + c . expression        (468, 3), centimetres

Both bases are made of left-right symmetric and antisymmetric components. Coefficients are in units of
their standard deviation over the training footage. `blendshape_map` tells which coefficients a
change of the 52 blendshapes amounts to; `appearance` is the mean look of faces (see `identity`).
"""

from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from dfm.core.errors import MissingWeights
from dfm.core.faces.canonical import CanonicalMesh
from dfm.core.faces.topology import CHIN, FOREHEAD_TOP, mirror_permutation
from dfm.core.faces.unwrap import Unwrapper

EXPRESSIONS = 30


@dataclass(frozen=True, eq=False)
class FaceModel:
    """Arrays of the model; see the module's text for what they mean."""

    mean: NDArray[np.float32]
    identity: NDArray[np.float32]
    expression: NDArray[np.float32]
    expression_parity: NDArray[np.float32]
    blendshape_map: NDArray[np.float32]
    blendshape_scale: NDArray[np.float32]
    uv: NDArray[np.float32]
    triangles: NDArray[np.int32]
    rigidity: NDArray[np.float32]
    appearance: NDArray[np.float32]

    @cached_property
    def mesh(self) -> CanonicalMesh:
        """The mean face as a mesh."""
        return CanonicalMesh(self.mean, self.uv, self.triangles, self.rigidity)

    @cached_property
    def _unwrappers(self) -> dict[int, Unwrapper]:
        return {}

    def unwrapper(self, size: int) -> Unwrapper:
        """The texture map of this size, made once."""
        if size not in self._unwrappers:
            self._unwrappers[size] = Unwrapper(self.mesh, size)
        return self._unwrappers[size]

    @cached_property
    def mirror(self) -> NDArray[np.int64]:
        """Each vertex's left-right twin (468,)."""
        return mirror_permutation(self.mean)

    @cached_property
    def face_height(self) -> float:
        """Forehead top to chin of the mean face in centimetres."""
        return float(np.linalg.norm(self.mean[FOREHEAD_TOP] - self.mean[CHIN]))

    def displacement(self, expression: NDArray[np.float32]) -> NDArray[np.float32]:
        """What coefficients (..., 30) add to a neutral face (..., 468, 3)."""
        if expression.ndim == 1:  # no threads for a product as small as this: they would spin on
            return np.asarray(np.einsum("c,cvk->vk", expression, self.expression), np.float32)
        return np.asarray(np.tensordot(expression, self.expression, axes=1), np.float32)

    def coefficients_of_blendshapes(self, blendshapes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Coefficients (..., 30) of a change of blendshapes (..., 52)."""
        return np.asarray(blendshapes @ self.blendshape_map.T, np.float32)

    def save(self, path: Path) -> None:
        """Write the model as a safetensors file."""
        arrays = {entry.name: np.ascontiguousarray(getattr(self, entry.name)) for entry in fields(self)}
        save_file(arrays, path)


@lru_cache(maxsize=2)
def load_face_model(path: Path) -> FaceModel:
    """Read a model file; MissingWeights if it is not one."""
    try:
        return FaceModel(**load_file(path))
    except (OSError, TypeError, SafetensorError) as error:
        raise MissingWeights(
            f"{path} is not a face model of this version; reinstall dfm or run `dfm train face-model`."
        ) from error
