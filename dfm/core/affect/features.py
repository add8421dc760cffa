"""The numbers by which the embedded estimator knows a frame, and the same ones of the mirrored face."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core.affect.observed import Observed
from dfm.core.faces.topology import BLENDSHAPES, mirrored_blendshapes

MESH_SCALE = 0.2
"""Coefficients are brought to about the range of blendshapes."""
COEFFICIENTS = 30
FEATURES = 2 * len(BLENDSHAPES) + COEFFICIENTS + 1


@dataclass(frozen=True, eq=False)
class Average:
    """The average person's resting face: blendshapes (52,) and expression coefficients (30,)."""

    blendshapes: NDArray[np.float32]
    mesh: NDArray[np.float32]


def features_of(observed: Observed, average: Average) -> NDArray[np.float32]:
    """Features (N, FEATURES): blendshapes relative to the person's resting face, the mesh relative to the
    average one, that resting face relative to the average one, and whether it is known."""
    known = observed.resting is not None
    resting = observed.resting if observed.resting is not None else average.blendshapes
    shape = (len(observed), len(BLENDSHAPES))
    return np.concatenate(
        [
            observed.blendshapes - resting,
            MESH_SCALE * (observed.mesh - average.mesh),
            np.broadcast_to(resting - average.blendshapes, shape),
            np.full((len(observed), 1), float(known)),
        ],
        axis=1,
    ).astype(np.float32)


def mirrored(features: NDArray[np.float32], parity: NDArray[np.float32]) -> NDArray[np.float32]:
    """The features (N, FEATURES) of the mirrored faces; `parity` (30,) is that of the coefficients."""
    twins, shapes = mirrored_blendshapes(), len(BLENDSHAPES)
    out = features.copy()
    out[:, :shapes] = features[:, twins]
    out[:, shapes : shapes + COEFFICIENTS] *= parity
    out[:, shapes + COEFFICIENTS : -1] = features[:, shapes + COEFFICIENTS + twins]
    return out
