"""How strongly a person's own frames show the learned shading of their expressions."""

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel

FLOOR = 8.0
"""Added to grey levels before the logarithm: here, in training, in rendering and in appearance alike."""
LIGHT_BLUR = 0.16
LIGHT_SHARE = 0.8
PRIOR_FRAMES = 12.0
"""Weight of a gain of 1, in frames of ordinary liveliness."""
ORDINARY = 0.02
LIMITS = (0.7, 1.5)


def log_detail(luminance: NDArray[np.uint8], coverage: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Log luminance (T, S, S) less most of its broad part, zero mean a frame, zero outside the face."""
    mask = coverage.astype(np.float32)
    size = luminance.shape[-1]
    sigma = LIGHT_BLUR * size
    spread = cv2.GaussianBlur(mask, (0, 0), sigma) + 1e-6
    out = np.empty(luminance.shape, np.float32)
    for index, texture in enumerate(luminance):
        value = np.log(texture.astype(np.float32) + FLOOR)
        value = (value - value[coverage].mean()) * mask
        broad = cv2.GaussianBlur(value, (0, 0), sigma) / spread
        out[index] = (value - LIGHT_SHARE * broad) * mask
    return out


def luminance_of(textures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """BT.709 luma (T, S, S) of RGB textures (T, S, S, 3)."""
    weights = np.array([0.2126, 0.7152, 0.0722], np.float32)
    return np.asarray(textures.astype(np.float32) @ weights + 0.5, np.uint8)


def shading_gain(
    textures: list[tuple[int, NDArray[np.uint8]]],
    expression: NDArray[np.float32],
    angles: NDArray[np.float32],
    maps: NDArray[np.float32],
    model: FaceModel,
) -> float:
    """The factor on the maps (30, S, S) that explains the sampled textures best, drawn towards 1.

    `textures` holds (place, (S, S, 3)) with places into expression (N, 30) and angles (N, 3) in degrees;
    frames turned much further than the usual view are left out.
    """
    if len(textures) < 8:
        return 1.0
    places = np.array([place for place, _ in textures])
    turned = np.abs(angles[places] - np.median(angles[places], axis=0))[:, :2].max(axis=1)
    chosen = np.flatnonzero(turned < 12)
    if len(chosen) < 8:
        return 1.0
    coverage = model.unwrapper(maps.shape[-1]).coverage
    seen = log_detail(luminance_of(np.stack([textures[k][1] for k in chosen])), coverage)
    seen = np.clip(seen - np.median(seen, axis=0), -0.5, 0.5)
    change = expression[places[chosen]] - np.median(expression[places[chosen]], axis=0)
    wanted = np.tensordot(change, maps, axes=1)
    inside = float(coverage.sum())
    agreement = float((wanted * seen).sum()) / inside
    power = float(np.square(wanted).sum()) / inside
    prior = PRIOR_FRAMES * ORDINARY**2
    return float(np.clip((agreement + prior) / (power + prior), *LIMITS))
