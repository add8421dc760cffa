"""Unwrap a face onto the canonical texture map, and map points between picture and texture."""

from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

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
        corners = np.zeros((size * size, 3), np.int32)
        weights = np.zeros((size * size, 3), np.float32)
        rows, columns = np.mgrid[0:size, 0:size]
        texels = (np.stack([columns.ravel(), rows.ravel()], 1) + 0.5) / size
        for triangle in self.mesh.triangles:
            a, b, c = self.mesh.uv[triangle].astype(np.float64)
            low, high = np.min([a, b, c], axis=0), np.max([a, b, c], axis=0)
            near = np.flatnonzero(np.all((texels >= low) & (texels <= high), axis=1))
            if not len(near):
                continue
            basis = np.linalg.inv(np.stack([b - a, c - a], 1))
            st = (texels[near] - a) @ basis.T
            inside = (st[:, 0] >= -1e-9) & (st[:, 1] >= -1e-9) & (st.sum(1) <= 1 + 1e-9)
            chosen, st = near[inside], st[inside]
            corners[chosen] = triangle
            weights[chosen] = np.column_stack([1 - st.sum(1), st])
        return corners, weights

    @cached_property
    def coverage(self) -> NDArray[np.bool_]:
        """Which texels (S, S) belong to the face."""
        covered = self._lookup[1].sum(1) > 0
        return np.asarray(covered.reshape(self.size, self.size), dtype=np.bool_)

    def unwrap(self, picture: NDArray[np.uint8], points: NDArray[np.float32]) -> NDArray[np.uint8]:
        """The texture (S, S, C) of the face whose points (>= 468, >= 2) lie in picture pixels."""
        corners, weights = self._lookup
        source = np.einsum("tkc,tk->ct", points[corners, :2], weights).reshape(2, self.size, self.size)
        texture = cv2.remap(
            picture,
            source[0].astype(np.float32),
            source[1].astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        texture[~self.coverage] = 0
        return np.asarray(texture, dtype=np.uint8)
