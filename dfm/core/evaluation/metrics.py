"""The numbers by which results are judged, over arrays alone.

Pictures are RGB, 0..255, shape (N, H, W, 3). A metric that its input cannot answer (constant motion, no frame
with closed lips, an empty mask) is NaN, which every table prints as a dash: never a flattering number.
Average pixel distances follow Head2Head++ and DSM (arXiv 2111.07902), speech follows NED (CVPR 2022).
"""

import numpy as np
from numpy.typing import NDArray

MOUTH_SIZE = 72
"""Side of the mouth crop in a picture of 256 x 256 pixels."""

CLOSED_APERTURE = 0.012
"""Lips count as closed below this inner-lip distance, in face heights: about one pixel of an 80 px face."""

Pictures = NDArray[np.uint8] | NDArray[np.float32]
Numbers = NDArray[np.float64] | NDArray[np.float32]


def pixel_distance(real: Pictures, made: Pictures) -> NDArray[np.float32]:
    """sqrt(dR^2 + dG^2 + dB^2) of every pixel: (..., H, W, 3) twice -> (..., H, W)."""
    difference = real.astype(np.float32) - made.astype(np.float32)
    return np.asarray(np.sqrt(np.square(difference).sum(axis=-1)), np.float32)


def average_pixel_distance(real: Pictures, made: Pictures, mask: NDArray[np.bool_] | None = None) -> float:
    """APD over all pixels of all frames; with the mask (N, H, W) of the real frames' NMFC it is Face-APD."""
    distance = pixel_distance(real, made)
    kept = distance if mask is None else distance[mask]
    return float(kept.mean(dtype=np.float64)) if kept.size else float("nan")


def mouth_corner(mouth: Numbers, height: int, width: int, size: int = MOUTH_SIZE) -> tuple[int, int]:
    """Top and left of the square centred on the median of the mouth's landmarks (K, 2), kept in the image."""
    x, y = np.median(np.asarray(mouth, np.float64)[:, :2], axis=0)
    top = int(np.clip(round(float(y) - size / 2), 0, max(0, height - size)))
    left = int(np.clip(round(float(x) - size / 2), 0, max(0, width - size)))
    return top, left


def mouth_pixel_distance(real: Pictures, made: Pictures, mouths: Numbers, size: int = MOUTH_SIZE) -> float:
    """Mouth-APD over frames (N, H, W, 3) with the real frames' mouth landmarks (N, K, 2)."""
    distance = pixel_distance(real, made)
    height, width = distance.shape[1:3]
    crops = []
    for frame, mouth in zip(distance, mouths, strict=True):
        top, left = mouth_corner(mouth, height, width, size)
        crops.append(frame[top : top + size, left : left + size])
    return float(np.mean(crops, dtype=np.float64)) if crops else float("nan")


def correlation(first: Numbers, second: Numbers) -> float:
    """Pearson's r of two series (N,); NaN where one of them does not move."""
    pair = _valid_pair(first, second)
    if pair.shape[1] < 2:
        return float("nan")
    centred = pair - pair.mean(axis=1, keepdims=True)
    size = np.sqrt(np.square(centred).sum(axis=1))
    if size.min() < 1e-9:
        return float("nan")
    return float(np.clip((centred[0] * centred[1]).sum() / (size[0] * size[1]), -1.0, 1.0))


def closure_recall(source: Numbers, edited: Numbers, closed: float = CLOSED_APERTURE) -> float:
    """The share of frames whose lips are closed in the source that stay closed; NaN where none are."""
    pair = _valid_pair(source, edited)
    shut = pair[0] < closed
    return float((pair[1][shut] < closed).mean()) if shut.any() else float("nan")


def concordance(first: Numbers, second: Numbers) -> float:
    """CCC = 2 r s1 s2 / (s1^2 + s2^2 + (m1 - m2)^2); NaN where both are one and the same constant."""
    pair = _valid_pair(first, second)
    if pair.shape[1] == 0:
        return float("nan")
    centred = pair - pair.mean(axis=1, keepdims=True)
    covariance = float((centred[0] * centred[1]).mean())
    spread = float(np.square(centred).mean(axis=1).sum() + (pair[0].mean() - pair[1].mean()) ** 2)
    return 2 * covariance / spread if spread > 1e-18 else float("nan")


def root_mean_square(first: Numbers, second: Numbers) -> float:
    """RMSE of two series (N,)."""
    pair = _valid_pair(first, second)
    return float(np.sqrt(np.square(pair[0] - pair[1]).mean())) if pair.shape[1] else float("nan")


def sign_agreement(first: Numbers, second: Numbers) -> float:
    """The share of samples of two series (N,) that have the same sign; zero agrees with zero alone."""
    pair = _valid_pair(first, second)
    return float((np.sign(pair[0]) == np.sign(pair[1])).mean()) if pair.shape[1] else float("nan")


def pixels_changed_outside(before: NDArray[np.generic], after: NDArray[np.generic],
                           inside: NDArray[np.bool_]) -> int:  # fmt: skip
    """How many pixels outside the mask `inside` (H, W) differ: two planes (H, W) or pictures (H, W, C)."""
    different = before != after
    if different.ndim == 3:
        different = different.any(axis=-1)
    return int((different & ~inside).sum())


def median(values: list[float]) -> float:
    """The median of the values that are numbers; NaN where none is."""
    numbers = [value for value in values if np.isfinite(value)]
    return float(np.median(numbers)) if numbers else float("nan")


def mean(values: list[float]) -> float:
    """The mean of the values that are numbers; NaN where none is."""
    numbers = [value for value in values if np.isfinite(value)]
    return float(np.mean(numbers)) if numbers else float("nan")


def _valid_pair(first: Numbers, second: Numbers) -> NDArray[np.float64]:
    """Two series (N,) as (2, M), without the samples that one of them lacks."""
    pair = np.stack([np.asarray(first, np.float64).ravel(), np.asarray(second, np.float64).ravel()])
    kept: NDArray[np.float64] = pair[:, np.isfinite(pair).all(axis=0)]
    return kept
