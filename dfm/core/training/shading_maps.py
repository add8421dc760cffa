"""The arithmetic that learns expression-dependent shading (ratio images; Liu, Shan and Zhang 2001).

Per clip, the logarithm of the unwrapped luminance is regressed on the expression coefficients, with
head turn as a nuisance. What light does from frame to frame is broad: a high-pass takes most of it out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import EXPRESSIONS

FLOOR = 8.0
LIGHT_BLUR = 0.16
LIGHT_SHARE = 0.8
RIDGE = 0.25
FEATURES = EXPRESSIONS + 4


@dataclass(frozen=True)
class ClipTextures:
    """Luminance textures (T, S, S), expression (T, 30) and head turn in degrees (T, 2) of one person."""

    luminance: NDArray[np.uint8]
    expression: NDArray[np.float32]
    turn: NDArray[np.float32]


@dataclass(frozen=True)
class Shading:
    """Maps (30, S, S) of log gain a unit of each coefficient, and the share of variance they explain."""

    maps: NDArray[np.float32]
    explained: float


def luminance_of(textures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """BT.709 luma (T, S, S) of RGB textures (T, S, S, 3)."""
    weights = np.float32([0.2126, 0.7152, 0.0722])
    return np.asarray(textures.astype(np.float32) @ weights + 0.5, np.uint8)


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


def centred(clip: ClipTextures, coverage: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Features (T, 34) and detail (T, S*S) of a clip, both less the clip's median."""
    turn = clip.turn / 30
    features = np.hstack([clip.expression, turn, np.square(turn)]).astype(np.float64)
    detail = log_detail(clip.luminance, coverage).reshape(len(clip.luminance), -1)
    detail = np.clip(detail - np.median(detail, axis=0), -0.5, 0.5)
    return features - np.median(features, axis=0), detail


def learn_shading(
    clips: Iterable[ClipTextures], coverage: NDArray[np.bool_], parity: NDArray[np.float32]
) -> Shading:
    """Ridge regression over all clips with left-right mirrored copies; clips count alike."""
    size = coverage.shape[0]
    gram = np.zeros((FEATURES, FEATURES))
    cross = np.zeros((FEATURES, size * size))
    power = 0.0
    flip = np.concatenate([parity, [-1.0, 1.0, 1.0, 1.0]])
    count = 0
    for clip in clips:
        features, detail = centred(clip, coverage)
        mirrored = detail.reshape(-1, size, size)[:, :, ::-1].reshape(len(detail), -1)
        for x, y in ((features, detail), (features * flip, mirrored)):
            gram += x.T @ x / len(x)
            cross += x.T @ y / len(x)
            power += float(np.square(y).sum()) / len(y)
        count += 2
    gram, cross, power = gram / count, cross / count, power / count
    solution = np.linalg.solve(gram + RIDGE * np.eye(FEATURES), cross)
    explained = float(2 * np.sum(solution * cross) - np.einsum("fp,fg,gp->", solution, gram, solution))
    maps = solution[:EXPRESSIONS].reshape(EXPRESSIONS, size, size)
    return Shading((maps * coverage).astype(np.float32), explained / power)
