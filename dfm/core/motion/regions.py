"""A change of a face's coefficients, split among brows, eyes and mouth and weighed in each of them.

The 30 coefficients each move the whole face. What a change moves is therefore masked on the mesh, and the
likeliest coefficients that move just this are found (ridge regression), once for each region: a linear map.
What remains of a change is the mouth's, so that the regions' parts always add up to the change itself.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dfm.core.document.regions import NAMES, Regions
from dfm.core.faces.model import FaceModel
from dfm.core.faces.regions import region_masks
from dfm.core.faces.topology import INNER_LIPS, LEFT_BROW, LEFT_EYE, OUTER_LIPS, RIGHT_BROW, RIGHT_EYE
from dfm.core.motion.retarget import boundary_taper, eye_fall

PRIOR = 3e-5
TRUST = ((*RIGHT_BROW, *LEFT_BROW), 10.0), ((*RIGHT_EYE, *LEFT_EYE), 40.0), ((*OUTER_LIPS, *INNER_LIPS), 10.0)
"""How much more than other vertices those count that a viewer looks at; lids move least of all."""


@lru_cache(maxsize=2)
def region_maps(model: FaceModel) -> NDArray[np.float32]:
    """Maps (3, 30, 30) from a change of coefficients, a row, to the part of brows, eyes and mouth in it;
    they sum to the identity."""
    shown = _shown_basis(model)
    trust = np.ones(len(model.mean))
    for vertices, weight in TRUST:
        trust[list(vertices)] = weight
    brows, eyes = (_projection(shown, mask.astype(np.float64), trust) for mask in region_masks(model)[:2])
    return np.stack([brows, eyes, np.eye(len(shown)) - brows - eyes]).astype(np.float32)


def weighed(model: FaceModel, change: NDArray[np.float32], regions: Regions) -> NDArray[np.float32]:
    """A change (..., 30) with each region's part of it weighed; the very same where all get all of it."""
    maps = region_maps(model)
    lacking = [np.float32(1 - weight) * maps[NAMES.index(name)] for name, weight in regions.held_back()]
    return np.asarray(change - change @ sum(lacking), np.float32) if lacking else change


def _shown_basis(model: FaceModel) -> NDArray[np.float64]:
    """What each coefficient moves in the picture (30, 468, 3): eyeballs and the face's border are held."""
    shown = model.expression.astype(np.float64)
    for outline in (RIGHT_EYE, LEFT_EYE):
        mean = shown[:, list(outline)].mean(axis=1, keepdims=True)
        shown -= eye_fall(model, outline)[:, None] * mean
    return np.asarray(shown * boundary_taper(model)[:, None])


def _projection(
    shown: NDArray[np.float64], mask: NDArray[np.float64], trust: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The map (30, 30) from a change, a row, to the one that moves what the mask leaves of it."""
    basis = shown.reshape(len(shown), -1)
    counted = basis * np.repeat(trust / trust.sum(), 3)
    gram = counted @ basis.T + PRIOR * np.eye(len(basis))
    return np.asarray(np.linalg.solve(gram, counted @ (basis * np.repeat(mask, 3)).T).T)
