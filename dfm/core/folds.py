"""The creases of a face model: which way each action unit moves its coefficients, and what it draws."""

from functools import lru_cache

import numpy as np

from dfm.core.faces.model import FaceModel
from dfm.core.motion.action_units import TOGETHER, UNITS, coefficients_of, jaw_drop
from dfm.core.render.creases import LINES, Creases, drawn_lines
from dfm.core.render.instant import InstantRenderer
from dfm.core.render.shading import ShadingMaps


@lru_cache(maxsize=2)
def creases_of(model: FaceModel, size: int) -> Creases:
    """Creases in textures of a size. Told apart are all action units, what two do beyond their sum, and a
    jaw that falls or rises, since lips that speak move it."""
    units = [*LINES, *(name for name in UNITS if name not in LINES)]
    alone = {name: coefficients_of(model, {name: 1.0}) for name in units}
    pairs = [
        coefficients_of(model, dict.fromkeys(pair, 1.0)) - sum(alone[name] for name in pair)
        for pair in TOGETHER
    ]
    jaw = jaw_drop(model)
    directions = np.stack([*alone.values(), *pairs, jaw, -jaw]).astype(np.float32)
    maps = np.stack([drawn_lines(model, lines, size) for lines in LINES.values()])
    return Creases(directions, maps)


def instant_with_folds(model: FaceModel, shading: ShadingMaps, gain: float) -> InstantRenderer:
    """The instant renderer with the learned shading and the drawn creases."""
    return InstantRenderer(model, shading, gain, creases_of(model, shading.maps.shape[-1]))
