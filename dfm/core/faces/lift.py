"""Lift 68 face points to the whole mesh: what a detector of few points needs to serve as a backend.

The likeliest face of the face model is fitted to the points (pose, identity and expression, by ridge
regression); what remains is carried over to the vertices around, so that the points themselves are met.
Gaze cannot be told from 68 points: irises rest in the middle of the eyes.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from dfm.core.faces.alignment import FLIP, Poses, align
from dfm.core.faces.landmarks import Landmarks
from dfm.core.faces.model import FaceModel
from dfm.core.faces.topology import (
    BLENDSHAPES,
    LEFT_EYE,
    LEFT_IRIS,
    MESH_VERTICES,
    POINTS,
    RIGHT_EYE,
    RIGHT_IRIS,
)

SPARSE = 68
_CONTOUR = ((127,), (234,), (93,), (132, 58), (58, 172), (136,), (150,), (176,))
_BROW = ((70,), (63,), (105,), (66,), (107,))
_RIGHT_EYE = ((33,), (160,), (158,), (133,), (153,), (144,))
_LEFT_EYE = ((362,), (385,), (387,), (263,), (373,), (380,))
_CONTOUR_END = ((400,), (379,), (365,), (288, 397), (361, 288), (323,), (454,), (356,))
_OUTER_LIPS = (
    (61,), (39, 40), (37,), (0,), (267,), (269, 270), (291,), (321, 405), (314,), (17,), (84,), (91, 181),
)  # fmt: skip
_INNER_LIPS = ((78,), (82,), (13,), (312,), (308,), (317,), (14,), (87,))
VERTICES: tuple[tuple[int, ...], ...] = (
    *_CONTOUR, (152,), *_CONTOUR_END,
    *_BROW, (336,), (296,), (334,), (293,), (300,),
    (168,), (195, 197), (5,), (4,), (75,), (97,), (2,), (326,), (305,),
    *_RIGHT_EYE, *_LEFT_EYE, *_OUTER_LIPS, *_INNER_LIPS,
)  # fmt: skip
"""For each point of the iBUG 68-point markup (Sagonas et al. 2013) the mesh vertices whose mean it is.
After P. Yan's correspondence of MediaPipe's mesh with dlib's points (Mediapipe_2_Dlib_Landmarks, 2024), made
left-right symmetric, with the outer lips' sides between two vertices as measured on FAN's own output."""

CONTOUR_TRUST = 0.2
"""How much a point of the face's contour counts beside one of the inner face; it slides along the edge."""
NOISE = 0.25
"""Expected error of a point in centimetres, against coefficients of unit deviation."""
REACH = 2.0
"""How far in centimetres what remains at a point is carried over."""
ROUNDS = 6
IRIS_RADIUS = 0.65
UNSEEN = ("neutral", "eyeLook")
"""Beginnings of the names of blendshapes that 68 points say nothing about."""
BLENDSHAPE_RIDGE = 0.05


