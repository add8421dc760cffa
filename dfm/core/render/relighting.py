"""The light of a wanted expression on pictures that show another: folds that open, furrows that deepen.

Pictures are warped to the wanted shape, but their skin is lit as it was. What the change of expression does
to it, by the learned shading and the drawn creases, is laid over the gains that even out the light.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from dfm.core.render.lighting import falls

CELLS = 128
"""Pixels a side of a map of gains that holds folds, which covers the whole square."""
LIGHTER = np.float32(0.35)
"""How much of a lightening is taken: the colour of a fold that opens would be too deep."""


def relit(
    gains: NDArray[np.float32],
    lights: Sequence[NDArray[np.float32] | None],
    uv: NDArray[np.float32],
    face: NDArray[np.bool_],
    skin: NDArray[np.floating],
) -> NDArray[np.float32]:
    """Gains (L, 128, 128, 3) from those (L, g, g, 3) of the square, times what each layer's light says.

    lights: by which share the skin becomes lighter, textures of one size (T, T), None for a layer that stays
    as it is; uv (2, S, S) and face (S, S) as in `Layers`; skin (3,) is the face's colour.
    """
    step = face.shape[0] // CELLS
    inside = face[step // 2 :: step, step // 2 :: step]
    darker = falls(skin)
    out = np.empty((len(gains), CELLS, CELLS, 3), np.float32)
    for gain, light, even in zip(gains, lights, out, strict=True):
        even[:] = cv2.resize(gain, (CELLS, CELLS), interpolation=cv2.INTER_LINEAR)
        if light is not None:
            u, v = (plane[step // 2 :: step, step // 2 :: step] * np.float32(len(light)) for plane in uv)
            u, v = u - np.float32(0.5), v - np.float32(0.5)
            more = cv2.remap(light, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            shares = np.where(more[..., None] > 0, LIGHTER, darker)
            even *= 1 + shares * (more * inside)[..., None]
    return out
