"""The arithmetic that learns expression-dependent shading (ratio images; Liu, Shan and Zhang 2001).

Per clip, the logarithm of the unwrapped luminance is regressed on the expression coefficients, with
head turn as a nuisance. What light does from frame to frame is broad: a high-pass takes most of it out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import EXPRESSIONS
from dfm.core.faces.shading_gain import log_detail

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


def centred(
    clip: ClipTextures, coverage: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
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


def explained_share(clip: ClipTextures, shading: Shading, coverage: NDArray[np.bool_]) -> float:
    """The share of a clip's variance that the maps explain with the best single gain for that person."""
    features, detail = centred(clip, coverage)
    predicted = features[:, :EXPRESSIONS] @ shading.maps.reshape(EXPRESSIONS, -1)
    power, agreement = float(np.square(predicted).sum()), float((predicted * detail).sum())
    return max(agreement, 0.0) ** 2 / max(power, 1e-9) / max(float(np.square(detail).sum()), 1e-9)
