"""How far the expression of one frame is from that of another, as a picture to borrow from.

What counts is where lips, lids and brows lie, in centimetres on the face, and how far apart the heads are
turned.
"""

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import INNER_LIPS, LEFT_BROW, LEFT_EYE, OUTER_LIPS, RIGHT_BROW, RIGHT_EYE

EYE_SHARE = 0.7
"""What a movement of the lids weighs, over one of the lips."""
BROW_SHARE = 0.5
"""What a movement of the brows weighs, over one of the lids."""
POSE_SHARE = 0.008
"""What a degree between two heads weighs, in centimetres of the lips."""

_LIPS = list(INNER_LIPS + OUTER_LIPS)
_LIDS = list(RIGHT_EYE + LEFT_EYE)
_BROWS = list(RIGHT_BROW + LEFT_BROW)


def distances(
    model: FaceModel,
    wanted: NDArray[np.float32],
    rotations: NDArray[np.float32],
    bank_expressions: NDArray[np.float32],
    bank_rotations: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Distances (N, B), about centimetres, of wanted expressions (N, 30) on heads turned by rotations
    (N, 3, 3) from the expressions (B, 30) and rotations (B, 3, 3) of a bank of frames."""
    total = mouth_distances(model, wanted, bank_expressions)
    total += EYE_SHARE * _moved_apart(model, _LIDS, wanted, bank_expressions)
    total += POSE_SHARE * degrees_apart(rotations, bank_rotations)
    return np.asarray(total, np.float32)


def slot_distances(
    model: FaceModel,
    wanted: NDArray[np.float32],
    rotations: NDArray[np.float32],
    bank_expressions: NDArray[np.float32],
    bank_rotations: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Distances (6, N, B) as `distances` has them, for each of six references that help a frame: two for the
    mouth, two for lids and brows, two for all of the face."""
    turned = POSE_SHARE * degrees_apart(rotations, bank_rotations)
    mouth = mouth_distances(model, wanted, bank_expressions)
    lids = _moved_apart(model, _LIDS, wanted, bank_expressions)
    brows = _moved_apart(model, _BROWS, wanted, bank_expressions)
    upper, whole = lids + BROW_SHARE * brows, mouth + EYE_SHARE * lids
    return np.asarray(np.stack([mouth, mouth, upper, whole, upper, whole]) + turned, np.float32)


def mouth_distances(
    model: FaceModel, wanted: NDArray[np.float32], bank: NDArray[np.float32]
) -> NDArray[np.float32]:
    """How far the lips of expressions (N, 30) lie from those of others (B, 30): (N, B) centimetres."""
    return _moved_apart(model, _LIPS, wanted, bank)


def degrees_apart(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """Angles between rotations (N, 3, 3) and (B, 3, 3): (N, B) degrees."""
    trace = one.reshape(-1, 9).astype(np.float64) @ other.reshape(-1, 9).astype(np.float64).T
    return np.degrees(np.arccos(np.clip((trace - 1) / 2, -1, 1))).astype(np.float32)


def _moved_apart(
    model: FaceModel, vertices: list[int], one: NDArray[np.float32], other: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Root mean square distance (N, B) of these vertices under expressions (N, 30) and (B, 30)."""
    basis = model.expression[:, vertices].reshape(len(model.expression), -1).astype(np.float64)
    here, there = one @ basis, other @ basis
    square = np.square(here).sum(1)[:, None] + np.square(there).sum(1) - 2 * here @ there.T
    return np.asarray(np.sqrt(np.maximum(square, 0) / len(vertices)), np.float32)
