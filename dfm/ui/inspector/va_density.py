"""How often a face was where in the valence-arousal plane, as a faint picture."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

CELLS = 64
REACH = 1.0
"""The picture covers valence and arousal from -1 to 1."""
BLUR = 2.0
MOST_ALPHA = 110


def density(places: NDArray[np.floating]) -> NDArray[np.float64]:
    """The share (CELLS, CELLS) of the most visited cell, 0..1; first axis valence, second arousal."""
    edges = np.linspace(-REACH, REACH, CELLS + 1)
    counts, _, _ = np.histogram2d(places[:, 0], places[:, 1], bins=[edges, edges])
    smooth = gaussian_filter(counts, BLUR, mode="constant")
    most = smooth.max()
    shares: NDArray[np.float64] = smooth / most if most > 0 else smooth
    return shares


def tinted(shares: NDArray[np.float64], red: int, green: int, blue: int) -> NDArray[np.uint8]:
    """Shares as a picture (CELLS, CELLS, 4) in one colour; the root lets rare places show too."""
    picture = np.empty((*shares.shape, 4), np.uint8)
    picture[..., :3] = red, green, blue
    picture[..., 3] = np.round(np.sqrt(shares) * MOST_ALPHA)
    return picture
