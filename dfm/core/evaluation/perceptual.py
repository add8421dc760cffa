"""How like two pictures of one face are to the eye, beyond what pixel distances tell: a soft picture, whose
every pixel is nearly right, may be less like the truth than a sharp one that lies a little aside.

- **Perceptual distance**: LPIPS (Zhang et al. 2018) over MobileNetV2 without its learned channel weights, so
  its numbers are not those of the published LPIPS. 0 is the same. A net trained with this distance scores
  better on it than it deserves.
- **GMSD** (Xue et al. 2014): how unevenly the gradients of two grey pictures agree. It needs no net, so
  nothing here was trained for it. 0 is the same.

Pictures are RGB (H, W, 3), 0..255; a measure with nothing to look at is NaN.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from dfm.core.evaluation.metrics import MOUTH_SIZE, mouth_corner
from dfm.models.image_features import ImageFeatures, feature_distance

Picture = NDArray[np.uint8]

_CONTRAST = 170.0
"""What keeps flat places from counting, of squared gradients of grey in 0..255, as published."""


@dataclass(frozen=True, slots=True)
class Apart:
    """Perceptual distance over the face, and over the square around its mouth."""

    face: float
    mouth: float


@torch.inference_mode()
def perceptual_distance(
    net: ImageFeatures, real: Picture, made: Picture, face: NDArray[np.bool_], mouth: NDArray[np.float32]
) -> Apart:
    """How differently two pictures look where the face (H, W) is, and around mouth landmarks (K, 2)."""
    if not face.any():
        return Apart(float("nan"), float("nan"))
    one, other = net(_planes(real)), net(_planes(made))
    top, left = mouth_corner(mouth, *face.shape)
    around = np.zeros(face.shape, np.bool_)
    around[top : top + MOUTH_SIZE, left : left + MOUTH_SIZE] = True
    return Apart(
        *(
            float(feature_distance(one, other, torch.from_numpy(mask.astype(np.float32))[None, None])[0])
            for mask in (face, around)
        )
    )


def gradient_deviation(real: Picture, made: Picture, face: NDArray[np.bool_]) -> float:
    """GMSD over the places of the face (H, W): at half size, gradients by Prewitt."""
    one, other = (_gradients(picture) for picture in (real, made))
    alike = (2 * one * other + _CONTRAST) / (one * one + other * other + _CONTRAST)
    kept = alike[cv2.resize(face.astype(np.uint8), alike.shape[::-1], interpolation=cv2.INTER_AREA) > 0]
    return float(kept.std(dtype=np.float64)) if kept.size else float("nan")


def _planes(picture: Picture) -> torch.Tensor:
    """A picture as the net takes it: (1, 3, H, W) in 0..1."""
    return torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1)[None].float() / 255


def _gradients(picture: Picture) -> NDArray[np.float32]:
    """How steep the grey of a picture is at half its size."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    half = cv2.resize(grey, (grey.shape[1] // 2, grey.shape[0] // 2), interpolation=cv2.INTER_AREA)
    step, flat = np.array([[1.0, 0, -1]]) / 3, np.ones((1, 3))
    across = cv2.filter2D(half, cv2.CV_32F, flat.T @ step, borderType=cv2.BORDER_REPLICATE)
    down = cv2.filter2D(half, cv2.CV_32F, step.T @ flat, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(np.hypot(across, down), np.float32)
