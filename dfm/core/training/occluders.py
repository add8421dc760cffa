"""Things in front of a face, for training: smooth blobs and bars that show a piece of some other picture.

Hands, microphones and hair are not at hand with labels; what tells them from a face is that they are where
no other frame of the video has them, with edges of their own.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

LARGEST = 0.45
"""Half the extent of the largest one, over the side of the patch."""
SMALLEST = 0.07
SOFT = (0.6, 2.0)
"""Blur of its edge, in pixels."""
PIECES = (1, 4)


def occluder(side: int, random: np.random.Generator) -> NDArray[np.float32]:
    """How far a random thing covers each pixel of a square: (side, side), 0..1."""
    drawn = np.zeros((side, side), np.uint8)
    middle = random.uniform(0.1, 0.9, 2) * side
    for _ in range(int(random.integers(*PIECES))):
        axes = random.uniform(SMALLEST, LARGEST, 2) * side * random.uniform(0.3, 1.0)
        at = middle + random.normal(0, 0.12 * side, 2)
        angle = float(random.uniform(0, 180))
        if random.random() < 0.3:
            axes[0] = side
        turned = (tuple(at.tolist()), tuple((2 * axes).tolist()), angle)
        cv2.ellipse(drawn, turned, 255, cv2.FILLED, cv2.LINE_AA)
    soft = cv2.GaussianBlur(drawn, (0, 0), float(random.uniform(*SOFT)))
    return np.asarray(np.asarray(soft, np.float32) / np.float32(255), np.float32)


def covering(piece: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """What it looks like: a picture (S, S, 3) turned over, relit, and now and then of one colour."""
    look = piece[:: int(random.choice([-1, 1])), :: int(random.choice([-1, 1]))].astype(np.float32)
    if random.random() < 0.5:
        plain = look[tuple(random.integers(0, len(look), 2))]
        look = 0.25 * look + 0.75 * plain
    gain = random.uniform(0.5, 1.4) * random.uniform(0.85, 1.15, 3)
    return np.clip(look * gain, 0, 255).astype(np.uint8)
