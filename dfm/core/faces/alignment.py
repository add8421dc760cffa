"""Head space, and the similarity transforms between it and the picture (weighted Procrustes).

Head space is the face model's: centimetres, x right, y up, z to the viewer. Camera space is the
picture's square pixels with the same directions. camera = scale * (vertex @ rotation.T) + translation.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.topology import MESH_VERTICES

FLIP = np.array([1, -1, -1], np.float32)


@dataclass(frozen=True, slots=True)
class Poses:
    """Similarity transforms of N frames: rotation (N, 3, 3), scale (N,), translation (N, 3)."""

    rotation: NDArray[np.float32]
    scale: NDArray[np.float32]
    translation: NDArray[np.float32]

    def part(self, which: slice) -> "Poses":
        """The poses of some of the frames."""
        return Poses(self.rotation[which], self.scale[which], self.translation[which])

    def to_head(self, camera: NDArray[np.float32]) -> NDArray[np.float32]:
        """Camera points (N, V, 3) in head space."""
        centred = (camera - self.translation[:, None]) / self.scale[:, None, None]
        return np.asarray(centred @ self.rotation, np.float32)

    def yaw_pitch_roll(self) -> NDArray[np.float32]:
        """Head angles (N, 3) in degrees; zero looks into the camera."""
        r = self.rotation
        yaw = np.arctan2(r[:, 0, 2], r[:, 2, 2])
        pitch = np.arcsin(np.clip(-r[:, 1, 2], -1, 1))
        roll = np.arctan2(r[:, 1, 0], r[:, 1, 1])
        return np.asarray(np.degrees(np.stack([yaw, pitch, roll], 1)), np.float32)


def to_camera(points: NDArray[np.float32], pixel_aspect: float) -> NDArray[np.float32]:
    """Landmarks (N, >= 468, 3) in raster pixels as camera points (N, 468, 3)."""
    camera = points[:, :MESH_VERTICES] * FLIP
    camera[..., [0, 2]] *= np.float32(pixel_aspect)
    return np.asarray(camera, np.float32)


def align(camera: NDArray[np.float32], shapes: NDArray[np.float32], weights: NDArray[np.float32]) -> Poses:
    """Poses that carry shapes ((N,) 468, 3) best onto camera points (N, 468, 3), by weights (468,)."""
    shares = weights / weights.sum()
    middle = np.einsum("nvc,v->nc", camera, shares)
    shape_middle = np.einsum("...vc,v->...c", shapes, shares)
    there = camera - middle[:, None]
    here = np.broadcast_to(shapes - shape_middle[..., None, :], there.shape)
    covariance = np.einsum("nvi,nvj,v->nij", there, here, shares)
    u, spread, vt = np.linalg.svd(covariance)
    sign = np.ones_like(spread)
    sign[:, 2] = np.sign(np.linalg.det(u) * np.linalg.det(vt))
    rotation = (u * sign[:, None]) @ vt
    variance = np.einsum("nvc,nvc,v->n", here, here, shares)
    scale = (spread * sign).sum(1) / variance
    home = np.broadcast_to(shape_middle, middle.shape)
    translation = middle - scale[:, None] * np.einsum("nij,nj->ni", rotation, home)
    return Poses(rotation.astype(np.float32), scale.astype(np.float32), translation.astype(np.float32))
