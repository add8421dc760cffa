"""How an expression sets in: faster than it leaves, brows and lids a little ahead of the mouth.

The weights of an edit come and go alike; here the onset is drawn together within the same frames, so that
what the user set of a transition's length stays true.
"""

import numpy as np
from numpy.typing import NDArray

UPPER_HASTE, MOUTH_HASTE = 1.6, 1.2
"""How many times faster than their transition brows and lids, and the mouth, reach full strength."""


def onset(weights: NDArray[np.floating], ramp: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (n,) of an edit that rise to 1 over the first `ramp` frames, as they would without other edits:
    those of the upper face (n,), and those of the mouth (n,)."""
    upper, mouth = (weights.astype(np.float32) for _ in range(2))
    rising = min(ramp, len(weights) // 2)
    upper[:rising] = hastened(weights[:rising], UPPER_HASTE)
    mouth[:rising] = hastened(weights[:rising], MOUTH_HASTE)
    return upper, mouth


def hastened(weights: NDArray[np.floating], haste: float) -> NDArray[np.float32]:
    """Weights on half a cosine from 0 to 1, as they are so many times faster."""
    time = np.arccos(1 - 2 * np.clip(weights, 0, 1)) / np.pi
    return np.asarray((1 - np.cos(np.pi * np.minimum(haste * time, 1))) / 2, np.float32)
