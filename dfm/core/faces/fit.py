"""Fit the face model to a track: one identity, and per frame a pose and 30 expression coefficients."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dfm.core.faces.alignment import Poses, align, to_camera
from dfm.core.faces.model import FaceModel
from dfm.core.faces.rows import Rows
from dfm.core.faces.topology import LOWER_INNER_LIP, MESH_VERTICES, UPPER_INNER_LIP

MOST_NEUTRAL_FRAMES = 600
EXPRESSION_PRIOR = 0.02
"""Weight of the prior (unit variance) against the mean squared vertex error in cm^2."""
IDENTITY_PRIOR = 0.01
CHUNK = 512
MIDDLE_LIPS = slice(2, 7)


@dataclass(frozen=True, slots=True)
class Fit:
    """Identity (I,), neutral (468, 3), poses of N frames, expression (N, 30), what the model
    leaves a frame as mean squared centimetres (N,), and over all as a root mean square share of the
    face's height."""

    identity: NDArray[np.float32]
    neutral: NDArray[np.float32]
    poses: Poses
    expression: NDArray[np.float32]
    error: NDArray[np.float32]
    residual: float


def fit_track(
    model: FaceModel,
    points: Rows,
    blendshapes: NDArray[np.float32],
    pixel_aspect: float,
) -> Fit:
    """Fit landmarks (N, 478, 3) in raster pixels with their blendshapes (N, 52)."""
    neutral, identity = _neutral(model, points, blendshapes, pixel_aspect)
    solver = _ExpressionSolver(model)
    parts = [
        _fit_chunk(model, solver, neutral, points[start : start + CHUNK], pixel_aspect)
        for start in range(0, len(points), CHUNK)
    ]
    poses = Poses(
        np.concatenate([part[0].rotation for part in parts]),
        np.concatenate([part[0].scale for part in parts]),
        np.concatenate([part[0].translation for part in parts]),
    )
    squares = np.concatenate([part[2] for part in parts])
    residual = float(np.sqrt(squares.mean())) / model.face_height
    expression = np.concatenate([part[1] for part in parts])
    return Fit(identity, neutral, poses, expression, squares, residual)


def fit_expression(
    model: FaceModel, neutral: NDArray[np.float32], points: NDArray[np.float32], pixel_aspect: float
) -> NDArray[np.float32]:
    """Coefficients (N, 30) of landmarks (N, 478, 3) in pixels, for a known neutral (468, 3)."""
    return _fit_chunk(model, _ExpressionSolver(model), neutral, points, pixel_aspect)[1]


class _ExpressionSolver:
    """Ridge regression of shape differences (N, 468, 3) on the expression basis."""

    def __init__(self, model: FaceModel) -> None:
        basis = model.expression.reshape(len(model.expression), -1).astype(np.float64)
        gram = basis @ basis.T / basis.shape[1] * 3
        prior = EXPRESSION_PRIOR * np.trace(gram) / len(gram) * np.eye(len(gram))
        self._pseudo = (np.linalg.solve(gram + prior, basis) / basis.shape[1] * 3).astype(np.float32)

    def __call__(self, difference: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(difference.reshape(len(difference), -1) @ self._pseudo.T, np.float32)


def _fit_chunk(
    model: FaceModel,
    solver: _ExpressionSolver,
    neutral: NDArray[np.float32],
    points: NDArray[np.float32],
    pixel_aspect: float,
) -> tuple[Poses, NDArray[np.float32], NDArray[np.float32]]:
    camera = to_camera(points, pixel_aspect)
    poses = align(camera, neutral, model.rigidity)
    everywhere = np.ones(MESH_VERTICES, np.float32)
    for _ in range(2):
        expression = solver(poses.to_head(camera) - neutral)
        poses = align(camera, neutral + model.displacement(expression), everywhere)
    head = poses.to_head(camera)
    expression = solver(head - neutral)
    error = head - neutral - model.displacement(expression)
    return poses, expression, np.square(error).sum(2).mean(1)


def _neutral(
    model: FaceModel, points: Rows, blendshapes: NDArray[np.float32], pixel_aspect: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The person's shape with all blendshapes at zero, and its identity coefficients."""
    step = max(len(points) // MOST_NEUTRAL_FRAMES, 1)
    camera = to_camera(points[::step], pixel_aspect)
    moved = model.displacement(model.coefficients_of_blendshapes(blendshapes[::step]))
    shape = model.mean
    for _ in range(3):
        poses = align(camera, shape + moved, model.rigidity)
        shape = np.median(poses.to_head(camera) - moved, axis=0).astype(np.float32)
    basis = model.identity.reshape(len(model.identity), -1).astype(np.float64)
    gram = basis @ basis.T + IDENTITY_PRIOR * np.eye(len(basis)) * np.trace(basis @ basis.T) / len(basis)
    identity = np.linalg.solve(gram, basis @ (shape - model.mean).ravel().astype(np.float64))
    return shape, identity.astype(np.float32)


def lip_aperture(head: NDArray[np.float32], face_height: float) -> NDArray[np.float32]:
    """Inner-lip distance over face height (N,) of head-space points (N, >= 468, 3)."""
    upper = head[:, np.array(UPPER_INNER_LIP[MIDDLE_LIPS])]
    lower = head[:, np.array(LOWER_INNER_LIP[MIDDLE_LIPS])]
    return np.asarray(np.linalg.norm(upper - lower, axis=2).mean(1) / face_height, np.float32)