class Lifter:
    """Lifts one face at a time; all that depends on the face model alone is computed once."""

    def __init__(self, model: FaceModel) -> None:
        self._model = model
        self._pick = _picker()
        self._basis = np.concatenate([model.identity, model.expression])
        self._sparse_basis = np.einsum("kv,bvc->bkc", self._pick, self._basis)
        self._trust = np.ones(SPARSE, np.float32)
        self._trust[: len(_CONTOUR) * 2 + 1] = CONTOUR_TRUST
        self._carry = _carrier(model, self._pick)
        seen = [not name.startswith(UNSEEN) for name in BLENDSHAPES]
        self._seen = np.flatnonzero(seen)

    def lift(self, points: NDArray[np.float32]) -> Landmarks:
        """The mesh and blendshapes of iBUG points (68, 3) in square pixels, z towards the viewer negative."""
        camera = points[None] * FLIP
        poses, coefficients = self._fit(camera)
        mesh = self._shape(coefficients)
        mesh = mesh + self._carry @ (poses.to_head(camera)[0] - self._pick @ mesh)
        head = np.concatenate([mesh, _irises(mesh)])
        there = head @ poses.rotation[0].T * poses.scale[0] + poses.translation[0]
        expression = coefficients[len(self._model.identity) :]
        return Landmarks(np.asarray(there * FLIP, np.float32), self._blendshapes(expression))

    def _fit(self, camera: NDArray[np.float32]) -> tuple[Poses, NDArray[np.float32]]:
        """Pose and the coefficients of identity and expression, in turns."""
        coefficients = np.zeros(len(self._basis), np.float32)
        weights = np.sqrt(self._trust)[:, None]
        inputs = (self._sparse_basis * weights).reshape(len(self._basis), -1).astype(np.float64)
        gram = inputs @ inputs.T + NOISE**2 * np.eye(len(inputs))
        for _ in range(ROUNDS):
            poses = align(camera, self._pick @ self._shape(coefficients), self._trust)
            difference = poses.to_head(camera)[0] - self._pick @ self._model.mean
            coefficients = np.linalg.solve(gram, inputs @ (difference * weights).ravel()).astype(np.float32)
        return poses, coefficients

    def _shape(self, coefficients: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(self._model.mean + np.tensordot(coefficients, self._basis, axes=1), np.float32)

    def _blendshapes(self, expression: NDArray[np.float32]) -> NDArray[np.float32]:
        """The blendshapes (52,) in 0..1 that amount to these coefficients, as few and weak as will do."""
        basis = self._model.expression.reshape(len(expression), -1).astype(np.float64)
        effect = basis.T @ self._model.blendshape_map[:, self._seen]
        ridge = np.sqrt(BLENDSHAPE_RIDGE * np.mean(np.square(effect).sum(axis=0)))
        inputs = np.concatenate([effect, ridge * np.eye(len(self._seen))])
        outputs = np.concatenate([basis.T @ expression, np.zeros(len(self._seen))])
        out = np.zeros(len(BLENDSHAPES), np.float32)
        out[self._seen] = np.clip(nnls(inputs, outputs)[0], 0, 1)
        return out


def _picker() -> NDArray[np.float32]:
    """The matrix (68, 468) that takes the 68 points out of a mesh."""
    pick = np.zeros((SPARSE, MESH_VERTICES), np.float32)
    for point, vertices in enumerate(VERTICES):
        pick[point, list(vertices)] = 1 / len(vertices)
    return pick


def _carrier(model: FaceModel, pick: NDArray[np.float32]) -> NDArray[np.float32]:
    """The matrix (468, 68) that spreads what is left at the points over the mesh, and meets the points.

    Distances are measured on a face with an open mouth, so that one lip does not pull the other along.
    """
    wide = np.zeros(len(BLENDSHAPES), np.float32)
    wide[BLENDSHAPES.index("jawOpen")] = 1
    open_face = model.mean + model.displacement(model.coefficients_of_blendshapes(wide))
    distance = np.linalg.norm(open_face[:, None] - (pick @ open_face)[None], axis=2)
    kernel = np.exp(-distance / REACH)  # smoother kernels blow up the noise of close points
    return np.asarray(kernel @ np.linalg.inv((pick @ kernel).astype(np.float64)), np.float32)


def _irises(mesh: NDArray[np.float32]) -> NDArray[np.float32]:
    """Ten points (10, 3): the centre of each eye and its iris to the right, above, to the left and below."""
    ring = IRIS_RADIUS * np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [-1, 0, 0], [0, -1, 0]], np.float32)
    irises = np.zeros((POINTS - MESH_VERTICES, 3), np.float32)
    for outline, iris in ((RIGHT_EYE, RIGHT_IRIS), (LEFT_EYE, LEFT_IRIS)):
        irises[np.array(iris) - MESH_VERTICES] = mesh[list(outline)].mean(axis=0) + ring
    return irises
