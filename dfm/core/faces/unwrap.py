"""Unwrap a face onto the canonical texture map, and map points between picture and texture."""

from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from dfm.core.faces.canonical import CanonicalMesh

MARGIN = 0.02


class Unwrapper:
    """Texture map of `size` x `size` texels; texel (row, column) lies at uv ((column, row) + .5) / size."""

    def __init__(self, mesh: CanonicalMesh, size: int) -> None:
        self.mesh = mesh
        self.size = size

    @cached_property
    def _lookup(self) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """For each texel the three vertices (S*S, 3) around it and their barycentric weights."""
        size = self.size
        corners = np.zeros((size, size, 3), np.int32)
        weights = np.zeros((size, size, 3), np.float32)
        for triangle in self.mesh.triangles:
            a, b, c = self.mesh.uv[triangle].astype(np.float64) * size - 0.5
            left, top = np.maximum(np.ceil(np.min([a, b, c], axis=0)), 0).astype(int)
            right, bottom = np.minimum(np.floor(np.max([a, b, c], axis=0)), size - 1).astype(int) + 1
            rows, columns = np.mgrid[top:bottom, left:right]
            basis = np.linalg.inv(np.stack([b - a, c - a], 1))
            st = np.stack([columns - a[0], rows - a[1]], axis=2) @ basis.T
            inside = (st >= -1e-9).all(axis=2) & (st.sum(axis=2) <= 1 + 1e-9)
            chosen, st = (rows[inside], columns[inside]), st[inside]
            corners[chosen] = triangle
            weights[chosen] = np.column_stack([1 - st.sum(1), st])
        return corners.reshape(-1, 3), weights.reshape(-1, 3)

    @cached_property
    def _mixing(self) -> Any:
        """The lookup as a sparse matrix (S*S, vertices), which is much quicker to apply."""
        corners, weights = self._lookup
        ends = np.arange(0, corners.size + 1, 3)
        return csr_array((weights.ravel(), corners.ravel(), ends), (len(corners), len(self.mesh.uv)))

    @cached_property
    def coverage(self) -> NDArray[np.bool_]:
        """Which texels (S, S) belong to the face."""
        covered = self._lookup[1].sum(1) > 0
        return np.asarray(covered.reshape(self.size, self.size), dtype=np.bool_)

    def spread(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Values of the vertices (V, C) over the texture (S, S, C); 0 beside the face."""
        return np.asarray((self._mixing @ values).reshape(self.size, self.size, -1), np.float32)

    def unwrap(self, picture: NDArray[np.uint8], points: NDArray[np.float32]) -> NDArray[np.uint8]:
        """The texture (S, S, C) of the face whose points (>= 468, >= 2) lie in picture pixels."""
        source = self._mixing @ points[: self._mixing.shape[1], :2].astype(np.float32)
        source = source.reshape(self.size, self.size, 2)
        across, down = (np.ascontiguousarray(source[..., axis]) for axis in (0, 1))
        texture = cv2.remap(picture, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        texture[~self.coverage] = 0
        return np.asarray(texture, dtype=np.uint8)
