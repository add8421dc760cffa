"""What estimators may look at: a face's measurements over frames, and pictures for those that need them.

A face is measured against a neutral one. Of a video it is the person's own resting face, as far as the video
shows one; of a photograph only the average person's is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.fit import fit_track
from dfm.core.faces.model import FaceModel
from dfm.core.faces.tracks import FaceTrack

Picture = NDArray[np.uint8]

RESTING_SHARE = 20
"""A person's resting face: each blendshape as low as on this percentage of the frames."""
MOST_RESTING = 0.25
"""A blendshape that never rests lower than this is an expression worn all the time."""
IDENTITY_PRIOR = 0.02
EXPRESSION_PRIOR = 0.02
"""Weights of the priors (unit variance) against the mean squared vertex error in cm^2."""
SQUARE_PIXELS = 1.0


@dataclass(frozen=True, eq=False)
class Observed:
    """A face on N frames.

    blendshapes (N, 52); mesh (N, 30): expression coefficients against the average face, what of the person's
    neutral face looks like an expression included; resting (52,): the person's resting blendshapes, or None
    where a single photograph shows none; pictures: RGB squares around the face, N of them or none.
    """

    blendshapes: NDArray[np.float32]
    mesh: NDArray[np.float32]
    resting: NDArray[np.float32] | None = None
    pictures: Sequence[Picture] = ()

    def __len__(self) -> int:
        """How many frames."""
        return len(self.blendshapes)

    def part(self, rows: slice | NDArray[np.int64]) -> "Observed":
        """Some of the frames; the resting face is that of all."""
        return Observed(self.blendshapes[rows], self.mesh[rows], self.resting)


def observe_track(track: FaceTrack, model: FaceModel) -> Observed:
    """The measurements of a person on every frame of a track."""
    mesh = track.expression + worn(track.neutral, model)
    return Observed(track.blendshapes, np.asarray(mesh, np.float32), resting_face(track.blendshapes))


def observe_points(
    points: NDArray[np.float32],
    blendshapes: NDArray[np.float32],
    model: FaceModel,
    pixel_aspect: float = SQUARE_PIXELS,
) -> Observed:
    """The measurements of one photograph: points (478, 3) in pixels, blendshapes (52,)."""
    fit = fit_track(model, points[None], blendshapes[None], pixel_aspect)
    mesh = fit.expression + worn(fit.neutral, model)
    return Observed(blendshapes[None], np.asarray(mesh, np.float32))


def resting_face(blendshapes: NDArray[np.float32]) -> NDArray[np.float32]:
    """The resting blendshapes (52,) of a person seen with blendshapes (N, 52)."""
    return np.minimum(np.percentile(blendshapes, RESTING_SHARE, axis=0), MOST_RESTING).astype(np.float32)


def worn(neutral: NDArray[np.float32], model: FaceModel) -> NDArray[np.float32]:
    """The coefficients (30,) of what in a neutral face (468, 3) looks like an expression, not an identity."""
    return np.asarray(_solver(model) @ (neutral - model.mean).ravel(), np.float32)


@lru_cache(maxsize=2)
def _solver(model: FaceModel) -> NDArray[np.float64]:
    """Ridge regression (30, 1404) of shape differences on identity and expression at once; the latter."""
    identity = model.identity.reshape(len(model.identity), -1).astype(np.float64)
    basis = np.concatenate([identity, model.expression.reshape(len(model.expression), -1)])
    vertices = basis.shape[1] / 3
    prior = np.repeat([IDENTITY_PRIOR, EXPRESSION_PRIOR], [len(identity), len(model.expression)])
    found = np.linalg.solve(basis @ basis.T / vertices + np.diag(prior), basis / vertices)
    return np.asarray(found[len(identity) :], np.float64)
